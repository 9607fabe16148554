import { nameOf } from '../flow/calls';
import type { Guard } from '../flow/guards';
import type { Verdict } from '../flow/judge';
import { hostJudge, ordinaryJudge } from '../flow/judge';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import { callNamed, flowRule, type Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import { holesOf, isOwnAddress } from './lead';
import { localTarget } from './localTarget';
import { piecesOf, constantOf } from './pieces';

export const openRedirect = flowRule({
  id: 'open-redirect',
  title: 'A redirect goes where a request says',
  cwe: ['CWE-601'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'People trust a link by the host that it begins with.',
    attack:
      'A link such as https://shop.example/login?next=https://evil.example sends whoever follows it to a copy of the page that asks for the password again.',
    fix: 'Redirect only to paths of your own site, or to hosts of a fixed list.',
    sources: [
      'https://cwe.mitre.org/data/definitions/601.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html',
    ],
  },
  recipe: { does: 'Redirects to paths of the own site only', review: 'test' },
  topic: /redirect/i,
  words: [
    'redirect',
    'Redirect',
    'Location',
    'writeHead',
    'setHeader',
    'header',
    'set',
    'location',
    'href',
    'assign',
    'replace',
    'open',
    'push',
    'destination',
  ],
  sinks: sinksAt,
  question: {
    kinds: new Set(['remote', 'page'] as const),
    cleans: (call) =>
      /^(encodeURIComponent|stringify)$/.test(nameOf(call)) ||
      /safe|sanit|valid/i.test(nameOf(call)) ||
      isOwnUrl(call),
    judge: judgeTarget,
  },
});

const goes = 'decides where the browser goes';

/** `new URL('/signin', request.url)`: a path of the site that the request came to. */
function isOwnUrl({ isNew, callee, args: [path, base] }: Call): boolean {
  if (!isNew || callee.text !== 'URL' || path?.type !== 'string') return false;
  return /\b(url|nextUrl|origin|host|originalUrl)\b/i.test(base?.text ?? '');
}

function sinksAt(name: Node, file: ParsedFile): readonly Sink[] {
  if (/^Location|Redirect$/.test(name.text)) return answered(name, file);
  if (name.text === 'destination') return nextRedirect(name, file);
  const assigned = assignedLocation(name);
  if (assigned) return isTarget(assigned, file) ? [{ value: assigned, does: goes }] : [];
  const site = callNamed(name);
  if (!site) return [];
  const { call } = site;
  const { args, method, receiver } = call;
  if (receiver && isCreated(receiver)) return [];
  const isRouter = receiver !== undefined && isNextRouter(receiver, file);
  const value = valueOf(nameOf(call), args, receiver?.text.slice(-60) ?? '', method, isRouter);
  if (!value || !isTarget(value, file)) return [];
  return [{ value, does: goes, recipe: (origin) => localTarget(value, site, origin, file) }];
}

/** With the status 201 the header says where something was made, and no browser goes there. */
function isCreated(receiver: Node): boolean {
  return /\.(code|status)\(\s*201\s*\)$/.test(receiver.text.slice(-200).trimEnd());
}

/** `{ headers: { Location: value } }`, and what a method returns that is marked with `@Redirect()`. */
function answered(name: Node, file: ParsedFile): readonly Sink[] {
  const { parent } = name;
  const pair = name.type === 'string_fragment' ? parent?.parent : parent;
  if (name.text === 'Location' && pair?.type === 'pair') {
    const holder = pair.parent?.parent;
    const value = pair.childForFieldName('value');
    const isHeaders =
      holder?.type === 'pair' && /headers/i.test(holder.childForFieldName('key')?.text ?? '');
    return isHeaders && value && isTarget(value, file) ? [{ value, does: goes }] : [];
  }
  const decorator = parent?.type === 'call_expression' ? parent.parent : undefined;
  if (name.text !== 'Redirect' || decorator?.type !== 'decorator') return [];
  let method = decorator.nextNamedSibling;
  while (method?.type === 'decorator') method = method.nextNamedSibling;
  if (method?.type !== 'method_definition') return [];
  return file.flow.functions
    .returnsOf(method)
    .filter(({ type }) => type === 'object')
    .flatMap((object) => propertyOf(object, /^['"]?url['"]?$/) ?? [])
    .map((value) => ({ value, does: goes }));
}

/** Next: `return { redirect: { destination: value } }`. */
function nextRedirect(name: Node, file: ParsedFile): readonly Sink[] {
  const pair = name.parent;
  const holder = pair?.parent?.parent;
  const value = pair?.type === 'pair' ? pair.childForFieldName('value') : null;
  const isRedirect =
    holder?.type === 'pair' && holder.childForFieldName('key')?.text === 'redirect';
  return value && isRedirect && isTarget(value, file) ? [{ value, does: goes }] : [];
}

/** `location = value`, `location.href = value`. */
function assignedLocation(name: Node): Node | undefined {
  const left = name.type === 'property_identifier' ? name.parent : name;
  const assignment = left?.parent;
  if (!left || assignment?.type !== 'assignment_expression') return undefined;
  if (assignment.childForFieldName('left') !== left) return undefined;
  if (!/(^|\.)location(\.href)?$/.test(left.text)) return undefined;
  return assignment.childForFieldName('right') ?? undefined;
}

function valueOf(
  called: string,
  args: readonly Node[],
  receiver: string,
  method: string | undefined,
  isRouter: boolean,
): Node | undefined {
  const [one, two] = args;
  switch (called) {
    case 'redirect':
      return args.length > 1 &&
        one?.type !== 'string' &&
        /^(number|template_string|string)$/.test(two?.type ?? '')
        ? two
        : args.length > 1 && one?.type === 'number'
          ? two
          : args.length > 1 &&
              method !== undefined &&
              /res|reply|ctx|h$/.test(receiver) &&
              one &&
              /^\d|status|code/i.test(one.text)
            ? two
            : one;
    case 'writeHead': {
      const headers = args.at(-1);
      return headers?.type === 'object' ? propertyOf(headers, /^['"]?location['"]?$/i) : undefined;
    }
    case 'setHeader':
    case 'header':
    case 'set':
      return one && /^['"`]location['"`]$/i.test(one.text) ? two : undefined;
    case 'location':
      return /(^|\.)(res|response)$/.test(receiver) ? one : undefined;
    case 'assign':
    case 'replace':
    case 'push':
      return /(^|\.)location$/.test(receiver) || isRouter ? one : undefined;
    case 'open':
      return receiver === 'window' ? one : undefined;
    default:
      return undefined;
  }
}

/** The router of Next leaves the site for an address with a host. */
function isNextRouter(receiver: Node, file: ParsedFile): boolean {
  const value = receiver.type === 'identifier' ? file.resolve(receiver)?.value : undefined;
  return (
    /^useRouter\(/.test(value?.text ?? '') && /['"]next\/(router|navigation)['"]/.test(file.text)
  );
}

function propertyOf(object: Node, key: RegExp): Node | undefined {
  for (const pair of object.namedChildren) {
    const name =
      pair.type === 'shorthand_property_identifier' ? pair : pair.childForFieldName('key');
    if (name && key.test(name.text)) return pair.childForFieldName('value') ?? name;
  }
  return undefined;
}

/** A value decides on the host only when it stands first, or right behind `//` or the scheme. */
function isTarget(value: Node, file: ParsedFile): boolean {
  if (isOwnAddress(value, file)) return false;
  const [first] = holesOf(value, file) ?? [];
  if (!first) return piecesOf(value, file) === undefined || value.type === 'identifier';
  const { hole, before } = first;
  if (/\b(pathname|originalUrl)$/.test(file.code(hole.expression))) return before === '';
  return before === '' || before === '/' || /^(https?:)?\/\/[^/?#]*$/.test(before);
}

function judgeTarget(guard: Guard, file: ParsedFile): Verdict {
  const { kind, holds, other, via } = guard;
  if (via !== undefined) return hostJudge(guard, file);
  if (kind === 'startsWith' && holds) {
    const text = other && constantOf(other, file);
    if (text === undefined) return 'proven';
    if (text === '/' && isLocalPath(guard)) return 'proven';
    // Any host that only begins so passes.
    if (/^https?:\/\/[^/]+$/.test(text)) return undefined;
    return /^https?:\/\/[^/]+\/|^\/[^/\\]/.test(text) ? 'proven' : 'seen';
  }
  if (kind === 'matches' && holds && /^\/\^\\\/\(\?!(\[|\\\/\|)/.test(other?.text ?? ''))
    return 'proven';
  if (kind === 'matches' && holds) return ordinaryJudge(guard, file) ?? 'seen';
  return ordinaryJudge(guard, file);
}

/** Whether the same condition rules out `//` and `/\\`, which browsers take for the start of a host. */
function isLocalPath({ node }: Guard): boolean {
  let at = node;
  while (at.parent && /^(binary|unary|parenthesized)_expression$/.test(at.parent.type))
    at = at.parent;
  return /['"`]\/\/['"`]/.test(at.text) && /['"`]\/\\\\['"`]/.test(at.text);
}
