import type { TextEdit } from '../draft';
import { nameOf } from '../flow/calls';
import { javascriptCall } from '../flow/javascript';
import type { Node } from '../syntax';
import { importName, moduleOf, newImport, originOf, quoteOf } from './imports';
import type { ParsedFile } from './parsedFile';
import type { Piece } from './pieces';
import { constantOf, piecesOf } from './pieces';
import { refuse, snippet } from './rule';

/** A path that begins with a folder: the code of the folder, and what stands behind it. */
export interface FolderPath {
  readonly ok: true;
  readonly folder: string;
  /** Arguments of `join()`, or the pieces of a text. */
  readonly rest: { readonly args: readonly Node[] } | { readonly pieces: readonly Piece[] };
}

export type FolderPathResult = FolderPath | { readonly ok: false; readonly why: string };

/** Takes a path apart that is put together from a folder and something that is not fixed. */
export function folderPath(
  value: Node,
  file: ParsedFile,
  isFolder: (node: Node) => boolean = (node) => isFixed(node, file),
): FolderPathResult {
  const call = pathCall(value, file);
  if (call) {
    const rest = call.args.findIndex((one) => !isFolder(one));
    const lead = call.args.slice(0, rest);
    if (rest < 1) return refuse(noFolder(call.args[0] ?? value, file));
    if (lead.every((one) => isRoot(constantOf(one, file)))) return refuse(rootFolder);
    const codes = lead.map((one) => file.code(one)).join(', ');
    const folder = lead.length === 1 ? codes : `${file.code(call.callee)}(${codes})`;
    return { ok: true, folder, rest: { args: call.args.slice(rest) } };
  }
  const pieces = piecesOf(value, file)?.filter(
    ({ kind, start, end }) => kind !== 'text' || start < end,
  );
  return pieces
    ? folderOfPieces(pieces, isFolder, value, file)
    : refuse('The path is not put together from a folder and a name here.');
}

const rootFolder =
  'The path begins at the root of the disk, so that there is no folder to stay in.';

function noFolder(node: Node, file: ParsedFile): string {
  return `The folder is not fixed here: the path begins with ${snippet(file.code(node))}.`;
}

function folderOfPieces(
  pieces: readonly Piece[],
  isFolder: (node: Node) => boolean,
  value: Node,
  file: ParsedFile,
): FolderPathResult {
  const [lead] = pieces;
  if (!lead) return refuse('The path is not put together from a folder and a name here.');
  const isLeadText = lead.kind === 'text';
  const base = lead.kind === 'hole' ? lead.expression : undefined;
  if (base && !isFolder(base)) return refuse(noFolder(base, file));
  const [, second] = pieces;
  const text = isLeadText ? lead : second?.kind === 'text' ? second : undefined;
  const written = text ? file.text.slice(text.start, text.end) : '';
  const slash = written.lastIndexOf('/');
  if (slash < 0 || /\\/.test(written))
    return refuse('No / stands between the folder and the name.');
  const part = written.slice(0, slash);
  const rest = pieces.slice(isLeadText ? 1 : 2);
  const tail: Piece[] =
    text && slash + 1 < written.length
      ? [{ ...text, start: text.start + slash + 1 }, ...rest]
      : rest;
  const quote = quoteOf(file);
  if (isLeadText) {
    if (isRoot(part)) return refuse(rootFolder);
    return { ok: true, folder: `${quote}${part}${quote}`, rest: { pieces: tail } };
  }
  const code = base ? file.code(base) : fixedCode(lead, file);
  const folder = part === '' ? code : `${code} + ${quote}${part}${quote}`;
  return { ok: true, folder, rest: { pieces: tail } };
}

function fixedCode(piece: Piece, file: ParsedFile): string {
  return file.text.slice(piece.start, piece.end).replace(/^\$\{\s*|(?<!\s)\s*\}$/g, '');
}

function isRoot(text: string | undefined): boolean {
  return text !== undefined && /^[\s./\\]*$/.test(text) && !/^\.{1,2}$/.test(text);
}

/** A call of `path.join()` or `path.resolve()`. */
function pathCall(value: Node, file: ParsedFile) {
  const call = javascriptCall(value);
  if (!call || !/^(join|resolve)$/.test(nameOf(call))) return undefined;
  return /^path(\/posix)?$/.test(originOf(call.callee, file)?.module ?? '') ? call : undefined;
}

/** A path that nobody outside decides on: a constant, `__dirname`, or a join of such. */
export function isFixed(node: Node, file: ParsedFile, depth = 0): boolean {
  if (constantOf(node, file) !== undefined) return true;
  if (/^(__dirname|process\.cwd\(\)|import\.meta\.dirname)$/.test(node.text)) return true;
  const call = pathCall(node, file);
  if (call) return call.args.length > 0 && call.args.every((one) => isFixed(one, file, depth));
  if (depth > 3) return false;
  const pieces = node.type === 'identifier' ? undefined : piecesOf(node, file);
  if (pieces) {
    return pieces.every((one) => one.kind !== 'hole' || isFixed(one.expression, file, depth + 1));
  }
  const binding = node.type === 'identifier' ? file.resolve(node) : undefined;
  return binding?.constant && binding.value ? isFixed(binding.value, file, depth + 1) : false;
}

/** How to call what the check needs of `path`, and what has to be imported for it. */
export type PathNames =
  | {
      readonly ok: true;
      readonly resolve: string;
      readonly sep: string;
      readonly edits: readonly TextEdit[];
    }
  | { readonly ok: false; readonly why: string };

export function pathNames(file: ParsedFile, at: Node): PathNames {
  const isImported = file.imports.some(
    ({ imported }) => imported && moduleOf(imported.specifier) === 'path',
  );
  if (!isImported) {
    if (file.named('path').length > 0) {
      return refuse('path is already a name for something else in this file.');
    }
    const edits = [newImport(file, 'path', 'path', true)];
    return { ok: true, resolve: 'path.resolve', sep: 'path.sep', edits };
  }
  const resolve = importName(file, 'path', 'resolve', at);
  if (!resolve.ok) return resolve;
  const sep = importName(file, 'path', 'sep', at);
  if (!sep.ok) return sep;
  const edits = [...resolve.edits, ...sep.edits];
  return { ok: true, resolve: resolve.expression, sep: sep.expression, edits };
}
