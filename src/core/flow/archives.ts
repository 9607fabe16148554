import type { Path } from '../rules/bindings';
import { moduleOf, originOf } from '../rules/imports';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import { javascriptCall } from './javascript';
import type { Call } from './value';

/** Modules that hand on the names in an archive as they are. */
const unpackers =
  /^(unzipper|unzip|unzip2|unzip-stream|node-unzip-2|tar-stream|tar|tar-fs|minizlib|adm-zip|decompress|decompress-zip|decompress-tar|decompress-unzip|decompress-tarbz2|fflate|unbzip2-stream)$/;
/** These look at the names themselves, unless they are told not to. */
const checkers = /^(yauzl|yauzl-promise|node-stream-zip|jszip)$/;
/** `name` is what an entry of adm-zip has without its folders. */
const names = /^(path|fileName|filename|entryName|name|linkname|linkpath|relativePath)$/;

/** Whether a part of an entry is its name. */
export function namesEntry([first, second]: Path): boolean {
  if (first === undefined) return false;
  if (first === 'header' || first === 'props') return second !== undefined && names.test(second);
  return names.test(first);
}

/** Whether what a call gives is the name of an entry, or holds it at that path. */
export function isArchive(call: Call, path: Path, file: ParsedFile): boolean {
  const { callee, method, args } = call;
  if (path.length === 0) return false;
  if (method === 'getEntries') return path[0] === '*' && path[1] === 'entryName';
  if (method === 'getEntry') return path[0] === 'entryName';
  if (method === 'pipe') {
    const to = args[0] && javascriptCall(args[0]);
    return to !== undefined && isFromUnpacker(to.callee, file) && namesEntry(path.slice(1));
  }
  if (!isFromUnpacker(callee, file)) return false;
  const way = path.filter((one) => one !== '*' && one !== 'files');
  if (/(^|\.)(unzipSync|unzip)$/.test(callee.text)) return way.length === 0;
  return namesEntry(way);
}

/** Whether `on('entry')` of an expression gives entries whose names nobody has looked at. */
export function isUnpacker(receiver: Node | undefined, file: ParsedFile): boolean {
  if (!receiver || !file.imports.some(({ imported }) => isOf(unpackers, imported?.specifier)))
    return file.imports.some(({ imported }) => isOf(/^yauzl/, imported?.specifier))
      ? /decodeStrings['"]?\s*:\s*false/.test(file.text)
      : false;
  return !isChecked(receiver, file);
}

/** The zip that yauzl opens: what it gives to its callback, or what it promises. */
function isChecked(receiver: Node, file: ParsedFile): boolean {
  const binding = receiver.type === 'identifier' ? file.resolve(receiver) : undefined;
  const { owner } = binding?.parameter ?? {};
  const list = owner?.parent;
  const call = list?.type === 'arguments' && list.parent ? javascriptCall(list.parent) : undefined;
  const origin = call && originOf(call.callee, file);
  return origin !== undefined && checkers.test(origin.module);
}

function isFromUnpacker(callee: Node, file: ParsedFile): boolean {
  let at: Node | null = callee;
  while (at?.type === 'member_expression') at = at.childForFieldName('object');
  const origin = at && originOf(at, file);
  return origin ? unpackers.test(origin.module) : false;
}

function isOf(modules: RegExp, specifier: string | undefined): boolean {
  return specifier !== undefined && modules.test(moduleOf(specifier));
}
