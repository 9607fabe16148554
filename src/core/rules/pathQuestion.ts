import { nameOf } from '../flow/calls';
import type { Guard } from '../flow/guards';
import { javascriptCall } from '../flow/javascript';
import type { Verdict } from '../flow/judge';
import { isChosen, ordinaryJudge, stripsMarks } from '../flow/judge';
import type { Origin, Question } from '../flow/question';
import type { Call } from '../flow/value';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';

/** What makes a path harmless that somebody else decides on. */
export const pathQuestion: Pick<Question, 'cleans' | 'judge'> = {
  cleans(call, file) {
    const name = nameOf(call);
    if (
      /^(basename|encodeURIComponent|escape|createHash|digest|hash|slugify|uuid|v4|nanoid)$/.test(
        name,
      )
    )
      return true;
    return (
      /sanit|slug|safe(?!ly)/i.test(name) ||
      stripsMarks(call, file) ||
      stripsParents(call) ||
      isRooted(call, file)
    );
  },
  judge: judgePath,
};

/** `normalize(p).replace(/^(\.\.(\/|\\|$))+/, '')`: what is normal has `..` at its beginning only. */
function stripsParents({ receiver, method, args }: Call): boolean {
  const [pattern, by] = args;
  if (method !== 'replace' || pattern?.type !== 'regex' || !by || by.text.length !== 2)
    return false;
  return (
    /\bnormalize\(/.test(receiver?.text ?? '') &&
    /^\/\^\(?(\?:)?\(?\\\.(\\\.|\{2\})/.test(pattern.text)
  );
}

/** `join(folder, normalize('/' + p))`: nothing is above the root, and behind a folder it is no root. */
function isRooted({ callee, args }: Call, file: ParsedFile): boolean {
  if (!/^(?:path\.)?(?:posix\.)?(?:normalize|join|resolve)$/.test(callee.text)) return false;
  const isJoin = /(?:join|resolve)$/.test(callee.text);
  const start = isJoin && args.length > 1 ? /^['"`]\/['"`]$/ : /^(?:['"`]\/['"`]\s*\+|`\/\$\{)/;
  if (!args[0] || !start.test(args[0].text)) return false;
  const holder = callee.parent?.parent;
  if (holder?.type === 'arguments') {
    const isFirst = holder.firstNamedChild?.id === callee.parent?.id;
    return (
      !isFirst && /(?:^|\.)join$/.test(holder.parent?.childForFieldName('function')?.text ?? '')
    );
  }
  if (holder?.type === 'binary_expression') {
    return holder.childForFieldName('right')?.id === callee.parent?.id;
  }
  const name = holder?.childForFieldName('name')?.text ?? '';
  if (holder?.type !== 'variable_declarator' || !/^\w+$/.test(name)) return false;
  return new RegExp(`\\bjoin\\([^;\\n]+,\\s*${name}\\)|\\w\\s*\\+\\s*${name}\\b`).test(file.text);
}

/** The server itself names what it stores of an upload, and the last part of a path leads nowhere. */
export function choosesPath({ steps }: Origin): boolean {
  return !steps.some(({ text }) =>
    /\bfiles?\b[^(]*\.(filepath|path|tempFilePath|destination|filename)$|\.(md5|mimetype|tempFilePath)$|\bparse\([^)]*\)\.(base|name|ext)$/.test(
      text.slice(0, 200),
    ),
  );
}

function judgePath(guard: Guard, file: ParsedFile): Verdict {
  const { kind, holds, other, name, via } = guard;
  if (via === 'relative') {
    const leads = kind === 'startsWith' || kind === 'contains' || kind === 'matches';
    return leads && !holds && other && /\.\.|\\\./.test(other.text) ? 'proven' : 'seen';
  }
  if (via !== undefined) return undefined;
  if (kind === 'startsWith' && !holds && other && /^['"`]\.\./.test(other.text)) {
    // What is relative to a folder, or normal, has `..` at its beginning only.
    return isNormal(guard, file) ? 'proven' : 'seen';
  }
  if (kind === 'startsWith' && holds) {
    const text = other && constantOf(other, file);
    if (!other || text === '/' || text === '.' || text === '' || isChosen(other, file))
      return undefined;
    // What begins with the folder can still leave it by `..`, until it is resolved.
    return isResolved(guard, file) ? 'proven' : 'seen';
  }
  if (kind === 'contains' && !holds && name !== 'endsWith' && other) {
    const text = constantOf(other, file);
    const isPart = text === undefined ? /\bsep\b/.test(other.text) : parts.has(text);
    return isPart ? 'proven' : 'seen';
  }
  if (kind === 'matches' && !holds && other && /\\\.\\\.|\\\.\{2|\.\./.test(other.text))
    return 'proven';
  return ordinaryJudge(guard, file);
}

/** Without these in it, a path leads nowhere else. */
const parts = new Set(['.', '..', '/', '\\', './', '../', '/..', '..\\', '\\..']);

function isResolved({ node }: Guard, file: ParsedFile): boolean {
  const subject = javascriptCall(node)?.receiver;
  if (!subject) return true;
  const binding = subject.type === 'identifier' ? file.resolve(subject) : undefined;
  const made = binding?.definitions.map(({ value }) => value.text) ?? [];
  return [subject.text, ...made].some((text) =>
    /\b(resolve|normalize|join|realpath\w*|relative|URL|dirname)\s*\(|pathname/.test(text),
  );
}

function isNormal({ node }: Guard, file: ParsedFile): boolean {
  const subject = javascriptCall(node)?.receiver;
  const binding = subject?.type === 'identifier' ? file.resolve(subject) : undefined;
  return /\b(relative|normalize)\(/.test(binding?.value?.text ?? '');
}
