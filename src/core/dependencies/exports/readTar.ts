/** The files of an archive by their path in the package, or why it is none. */
export type TarResult =
  | { readonly ok: true; readonly files: ReadonlyMap<string, Uint8Array> }
  | { readonly ok: false; readonly why: string };

const block = 512;
const maxFiles = 50_000;
const maxPath = 1000;
const plainFile = new Set(['0', '\0', '7']);

/**
 * Reads a package's archive, unpacked from gzip. Like npm it leaves out the first folder of each
 * path, and whatever is no plain file. What would lie outside of the package is left out. The
 * files are views of `bytes`.
 */
export function readTar(bytes: Uint8Array): TarResult {
  const files = new Map<string, Uint8Array>();
  let named: Named = {};
  for (let at = 0; at + block <= bytes.length;) {
    const header = bytes.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) break;
    if (!isHeader(header)) return refuse('it is damaged, or not an archive at all');
    const size = named.size ?? number(header.subarray(124, 136));
    const [start, end] = [at + block, at + block + size];
    if (!Number.isSafeInteger(size) || size < 0 || end > bytes.length)
      return refuse('it is cut off');
    const body = bytes.subarray(start, end);
    at = start + Math.ceil(size / block) * block;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'x') named = { ...named, ...extended(body) };
    else if (type === 'L') named = { ...named, path: text(body) };
    else if (type !== 'g' && type !== 'K') {
      const path = inPackage(named.path ?? ownPath(header));
      if (path !== undefined && plainFile.has(type)) files.set(path, body);
      named = {};
    }
    if (files.size > maxFiles) return refuse(`it holds more than ${maxFiles} files`);
  }
  return files.size === 0 ? refuse('it holds no files') : { ok: true, files };
}

function refuse(why: string): TarResult {
  return { ok: false, why };
}

/** What a header of its own says of the entry that follows. */
interface Named {
  readonly path?: string;
  readonly size?: number;
}

function isHeader(header: Uint8Array): boolean {
  const sum = header.reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
  return number(header.subarray(148, 156)) === sum;
}

/** Octal digits, or what is too large for them in plain binary. */
function number(field: Uint8Array): number {
  if ((field[0] ?? 0) >= 128) return field.subarray(1).reduce((all, byte) => all * 256 + byte, 0);
  const digits = text(field).trim();
  return /^[0-7]*$/.test(digits) ? parseInt(digits || '0', 8) : NaN;
}

function text(field: Uint8Array): string {
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

function ownPath(header: Uint8Array): string {
  const [name, prefix] = [text(header.subarray(0, 100)), text(header.subarray(345, 500))];
  return text(header.subarray(257, 262)) === 'ustar' && prefix !== '' ? `${prefix}/${name}` : name;
}

/** Lines of `LENGTH KEY=VALUE`, where the length is that of the line in bytes. */
function extended(body: Uint8Array): Named {
  let read: Named = {};
  for (let at = 0; at < body.length;) {
    const [, digits = ''] = /^(\d{1,9}) /.exec(text(body.subarray(at, at + 11))) ?? [];
    const length = Number(digits);
    if (length <= digits.length + 1) break;
    const line = new TextDecoder().decode(body.subarray(at + digits.length + 1, at + length - 1));
    const [key, value] = [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)];
    if (key === 'path') read = { ...read, path: value };
    if (key === 'size' && /^\d{1,15}$/.test(value)) read = { ...read, size: Number(value) };
    at += length;
  }
  return read;
}

function inPackage(path: string): string | undefined {
  if (path.length > maxPath || /^\/|[\\\0:]/.test(path)) return undefined;
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.length < 2 || names.includes('..')) return undefined;
  return names.slice(1).join('/');
}
