import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf } from './pythonCalls';
import { answer, hasSpread, importPython, replacement } from './pythonEdits';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

/** The modules of Python that read XML, as defusedxml calls them, with the functions that both have. */
const counterparts: Readonly<Record<string, readonly [module: string, functions: RegExp]>> = {
  'etree.ElementTree': ['ElementTree', /^(parse|iterparse|fromstring|XML)$/],
  'etree.cElementTree': ['ElementTree', /^(parse|iterparse|fromstring|XML)$/],
  'dom.minidom': ['minidom', /^(parse|parseString)$/],
  'dom.pulldom': ['pulldom', /^(parse|parseString)$/],
  'dom.expatbuilder': ['expatbuilder', /^(parse|parseString)$/],
  sax: ['sax', /^(parse|parseString)$/],
};

/** `ET.fromstring(x)` becomes `defusedxml.ElementTree.fromstring(x)`. */
export function defused(called: PythonCall, file: ParsedFile): RecipeResult {
  const { node, call } = called;
  const [, name = '', method = ''] =
    called.names
      .map((one) => /^xml\.((?:etree|dom)\.\w+|sax)\.(\w+)$/.exec(one))
      .find((one) => one) ?? [];
  const [module, functions] = counterparts[name] ?? [];
  if (!module) return refuse('The parser is made elsewhere, and defusedxml has to make it.');
  if (!functions?.test(method)) return refuse(`defusedxml has no ${snippet(method)}().`);
  if (hasSpread(node)) return refuse('The arguments of the call are put together elsewhere.');
  const ownParser = argumentOf(called, method === 'iterparse' ? 2 : 1, 'parser');
  if (ownParser && module !== 'sax') {
    return refuse('The call has a parser of its own, which defusedxml does not take.');
  }
  const isTaken = file
    .named('defusedxml')
    .some(({ imported }) => !imported?.specifier.startsWith('defusedxml'));
  if (isTaken) return refuse('defusedxml is already a name for something else in this file.');
  const whole = `defusedxml.${module}`;
  const isImported = file.text.split(/\r?\n/).includes(`import ${whole}`);
  const imported = isImported
    ? ({ ok: true, expression: `${whole}.${method}`, edits: [] } as const)
    : importPython(file, whole, method, node);
  if (!imported.ok) return imported;
  return answer([...imported.edits, replacement(call.callee, imported.expression)], {
    whyVulnerable: `${snippet(file.code(call.callee))} replaces the entities of a document, and a few lines of entities that stand for each other grow to gigabytes.`,
    whyFixed: 'defusedxml reads the same XML, and refuses a document that defines entities.',
    mayBreak: [
      'The package defusedxml has to be installed, and named among the requirements, before this runs.',
      'A document that defines entities of its own ends in an EntitiesForbidden error, which is a ValueError.',
    ],
    alternatives: [
      {
        option: 'Checking the length of the document first',
        whyNot: 'A short document can grow without end.',
      },
    ],
    assumptions: ['No document that is read here has to define entities.'],
  });
}
