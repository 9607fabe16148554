import { messageOf } from '../errors';
import { maxReportDepth, nestsDeeper } from './depth';
import { shorten } from './problems';
import { parseXml } from './xml';

/** Reports above this are refused by size, before they are read. */
export const maxReportBytes = 256 * 1024 * 1024;

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

const refuse = (why: string): Parsed => ({ ok: false, why });

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
  const size = tooLarge(bytes.length);
  if (size !== undefined) return refuse(size);
  let kind = 'text';
  try {
    const text = reportPart(new TextDecoder(encodingOf(bytes)).decode(bytes));
    if (text === '') return refuse('is empty; run the scanner again');
    kind = text.startsWith('<') ? 'XML' : 'JSON';
    if (kind === 'XML') return { ok: true, value: { xml: parseXml(text) } };
    if (!/^[[{]/.test(text)) return refuse(`is neither JSON nor XML; ${readable}`);
    if (nestsDeeper(text, maxReportDepth)) {
      return refuse(
        `nests more than ${maxReportDepth} levels deep; no scanner writes such a report`,
      );
    }
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
