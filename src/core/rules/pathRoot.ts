import { nameOf, type CallSite } from '../flow/calls';
import type { Origin } from '../flow/question';
import type { Node } from '../syntax';
import { folderPath } from './folderPath';
import type { FolderPath } from './folderPath';
import type { ParsedFile } from './parsedFile';
import { isCallback } from './parsedFile';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';
import { quoteOf } from './imports';

/** Gives `res.sendFile()` the folder as its option `root`, so that express does the check. */
export function withRoot(
  value: Node,
  { call }: CallSite,
  { guard }: Origin,
  file: ParsedFile,
): RecipeResult {
  if (guard) {
    return refuse(
      `A check stands before it already (${snippet(file.code(guard))}): see whether it suffices.`,
    );
  }
  if (!/^_?(res|resp|response)$/.test(call.receiver?.text.replace(/\.status\(.*\)$/, '') ?? '')) {
    return refuse('This is not known to be the response of express.');
  }
  const [, options, ...more] = call.args;
  if (options && (options.type !== 'object' || more.length > 1) && !isCallback(options, file)) {
    return refuse(`The options of ${nameOf(call)}() are not written out here.`);
  }
  const path = folderPath(value, file);
  if (!path.ok) return path;
  const rest = restOf(path, file);
  if (rest === undefined) return refuse('The name in the folder cannot be written as one value.');
  const edits = [{ start: value.startIndex, end: value.endIndex, text: rest }];
  const root = `root: ${path.folder}`;
  if (options?.type === 'object') {
    const first = options.firstNamedChild;
    const at = options.startIndex + 1;
    edits.push(
      first
        ? { start: first.startIndex, end: first.startIndex, text: `${root}, ` }
        : { start: at, end: options.endIndex - 1, text: ` ${root} ` },
    );
  } else {
    edits.push({ start: value.endIndex, end: value.endIndex, text: `, { ${root} }` });
  }
  return { ok: true, edits, rationale: rationale(path, file.code(value), rest) };
}

/** The code of what stands behind the folder, as one value. */
function restOf({ rest }: FolderPath, file: ParsedFile): string | undefined {
  if ('args' in rest) {
    if (rest.args.some(({ type }) => type === 'spread_element')) return undefined;
    const [one, ...others] = rest.args;
    if (!one) return undefined;
    if (others.length === 0) return file.code(one);
    const parts = rest.args.map((arg) => partOf(arg, file));
    return parts.includes(undefined) ? undefined : `\`${parts.join('/')}\``;
  }
  const [only, ...others] = rest.pieces;
  if (only?.kind === 'hole' && others.length === 0) return file.code(only.expression);
  const parts = rest.pieces.map((piece) => {
    if (piece.kind === 'hole') return `\${${file.code(piece.expression)}}`;
    const text = piece.kind === 'text' ? file.text.slice(piece.start, piece.end) : piece.value;
    return /[`\\$]/.test(text) ? undefined : text;
  });
  return parts.includes(undefined) || parts.length === 0 ? undefined : `\`${parts.join('')}\``;
}

function partOf(arg: Node, file: ParsedFile): string | undefined {
  if (arg.type !== 'string') return `\${${file.code(arg)}}`;
  const text = file.code(arg).slice(1, -1);
  return /[`\\$]/.test(text) || quoteOf(file) === '`' ? undefined : text;
}

function rationale({ folder }: FolderPath, code: string, rest: string) {
  return {
    whyVulnerable: `sendFile() sends whatever file ${snippet(code)} names, and a value with ../ in it leads out of ${snippet(folder)}.`,
    whyFixed: `express now gets ${snippet(folder)} as the root, and ${snippet(rest)} as a path inside it: it answers a path that leads out of its root with 403.`,
    mayBreak: [
      `A value that is no text, such as a list, makes sendFile() throw instead of being turned into text.`,
      'Files whose name begins with a dot are not sent from a root, unless the option dotfiles allows it.',
    ],
    alternatives: [
      {
        option: 'Resolve the path and compare its beginning',
        whyNot: 'It works, but express does the same check itself when it knows the root.',
      },
    ],
    assumptions: [
      `${snippet(folder)} is an absolute path, or relative to where the server starts.`,
    ],
  };
}
