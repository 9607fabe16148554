import { isNamed } from '../pythonFlow/names';
import { bare, pythonCall } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled, keywordOf, optionText } from './pythonCalls';
import { addArgument, answer, hasSpread, replacement } from './pythonEdits';
import { cwePage, pythonCallRule, pythonFlowRule, wordsIn } from './pythonRule';
import { defused } from './pythonXmlFix';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

const help = {
  why: 'XML can name other files and addresses as entities, and a parser that resolves them reads them.',
  attack:
    'A document with `<!ENTITY x SYSTEM "file:///etc/passwd">` shows that file to whoever sent it.',
  fix: 'Parse with resolve_entities=False and without a DTD, or with defusedxml.',
  sources: [cwePage(611), 'https://docs.python.org/3/library/xml.html#xml-security'],
};
const topic = /\bxxe\b|xml.?external|xml.?bomb|entit|defusedxml|B3(1[3-9]|20)\b|B40[5-9]\b|B410\b/i;

export const pythonXml = pythonFlowRule({
  id: 'py-xml-external-entities',
  title: 'XML from outside is parsed with external entities',
  cwe: ['CWE-611', 'CWE-827', 'CWE-776'],
  severity: 'high',
  precision: 'high',
  help,
  topic,
  words: wordsIn('fromstring fromstringlist parse XML iterparse XMLID parseString feed'),
  trigger: /\blxml\b|\bxml\b/,
  sinks(called, file) {
    const data = argumentOf(called, 0, 'text', 'source', 'data', 'string');
    if (!data || !isCalled(called, /^lxml\.(etree|objectify)\.|^xml\.(sax|dom)\b/)) return [];
    if (!resolvesEntities(called, file)) return [];
    return [{ value: data, does: 'is parsed, entities and all' }];
  },
});

/** Whether a call parses with a parser that resolves entities: lxml does, unless it is told not to. */
function resolvesEntities(called: PythonCall, file: ParsedFile): boolean {
  const parser = argumentOf(called, 1, 'parser');
  if (isCalled(called, /^lxml/)) {
    if (!parser) return true;
    const made = madeBy(parser, file);
    if (!made || !/(XMLParser|get_default_parser|ETCompatXMLParser)$/.test(made.callee.text))
      return false;
    return made.named.get('resolve_entities')?.text !== 'False';
  }
  const external = /feature_external_[gp]es\s*,\s*(True|1)/.test(file.text);
  return (
    external &&
    (isCalled(called, /^xml\.sax\.(make_parser|parse)/) ||
      (parser !== undefined && isNamed(parser, file, /make_parser/)))
  );
}

function madeBy(node: Node, file: ParsedFile) {
  const plain = bare(node);
  const value = plain.type === 'identifier' ? file.resolve(plain)?.value : plain;
  return value && pythonCall(bare(value));
}

export const pythonXmlBomb = pythonFlowRule({
  id: 'py-xml-bomb',
  title: 'XML from outside can grow without end',
  cwe: ['CWE-776', 'CWE-400'],
  severity: 'medium',
  precision: 'medium',
  help: {
    ...help,
    why: 'Entities that stand for several others each make a small document grow to gigabytes.',
    attack: 'Ten lines of nested entities fill the memory of the server.',
    fix: 'Parse with defusedxml, which refuses entities.',
  },
  recipe: { does: 'Reads the XML with defusedxml', review: 'test' },
  topic,
  words: wordsIn('fromstring fromstringlist parse XML iterparse parseString feed'),
  trigger: /\bxml\b/,
  sinks(called, file) {
    const data = argumentOf(called, 0, 'text', 'source', 'data', 'string');
    if (
      !data ||
      !isCalled(
        called,
        /^xml\.(etree\.c?ElementTree|dom\.(minidom|pulldom|expatbuilder)|sax)\.(\w+\(\)\.)?(fromstring|fromstringlist|parse|XML|iterparse|parseString|feed)$|^lxml\.etree\.XMLParser\(\)\.feed$/,
      )
    )
      return [];
    const recipe = () => defused(called, file);
    return [{ value: data, does: 'is parsed, and its entities are replaced', recipe }];
  },
});

export const pythonXmlParser = pythonCallRule({
  id: 'py-xml-parser-entities',
  title: 'An XML parser resolves external entities',
  cwe: ['CWE-611', 'CWE-776', 'CWE-827'],
  severity: 'medium',
  precision: 'high',
  help,
  recipe: { does: 'Tells the parser to leave entities alone', review: 'read' },
  topic,
  words: ['XMLParser', 'setFeature'],
  trigger: /lxml|xml\.sax/,
  calls(called, file) {
    if (called.name === 'setFeature') {
      const [feature, value] = called.call.args;
      const isOn =
        /external_[gp]es/.test(feature?.text ?? '') && /^(True|1)$/.test(value?.text ?? '');
      const recipe = () => featureOff(called, file);
      return isOn ? [{ node: called.node, does: 'makes the parser read other files', recipe }] : [];
    }
    if (!isCalled(called, /^lxml\.etree\.XMLParser$/)) return [];
    const opens =
      ['resolve_entities', 'load_dtd', 'huge_tree'].some(
        (one) => optionText(called, one) === 'True',
      ) || optionText(called, 'no_network') === 'False';
    if (!opens || optionText(called, 'resolve_entities') === 'False') return [];
    return [
      {
        node: called.node,
        does: 'resolves entities of the document',
        recipe: () => entitiesOff(called, file),
      },
    ];
  },
});

const rationale = (code: string) => ({
  whyVulnerable: `${snippet(code)} makes the parser replace entities, and an entity can name a file or an address.`,
  whyFixed: 'The parser leaves entities alone now, so nothing that a document names is read.',
  mayBreak: ['Documents that define entities of their own and rely on them lose that text.'],
  alternatives: [
    {
      option: 'defusedxml',
      whyNot: 'It is stricter, but a package that has to be installed first.',
    },
  ],
  assumptions: ['No document that is parsed here needs entities or a DTD.'],
});

function featureOff(called: PythonCall, file: ParsedFile): RecipeResult {
  const value = called.call.args[1];
  if (!value) return refuse('The call has no plain value.');
  return answer(
    [replacement(value, value.text === '1' ? '0' : 'False')],
    rationale(file.code(called.node)),
  );
}

function entitiesOff(called: PythonCall, file: ParsedFile): RecipeResult {
  const { node } = called;
  if (hasSpread(node)) return refuse('The options of the parser are put together elsewhere.');
  for (const name of ['load_dtd', 'dtd_validation', 'attribute_defaults']) {
    if (optionText(called, name) === 'True') {
      return refuse(`The parser is told to use the DTD (${name}); decide whether it has to.`);
    }
  }
  if (optionText(called, 'no_network') === 'False') {
    return refuse('The parser is told to use the network; decide whether it has to.');
  }
  const value = keywordOf(called, 'resolve_entities')?.childForFieldName('value');
  const edit = value
    ? replacement(value, 'False')
    : addArgument(node, 'resolve_entities=False', file.text);
  return edit
    ? answer([edit], rationale(file.code(node)))
    : refuse('The call has no plain list of arguments.');
}
