import type { Guard } from '../flow/guards';
import type { Verdict } from '../flow/judge';
import { fromOutside, ordinaryJudge } from '../flow/judge';
import { nameOf } from '../flow/calls';
import type { Node } from '../syntax';
import type { Sink } from './flowRule';
import { callNamed, flowRule, isFrom } from './flowRule';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';

const first =
  'readFile readFileSync writeFile writeFileSync appendFile appendFileSync createReadStream createWriteStream open openSync unlink unlinkSync rmdir rmdirSync rm rmSync mkdir mkdirSync mkdirp mkdirpSync readdir readdirSync readlink readlinkSync realpath realpathSync stat statSync lstat lstatSync access accessSync exists existsSync truncate truncateSync chmod chmodSync chown chownSync utimes opendir opendirSync watch watchFile readJson readJsonSync readJSON writeJson writeJsonSync outputFile outputFileSync outputJson remove removeSync emptyDir ensureDir ensureDirSync ensureFile pathExists pathExistsSync cp cpSync'.split(
    ' ',
  );
const both =
  'rename renameSync copyFile copyFileSync link linkSync symlink symlinkSync copy copySync move moveSync'.split(
    ' ',
  );
const answers = 'sendFile sendfile download render'.split(' ');
const fileModules =
  /^(fs|fs\/promises|graceful-fs|fs-extra|mz\/fs|memfs|fs-promise|original-fs|q-io\/fs|jsonfile|mkdirp|rimraf|del)$/;
const fileNames = /(^|\.)(fs|fsp|fse|fsPromises|fsExtra|gracefulFs)(\.promises)?$|promises$/;

export const pathTraversal = flowRule({
  id: 'path-traversal',
  title: 'A path from outside leads out of its folder',
  cwe: ['CWE-22', 'CWE-23', 'CWE-36', 'CWE-73', 'CWE-99'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'A file name that an outsider decides on can hold `..`, or start at the root of the disk.',
    attack:
      'A request for `../../../etc/passwd` reads, or `../app.js` overwrites, a file outside the folder that was meant.',
    fix: 'Resolve the path, and go on only when it begins with the folder and a separator; or let express do it with the option `root`.',
    sources: [
      'https://cwe.mitre.org/data/definitions/22.html',
      'https://owasp.org/www-community/attacks/Path_Traversal',
    ],
  },
  topic: /path.?travers|directory.?travers|non.?literal.?fs|file.?inclusion|zip.?slip/i,
  words: [...first, ...both, ...answers, 'send', 'rimraf', 'mkdirp', 'del'],
  needs:
    'fs fsp fse fsPromises fsExtra gracefulFs promises extra memfs jsonfile mkdirp rimraf del sendFile sendfile download render send'.split(
      ' ',
    ),
  sinks: sinksAt,
  question: {
    kinds: fromOutside,
    cleans(call) {
      const name = nameOf(call);
      return (
        /^(basename|encodeURIComponent|escape|createHash|digest|hash|slugify|uuid|v4|nanoid)$/.test(
          name,
        ) || /sanit|slug|safe(?!ly)/i.test(name)
      );
    },
    judge: judgePath,
  },
});

function sinksAt(name: Node, file: ParsedFile): readonly Sink[] {
  const site = callNamed(name);
  if (!site) return [];
  const { call } = site;
  const called = nameOf(call);
  const [one, two] = call.args;
  if (!one) return [];
  if (answers.includes(called)) return answerSinks(called, call.args, call.receiver, file);
  if (called === 'send') {
    if (!isFrom(site, file, /^send$/) || !two) return [];
    return call.args[2]?.text.includes('root') === true
      ? []
      : [{ value: two, does: 'becomes the path of a file' }];
  }
  if (!isFrom(site, file, fileModules, fileNames) && !/^(mkdirp|rimraf)$/.test(called)) return [];
  const values = both.includes(called) && two ? [one, two] : [one];
  return values.map((value) => ({ value, does: 'becomes the path of a file' }));
}

/** `res.sendFile(path)`; with the option `root` express keeps it inside. */
function answerSinks(
  called: string,
  args: readonly Node[],
  receiver: Node | undefined,
  file: ParsedFile,
): readonly Sink[] {
  const [one, ...others] = args;
  if (!one || !receiver) return [];
  if (!/(^|\.)(res|resp|response|reply|h|ctx|this)$/.test(receiver.text.replace(/\(.*\)/g, '')))
    return [];
  if (others.some((option) => option.type === 'object' && /\broot\b/.test(option.text))) return [];
  if (called === 'render' && constantOf(one, file) !== undefined) return [];
  return [
    {
      value: one,
      does: called === 'render' ? 'chooses the template file' : 'becomes the path of a file',
    },
  ];
}

function judgePath(guard: Guard, file: ParsedFile): Verdict {
  const { kind, holds, other, name } = guard;
  if (kind === 'startsWith' && holds) {
    const text = other && constantOf(other, file);
    return text === '/' || text === '.' ? undefined : 'proven';
  }
  if (
    kind === 'contains' &&
    !holds &&
    name !== 'endsWith' &&
    other &&
    /\.\.?|\/|sep/.test(other.text)
  )
    return 'proven';
  if (kind === 'matches' && !holds && other && /\\\.\\\.|\\\.\{2|\.\./.test(other.text))
    return 'proven';
  return ordinaryJudge(guard, file);
}
