import { sha256Hex } from './hash';

/** The largest file that a draft may change, in bytes. Above it the editor's diff shows only parts. */
export const maxSourceBytes = 5 * 1024 * 1024;

/** The text of a file whose bytes come back unchanged when it is encoded again. */
export interface SourceText {
  /** Without the byte order mark, with the file's own line ends. Offsets are UTF-16 units. */
  readonly text: string;
  readonly bom: boolean;
  readonly eol: '\n' | '\r\n';
  /** Of the exact bytes. */
  readonly sha256: string;
}

export type Decoded =
  { readonly ok: true; readonly source: SourceText } | { readonly ok: false; readonly why: string };

const refuse = (why: string): Decoded => ({ ok: false, why });

/**
 * Decodes a file for drafting. It refuses whatever an editor would not write back byte for byte:
 * text that is not UTF-8, NUL bytes, mixed or lone-CR line ends, and files above `maxSourceBytes`.
 */
export function decodeSource(bytes: Uint8Array): Decoded {
  if (bytes.length > maxSourceBytes) return refuse('it is larger than 5 MB');
  if (bytes.includes(0)) return refuse('it holds NUL bytes, so it is not plain text');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse('it is not UTF-8, so saving it would change other bytes; convert it first');
  }
  const bom = text.startsWith('\uFEFF');
  if (bom) text = text.slice(1);
  const crlf = text.split('\r\n').length - 1;
  const lf = text.split('\n').length - 1 - crlf;
  const cr = text.split('\r').length - 1 - crlf;
  if (cr > 0 || (crlf > 0 && lf > 0)) {
    return refuse(
      'its line ends are mixed, so saving it would change every line; unify them first',
    );
  }
  return {
    ok: true,
    source: { text, bom, eol: crlf > 0 ? '\r\n' : '\n', sha256: sha256Hex(bytes) },
  };
}

/** The bytes of a text that was decoded by `decodeSource`, with its mark put back. */
export function encodeSource(text: string, bom: boolean): Uint8Array {
  return new TextEncoder().encode(bom ? `\uFEFF${text}` : text);
}
