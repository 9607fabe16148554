import { nameOf } from '../flow/calls';
import type { Node } from '../syntax';
import { callNamed, isFrom } from './flowRule';
import { detected, objectOf, optionOf, valuesOf } from './options';
import type { ParsedFile } from './parsedFile';
import { piecesOf, unitsOf } from './pieces';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';

const writers =
  'writeFile writeFileSync appendFile appendFileSync createWriteStream open openSync outputFile outputFileSync'.split(
    ' ',
  );

/** Files in a shared folder under names that others can guess. */
export const temporaryFile: Rule = {
  id: 'temporary-file',
  title: 'A temporary file has a name that others can guess',
  cwe: ['CWE-377', 'CWE-378', 'CWE-379'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'Every user of the machine may write into the folder for temporary files.',
    attack:
      'Another user puts a link with that name there first, and the program writes over a file of its owner.',
    fix: "Make a folder of one's own with fs.mkdtemp(), or use the tmp package.",
    sources: [
      'https://cwe.mitre.org/data/definitions/377.html',
      'https://nodejs.org/api/fs.html#fspromisesmkdtempprefix-options',
    ],
  },
  topic: /temp(orary)?.?file|tmp.?file/i,
  words: writers,
  detect: (file) => {
    if (!/\/tmp\b|tmpdir|os\.tmpDir|TMPDIR/.test(file.text)) return [];
    return file.find(...writers).flatMap((name) => writeAt(name, file) ?? []);
  },
};

const fileModules = /^(fs|fs\/promises|fs-extra|graceful-fs)$/;

function writeAt(name: Node, file: ParsedFile): Detection | undefined {
  const site = callNamed(name);
  const [path, second] = site?.call.args ?? [];
  if (!site || !path || !isFrom(site, file, fileModules, /^(fs|fsp|fsPromises|fs\.promises)$/))
    return undefined;
  if (/^open/.test(nameOf(site.call)) && !/^['"`](w|a)\+?['"`]$/.test(second?.text ?? ''))
    return undefined;
  if (
    /['"`](wx|ax)\+?['"`]|O_EXCL/.test(site.node.text.slice(0, 400)) ||
    !isGuessable(path, file, 0)
  )
    return undefined;
  return detected(
    temporaryFile,
    site.node,
    `${snippet(file.code(path))} lies in a folder that every user may write to.`,
  );
}

/** A path below the folder for temporary files, without a folder or a part that nobody can guess. */
function isGuessable(path: Node, file: ParsedFile, depth: number): boolean {
  return valuesOf(path, file).some((value) => {
    const code = value.text.slice(0, 400);
    if (
      /mkdtemp|random|uuid|nanoid|tmp\.|tempfile|temp-|hash|digest|ulid/i.test(
        code.replace(/tmp\.join/g, ''),
      )
    )
      return false;
    if (value.type === 'call_expression') {
      const callee = value.childForFieldName('function')?.text ?? '';
      const [first, ...more] = value.childForFieldName('arguments')?.namedChildren ?? [];
      if (!/(^|\.)(join|resolve)$/.test(callee) || !first || more.length === 0) return false;
      return isShared(first, file) && more.every((one) => isKnown(one, file, depth));
    }
    const pieces = piecesOf(value, file);
    const [head] = pieces ?? [];
    if (!pieces || !head) return false;
    const text =
      unitsOf(pieces, file)
        ?.map(({ character }) => character)
        .join('') ?? '';
    if (/^(\/var)?\/tmp\/./.test(text))
      return pieces.every((one) => one.kind !== 'hole' || isKnown(one.expression, file, depth));
    return pieces.some((one) => one.kind === 'hole' && /tmpdir\(\)$/.test(one.expression.text));
  });
}

function isShared(node: Node, file: ParsedFile): boolean {
  return valuesOf(node, file).some(({ text }) =>
    /(^|\.)tmpdir\(\)$|^['"`](\/var)?\/tmp\/?['"`]$/.test(text),
  );
}

function isKnown(node: Node, file: ParsedFile, depth: number): boolean {
  if (depth > 3) return false;
  return !/mkdtemp|random|uuid|nanoid|hash/i.test(
    valuesOf(node, file)
      .map(({ text }) => text.slice(0, 200))
      .join(' '),
  );
}

/** Modes that let every user of the machine write. */
export const openMode: Rule = {
  id: 'open-mode',
  title: 'Every user of the machine may change a file',
  cwe: ['CWE-732', 'CWE-276'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'A file that all may write can be changed by every program on the machine.',
    attack: 'A program of another user puts code into a script that this one runs.',
    fix: 'Use 0o600 for files, 0o700 for folders and programs, or leave the mode out.',
    sources: ['https://cwe.mitre.org/data/definitions/732.html'],
  },
  topic: /file.?(mode|permission)|world.?writ|chmod|umask/i,
  words: ['chmod', 'chmodSync', 'fchmod', 'fchmodSync', 'umask', 'mkdir', 'mkdirSync', ...writers],
  detect: (file) =>
    file
      .find('chmod', 'chmodSync', 'fchmod', 'fchmodSync', 'mkdir', 'mkdirSync', ...writers)
      .flatMap((name) => modeAt(name, file) ?? []),
};

function modeAt(name: Node, file: ParsedFile): Detection | undefined {
  const site = callNamed(name);
  if (!site || !isFrom(site, file, fileModules, /^(fs|fsp|fsPromises|fs\.promises)$/))
    return undefined;
  const isChange = /chmod/.test(name.text);
  const [, second, third] = site.call.args;
  const last = isChange || /^mkdir/.test(name.text) ? second : third;
  const mode = optionOf(objectOf(last, file) ?? objectOf(second, file), 'mode') ?? last;
  if (!mode || !valuesOf(mode, file).some(isWritableByAll)) return undefined;
  return detected(
    openMode,
    site.node,
    `With the mode ${snippet(file.code(mode))} every user of the machine may write.`,
  );
}

function isWritableByAll({ type, text }: Node): boolean {
  if (type === 'string')
    return /^['"](0o?)?[0-7]{0,3}[0-7][2367]['"]$/.test(text) && /[0-7]{3}['"]$/.test(text);
  if (type !== 'number') return false;
  if (/^0o?[0-7]{3,5}$/i.test(text)) return /[2367]$/.test(text);
  return text === '511' || text === '438';
}
