import { isNamed } from '../pythonFlow/names';
import { pythonJudge } from '../pythonFlow/judge';
import { textOf } from '../pythonFlow/text';
import { bare } from '../pythonFlow/value';
import type { Guard } from '../flow/guards';
import type { Verdict } from '../flow/judge';
import { fromOutside } from '../flow/judge';
import type { Origin } from '../flow/question';
import type { Node } from '../syntax';
import type { Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled } from './pythonCalls';
import { cwePage, pythonFlowRule, wordsIn } from './pythonRule';

const opens =
  /^(open|io\.open|io\.FileIO|codecs\.open|os\.(open|remove|unlink|rmdir|removedirs|mkdir|makedirs|listdir|scandir|walk|fwalk|chmod|chown|lchown|readlink|truncate|utime|chdir|chroot|mkfifo|mknod|stat|lstat|startfile)|shutil\.(rmtree|disk_usage|chown|unpack_archive)|aiofiles\.(open|os\.\w+)|aiofile\.\w+|anyio\.open_file|tarfile\.open|zipfile\.(ZipFile|PyZipFile)|gzip\.open|bz2\.open|lzma\.open|fileinput\.(input|FileInput)|linecache\.\w+|(flask|quart)\.(helpers\.)?send_file|(starlette|fastapi)\.responses\.FileResponse|aiohttp\.web\.FileResponse|sanic\.response\.(file|file_stream)|werkzeug\.utils\.send_file|file|logging\.FileHandler)$/;
const pairs =
  /^(os\.(rename|renames|replace|link|symlink)|shutil\.(copy|copy2|copyfile|copytree|move|copymode|copystat))$/;
const pathMethods =
  /^(open|read_text|read_bytes|write_text|write_bytes|unlink|mkdir|rmdir|touch|rename|replace|iterdir|glob|rglob|chmod|symlink_to|hardlink_to|lchmod|stat)$/;
const paths =
  /^pathlib\.\w*Path(\(\)|\.(cwd|home)\(\))(\.(joinpath|resolve|absolute|expanduser|with_name|with_suffix)\(\))*$/;
const does = 'becomes the path of a file';

export const pythonPath = pythonFlowRule({
  id: 'py-path-traversal',
  title: 'A path from outside leads out of its folder',
  cwe: ['CWE-22', 'CWE-23', 'CWE-36', 'CWE-73', 'CWE-99'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'A file name that an outsider decides on can hold `..`; and os.path.join() drops all that stands before an absolute path.',
    attack:
      'A request for `../../../etc/passwd`, or for `/etc/passwd`, reads a file outside the folder that was meant.',
    fix: 'Take secure_filename() of the name, or resolve the whole path and go on only when it begins with the folder.',
    sources: [cwePage(22), 'https://owasp.org/www-community/attacks/Path_Traversal'],
  },
  topic: /path.?travers|directory.?travers|path.?inj|file.?inclusion|zip.?slip/i,
  words: wordsIn(
    'open FileIO remove unlink rmdir removedirs mkdir makedirs listdir scandir walk fwalk chmod chown lchown readlink truncate utime chdir chroot mkfifo mknod stat lstat startfile rmtree disk_usage unpack_archive open_file ZipFile PyZipFile input FileInput getline getlines send_file FileResponse file file_stream FileHandler rename renames replace link symlink copy copy2 copyfile copytree move copymode copystat read_text read_bytes write_text write_bytes touch iterdir glob rglob symlink_to hardlink_to lchmod save send_from_directory',
  ),
  sinks: sinksAt,
  cleans: ({ callee, method }) => {
    const name = method ?? callee.text;
    return (
      /^(basename|secure_filename|safe_join|quote|quote_plus|uuid4|slugify|get_valid_filename|get_valid_name)$/.test(
        name,
      ) || /sanit|slug|safe_(path|name|file)/i.test(name)
    );
  },
  judge: judgePath,
  kinds: new Set([...fromOutside, 'stored']),
});

function sinksAt(called: PythonCall, file: ParsedFile): readonly Sink[] {
  return pathsAt(called, file).map((sink) => ({ ...sink, harms: hasFolders }));
}

/** `Path(name).name` is the last part of a path, which leads nowhere. */
function hasFolders({ node, steps }: Origin): boolean {
  return ![node, ...steps].some((one) => isLastPart(one));
}

function isLastPart(node: Node): boolean {
  const call = node.parent?.type === 'argument_list' ? node.parent.parent : undefined;
  const isMade = /^(?:pathlib\.)?(?:Pure)?(?:Posix|Windows)?Path\(/.test(
    call?.text.slice(0, 40) ?? '',
  );
  const read = call?.parent?.type === 'attribute' ? call.parent : undefined;
  return isMade && /^(?:name|stem|suffix)$/.test(read?.childForFieldName('attribute')?.text ?? '');
}

function pathsAt(called: PythonCall, file: ParsedFile): readonly Sink[] {
  const { call, name } = called;
  const first = argumentOf(
    called,
    0,
    'file',
    'path',
    'filename',
    'name',
    'src',
    'top',
    'path_or_file',
    'filename_or_fp',
    'location',
  );
  if (isCalled(called, pairs)) {
    const second = argumentOf(called, 1, 'dst', 'target');
    return [first, second].flatMap((value) => (value ? [{ value, does }] : []));
  }
  if (isCalled(called, opens)) return first ? [{ value: first, does }] : [];
  if (name === 'save' && first) {
    const isUpload =
      /\.files\[?|UploadFile|FileStorage/.test(called.names.join(' ')) ||
      /(file|upload|image|photo|attachment|document)\w*$/i.test(call.receiver?.text ?? '');
    return isUpload ? [{ value: first, does }] : [];
  }
  if (name === 'send_from_directory' && first) {
    return isCalled(called, /^(flask|quart)\./)
      ? [{ value: first, does: 'becomes the folder of a file' }]
      : [];
  }
  const { receiver } = call;
  if (!receiver || !pathMethods.test(name)) return [];
  return isPath(receiver, file) ? [{ value: receiver, does }] : [];
}

/** Whether an expression is a path of pathlib. */
function isPath(node: Node, file: ParsedFile): boolean {
  const plain = bare(node);
  if (plain.type === 'binary_operator' && plain.childForFieldName('operator')?.text === '/') {
    const left = plain.childForFieldName('left');
    return left !== null && (isPath(left, file) || /path|dir|root|base|folder/i.test(left.text));
  }
  if (isNamed(plain, file, paths)) return true;
  const value = plain.type === 'identifier' ? file.resolve(plain)?.value : undefined;
  return value?.type === 'binary_operator' && isPath(value, file);
}

const normalizes =
  /\b(normpath|realpath|abspath|resolve|absolute|commonpath|commonprefix|is_relative_to)\b/;

function judgePath(guard: Guard, file: ParsedFile): Verdict {
  const { kind, holds, other, name, node } = guard;
  if (kind === 'startsWith' && holds) {
    const text = other && textOf(other, file);
    if (text === '/' || text === '.') return undefined;
    return normalizes.test(name ?? '') || isNormalized(node, file) ? 'proven' : 'seen';
  }
  if (
    kind === 'contains' &&
    !holds &&
    name !== 'endsWith' &&
    other &&
    /\.\.|\/|sep/.test(other.text)
  ) {
    return 'seen';
  }
  return pythonJudge(guard, file);
}

/** Whether what a check looks at has its `..` taken out first. */
function isNormalized(condition: Node, file: ParsedFile): boolean {
  if (normalizes.test(condition.text)) return true;
  return condition.descendantsOfType('identifier').some((one) => {
    const binding = file.resolve(one);
    return binding?.definitions.some(({ value }) => normalizes.test(value.text)) ?? false;
  });
}
