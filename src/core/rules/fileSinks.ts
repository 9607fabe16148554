import { nameOf } from '../flow/calls';
import type { Node } from '../syntax';
import { callNamed, isFrom } from './flowRule';
import type { ParsedFile } from './parsedFile';

/** Functions of file systems whose first argument is a path, by what they do with it. */
export const readers = names(
  'readFile readFileSync createReadStream readlink readlinkSync realpath realpathSync stat statSync lstat lstatSync access accessSync exists existsSync watch watchFile readJson readJsonSync readJSON pathExists pathExistsSync',
);
export const writers = names(
  'writeFile writeFileSync appendFile appendFileSync createWriteStream open openSync writeJson writeJsonSync outputFile outputFileSync outputJson outputJsonSync',
);
/** For these the folder itself may be meant. */
export const folders = names(
  'rmdir rmdirSync rm rmSync mkdir mkdirSync mkdirp mkdirpSync readdir readdirSync opendir opendirSync remove removeSync emptyDir emptyDirSync ensureDir ensureDirSync ensureFile rimraf del',
);
const changers = names(
  'unlink unlinkSync truncate truncateSync chmod chmodSync chown chownSync utimes cp cpSync',
);
export const movers = names(
  'rename renameSync copyFile copyFileSync link linkSync symlink symlinkSync copy copySync move moveSync',
);

export const fileFunctions: readonly string[] = [
  ...readers,
  ...writers,
  ...folders,
  ...changers,
  ...movers,
];

/** Words of which a file has one that uses the file system. */
export const fileWords: readonly string[] = names(
  'fs fsp fse fsPromises fsExtra gracefulFs promises extra memfs jsonfile mkdirp rimraf del',
);

const modules =
  /^(fs|fs\/promises|graceful-fs|fs-extra|mz\/fs|memfs|fs-promise|original-fs|q-io\/fs|jsonfile|mkdirp|rimraf|del)$/;
const receivers = /(^|\.)(fs|fsp|fse|fsPromises|fsExtra|gracefulFs)(\.promises)?$|promises$/;

/** The paths that the call of this name hands to a file system; none when it is another call. */
export function pathsAt(name: Node, file: ParsedFile): readonly Node[] {
  const site = callNamed(name);
  const called = site && nameOf(site.call);
  const [one, two] = site?.call.args ?? [];
  if (!site || !one || called === undefined || !fileFunctions.includes(called)) return [];
  if (!isFrom(site, file, modules, receivers) && !/^(mkdirp|rimraf)$/.test(called)) return [];
  return movers.includes(called) && two ? [one, two] : [one];
}

function names(text: string): readonly string[] {
  return text.split(' ');
}
