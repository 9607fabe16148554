import { isNamed } from '../pythonFlow/names';
import { bare, pythonCall } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled } from './pythonCalls';
import { addArgument, answer, hasSpread, replacement } from './pythonEdits';
import type { Seen } from './pythonRule';
import { cwePage, pythonCallRule, wordsIn } from './pythonRule';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';
import { numberOf } from './pythonCrypto';

export const pythonTempFile = pythonCallRule({
  id: 'py-temporary-name',
  title: 'The name of a temporary file can be taken by somebody else',
  cwe: ['CWE-377', 'CWE-379'],
  severity: 'medium',
  precision: 'very-high',
  help: {
    why: 'Between the choice of the name and the opening of the file, another program can put a file or a link there.',
    attack:
      'A user of the same machine puts a link at the name, and the program overwrites the file it leads to.',
    fix: 'Use tempfile.NamedTemporaryFile() or mkstemp(), which make the file as they choose its name.',
    sources: [cwePage(377), 'https://docs.python.org/3/library/tempfile.html#tempfile.mktemp'],
  },
  recipe: { does: 'Makes the file as its name is chosen', review: 'read' },
  topic: /temp.?file|mktemp|tempnam|tmpnam|B306\b/i,
  words: wordsIn('mktemp tempnam tmpnam'),
  calls(called, file) {
    if (!isCalled(called, /^(tempfile\.mktemp|os\.(tempnam|tmpnam))$/)) return [];
    return [
      {
        node: called.node,
        does: 'only chooses a name, which another program can take first',
        recipe: () => madeFile(called, file),
      },
    ];
  },
});

/** `open(tempfile.mktemp(), 'w')` and `name = tempfile.mktemp()`. */
function madeFile(called: PythonCall, file: ParsedFile): RecipeResult {
  const { node, call } = called;
  const attribute = call.callee.childForFieldName('attribute');
  if (called.name !== 'mktemp' || !attribute) {
    return refuse(`${called.name} has no plain replacement here; use tempfile.mkstemp().`);
  }
  if (hasSpread(node) || call.args.length > 2)
    return refuse('The arguments of the call are put together elsewhere.');
  const list = node.parent;
  const around =
    list?.type === 'argument_list' && list.parent ? pythonCall(list.parent) : undefined;
  if (around?.callee.text === 'open' && list?.parent && around.args[0] === node) {
    return opened(called, list.parent, around.args[1]?.text, file);
  }
  const holder = node.parent;
  if (holder?.type !== 'assignment' || holder.parent?.type !== 'expression_statement') {
    return refuse('The name goes on into other code, which would have to take a file instead.');
  }
  const text = `${file.code(call.callee).replace(/mktemp$/, 'mkstemp')}${file.code(node).slice(call.callee.text.length)}[1]`;
  return answer(
    [replacement(node, text)],
    rationale(
      file.code(node),
      'mkstemp() makes the file, for this user alone, as it chooses the name.',
      'The file exists already when the name is used: code that fails for an existing file fails now, and the file has to be removed.',
    ),
  );
}

function opened(
  called: PythonCall,
  open: Node,
  mode: string | undefined,
  file: ParsedFile,
): RecipeResult {
  const plain = /^['"]([wax]|wb|w\+|wb\+|w\+b)['"]$/.exec(mode ?? '')?.[1];
  const count = open.childForFieldName('arguments')?.namedChildCount ?? 0;
  if (plain === undefined || count !== 2 || mode === undefined) {
    return refuse('The file is opened in a way that NamedTemporaryFile() does not offer.');
  }
  if (called.call.args.length > 0)
    return refuse('The call passes its options by their places; name them first.');
  const quote = mode.charAt(0);
  const given = file
    .code(called.node)
    .slice(called.call.callee.text.length + 1, -1)
    .trim();
  const options = [
    `${quote}${plain.replace(/[ax]/, 'w')}${quote}`,
    ...(given === '' ? [] : [given]),
    'delete=False',
  ];
  const text = `${file.code(called.call.callee).replace(/mktemp$/, 'NamedTemporaryFile')}(${options.join(', ')})`;
  return answer(
    [replacement(open, text)],
    rationale(
      file.code(open),
      'NamedTemporaryFile() makes the file, for this user alone, as it chooses the name.',
      'The file can be read by this user only.',
    ),
  );
}

const rationale = (code: string, whyFixed: string, mayBreak: string) => ({
  whyVulnerable: `${snippet(code)} chooses a name that is free now; another program can take it before the file is made.`,
  whyFixed,
  mayBreak: [mayBreak],
  alternatives: [
    {
      option: 'TemporaryDirectory()',
      whyNot: 'It suits several files, and it takes a with statement around all that uses them.',
    },
  ],
  assumptions: ['Nothing else has to make the file under this name.'],
});

export const pythonArchive = pythonCallRule({
  id: 'py-archive-extraction',
  title: 'An archive is unpacked wherever its entries say',
  cwe: ['CWE-22', 'CWE-23', 'CWE-73'],
  severity: 'high',
  precision: 'medium',
  help: {
    why: 'An entry of a tar archive can be named ../../x, or be a link that leads out of the folder.',
    attack:
      'An archive with an entry `../../home/app/.ssh/authorized_keys` opens the machine to whoever made it.',
    fix: "Pass filter='data' to extractall() and extract(), which refuses such entries.",
    sources: [cwePage(22), 'https://docs.python.org/3/library/tarfile.html#extraction-filters'],
  },
  recipe: { does: "Unpacks with the filter 'data'", review: 'read' },
  topic: /tar.?slip|zip.?slip|extractall|tarfile|B202\b/i,
  words: wordsIn('extractall extract unpack_archive _extract_member'),
  trigger: /tarfile|shutil/,
  calls(called, file) {
    const isTar = isCalled(
      called,
      /^tarfile\.(open|TarFile(\.\w+)?)\(\)\.(extractall|extract|_extract_member)$/,
    );
    if (!isTar || called.call.named.has('**')) return [];
    const filter = called.call.named.get('filter');
    if (filter && !/fully_trusted/.test(filter.text)) return [];
    const members = called.call.named.get('members') ?? called.call.args[1];
    if (called.name === 'extractall' && members && pythonCall(bare(members))) return [];
    const isLimited =
      isNamed(called.call.receiver ?? called.node, file, /^$/) ||
      /extraction_filter\s*=/.test(file.text) ||
      isChecked(called);
    if (isLimited) return [];
    const recipe = () => filtered(called, file);
    return [{ node: called.node, does: 'writes wherever the entries of the archive say', recipe }];
  },
});

/** Whether the loop around looks at the name of each entry before it is unpacked. */
function isChecked(called: PythonCall): boolean {
  for (let at = called.node.parent; at && at.type !== 'function_definition'; at = at.parent) {
    if (
      at.type === 'if_statement' &&
      /startswith|commonpath|commonprefix|is_relative_to|\.\.|isabs|safe/.test(
        at.childForFieldName('condition')?.text ?? '',
      )
    )
      return true;
    if (at.type === 'for_statement') {
      return (
        /(startswith|commonpath|commonprefix|is_relative_to|['"]\.\.['"]|isabs)/.test(
          at.childForFieldName('body')?.text ?? '',
        ) && /\b(raise|continue|return)\b/.test(at.text)
      );
    }
    if (at.parent?.type === 'block' && isBehindLoop(at)) return true;
  }
  return false;
}

/** A loop before it resolves the path of each entry and ends it all for one that lies outside. */
function isBehindLoop(statement: Node): boolean {
  for (let at = statement.previousNamedSibling; at; at = at.previousNamedSibling) {
    if (at.type !== 'for_statement') continue;
    if (
      !/getmembers\(\)|getnames\(\)|\btar|\barchive/.test(at.childForFieldName('right')?.text ?? '')
    )
      continue;
    const body = at.childForFieldName('body')?.text ?? '';
    const isResolved = /\b(?:realpath|abspath|resolve|commonpath|is_relative_to)\(/.test(body);
    const isCompared = /startswith|commonpath|is_relative_to|\bparents\b/.test(body);
    if (isResolved && isCompared && /\b(?:raise|return|abort)\b/.test(body)) return true;
  }
  return false;
}

function filtered(called: PythonCall, file: ParsedFile): RecipeResult {
  const { node, name } = called;
  if (hasSpread(node)) return refuse('The arguments of the call are put together elsewhere.');
  if (name.startsWith('_')) return refuse(`${name}() takes no filter.`);
  if (called.call.named.has('filter')) return refuse('A filter is chosen already, for a reason.');
  if (called.call.named.get('numeric_owner')?.text === 'True') {
    return refuse("The owners of the entries are kept, which the filter 'data' does not do.");
  }
  const quote = /'/.test(file.code(node)) || !/"/.test(file.code(node)) ? "'" : '"';
  const edit = addArgument(node, `filter=${quote}data${quote}`, file.text);
  if (!edit) return refuse('The call has no plain list of arguments.');
  return answer([edit], {
    whyVulnerable: `${snippet(file.code(node))} makes each entry where its name says, also outside the folder, and links too.`,
    whyFixed:
      "With filter='data', tarfile refuses absolute names, names that lead out of the folder, links to elsewhere, and devices.",
    mayBreak: [
      'Python 3.12, or a patch release of 3.8 to 3.11 from mid-2023 on, is needed; older ones raise a TypeError.',
      'Owners and special permissions of the entries are not kept.',
    ],
    alternatives: [
      {
        option: 'Check each member by hand',
        whyNot: 'Links that lead over other links are hard to get right.',
      },
    ],
    assumptions: ['The archive holds plain files and folders.'],
  });
}

export const pythonPermissions = pythonCallRule({
  id: 'py-file-permissions',
  title: 'Others may change a file',
  cwe: ['CWE-732', 'CWE-276'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'Every user and every program of the machine can change, or read, a file with such permissions.',
    attack:
      'Another account on the machine rewrites the configuration, and the program runs what it says.',
    fix: 'Give permissions to the owner alone: 0o600 for files, 0o700 for folders.',
    sources: [cwePage(732), 'https://docs.python.org/3/library/os.html#os.chmod'],
  },
  topic: /chmod|permission|world.?writ|B103\b/i,
  words: wordsIn('chmod lchmod fchmod open mkdir makedirs'),
  trigger: /chmod|0o?\d{3}|S_I/,
  calls: permissions,
});

const masks = /S_I(RWXO|WOTH|RWXG|WGRP)\b/;

function permissions(called: PythonCall, file: ParsedFile): readonly Seen[] {
  const isOpen = isCalled(called, /^os\.open$/);
  if (!isOpen && !isCalled(called, /^os\.[lf]?chmod$|^pathlib\.\S*Path\S*\.l?chmod$/)) return [];
  const isPath = !isOpen && !isCalled(called, /^os\./);
  const mode = argumentOf(called, isOpen ? 2 : isPath ? 0 : 1, 'mode');
  if (!mode) return [];
  const bits = modeOf(mode, file);
  const isWide =
    bits === undefined ? masks.test(mode.text) : (bits & 0o022) !== 0 || (bits & 0o007) > 0o5;
  return isWide ? [{ node: called.node, does: 'lets others change the file' }] : [];
}

function modeOf(node: Node, file: ParsedFile): number | undefined {
  if (node.type === 'integer' && /^0\d+$/.test(node.text)) return parseInt(node.text, 8);
  return numberOf(node, file);
}
