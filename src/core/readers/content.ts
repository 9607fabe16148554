import { messageOf } from '../errors';
import { isHeavy, maxReportDepth, nestsDeeper } from './depth';
import { shorten } from './problems';
import { isHeavyXml, parseXml } from './xml';

/** Reports above this are refused by size, before they are read. */
export const maxReportBytes = 256 * 1024 * 1024;

/** Text above this is weighed before it is parsed; below it, even the heaviest fits into memory. */
export const weighedAbove = 8 * 1024 * 1024;

/** Lines of JSON beyond this are counted, not read. */
export const maxDocuments = 500_000;

export type Parsed =
  | {
      readonly ok: true;
      /** A JSON value, `{ documents }` of several JSON documents, or `{ xml }` of an `XmlElement`. */
      readonly value: unknown;
      /** How many lines between the documents are none. */
      readonly unread?: number;
    }
  | { readonly ok: false; readonly why: string };

/** Said of a report in another format. */
export const readable =
  'only scanner reports in SARIF or in one of the other formats that the README lists are read';

/** A report as text, or why it cannot be had. */
export type Decoded =
  | {
      readonly ok: true;
      readonly text: string;
      /** In bytes. */
      readonly size: number;
    }
  | { readonly ok: false; readonly why: string };

/** Said of a report that `isHeavy`. */
export const tooHeavy =
  'consists of so many small parts that it would fill the memory; no scanner writes such a report';

const refuse = (why: string): { readonly ok: false; readonly why: string } => ({ ok: false, why });

/** Why a report of this size is refused, or undefined when it may be read. */
export function tooLarge(byteLength: number): string | undefined {
  if (byteLength <= maxReportBytes) return undefined;
  const megabytes = (size: number): string => `${Math.ceil(size / (1024 * 1024))} MB`;
  return `is ${megabytes(byteLength)}, above the limit of ${megabytes(maxReportBytes)}; scan fewer files at a time`;
}

/**
 * Reads JSON, several JSON documents of a line each, or XML: in UTF-8 or UTF-16, with or without a
 * mark, JSON also below lines of other output.
 */
export function parseReport(bytes: Uint8Array): Parsed {
  return parseText(decodeReport(bytes));
}

/** The text of a report. Apart from parsing, so that the bytes need not be kept meanwhile. */
export function decodeReport(bytes: Uint8Array): Decoded {
  const size = tooLarge(bytes.length);
  if (size !== undefined) return refuse(size);
  try {
    const text = reportPart(new TextDecoder(encodingOf(bytes)).decode(bytes));
    return { ok: true, text, size: bytes.length };
  } catch (error) {
    return refuse(`is not valid text (${messageOf(error)}); run the scanner again`);
  }
}

/** As `parseReport`. */
export function parseText(decoded: Decoded): Parsed {
  if (!decoded.ok) return decoded;
  const { text, size } = decoded;
  let kind = 'text';
  try {
    if (text === '') return refuse('is empty; run the scanner again');
    kind = text.startsWith('<') ? 'XML' : 'JSON';
    if (kind === 'XML') {
      const isTooHeavy = text.length > weighedAbove && isHeavyXml(text, size);
      return isTooHeavy ? refuse(tooHeavy) : { ok: true, value: { xml: parseXml(text) } };
    }
    if (!/^[[{]/.test(text)) return refuse(`is neither JSON nor XML; ${readable}`);
    if (nestsDeeper(text, maxReportDepth)) {
      return refuse(
        `nests more than ${maxReportDepth} levels deep; no scanner writes such a report`,
      );
    }
    if (text.length > weighedAbove && isHeavy(text, size)) return refuse(tooHeavy);
    return parseLines(text) ?? { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    const why = shorten(messageOf(error).replace(/\s+/g, ' '), 200);
    return refuse(`is not valid ${kind} (${why}); run the scanner again`);
  }
}

/** Documents of a line each: the first line is one whole object, and there are more lines. */
function parseLines(text: string): Parsed | undefined {
  const firstEnd = text.indexOf('\n');
  if (firstEnd < 0 || parsed(text.slice(0, firstEnd)) === undefined) return undefined;
  const documents: unknown[] = [];
  let unread = 0;
  for (let at = 0; at < text.length;) {
    const lineEnd = text.indexOf('\n', at);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const line = text.slice(at, end).trim();
    const document = documents.length < maxDocuments ? parsed(line) : undefined;
    if (document !== undefined) documents.push(document);
    else if (line !== '') unread += 1;
    at = end + 1;
  }
  return { ok: true, value: { documents }, ...(unread > 0 && { unread }) };
}

/** The object that the text is in JSON. */
function parsed(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return 'utf-8';
}

/** npm and others print warnings above the report when both streams go to one file. */
function reportPart(text: string): string {
  const trimmed = text.trim();
  if (/^[[{<]/.test(trimmed)) return trimmed;
  const at = trimmed.search(/^(?:\{|\[\s*[{\]])/m);
  return at < 0 ? trimmed : trimmed.slice(at);
}
