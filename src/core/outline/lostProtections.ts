import type { Finding } from '../finding';
import { oneLine } from '../plainText';
import type { Loss } from './loss';
import { placeBefore } from './loss';
import { lastPart } from './nodes';
import type { Call, Fact, FileOutline, Use } from './outline';
import { beyond } from './outline';
import type { Protection } from './protections';
import { protectionOf, protectionWords, standIns } from './protections';

/** A protective function that code calls, or that is set before it. */
interface Protector extends Fact {
  readonly name: string;
  readonly protection: Protection;
  readonly call?: Call;
  readonly use?: Use;
}

/** The protective calls, middleware and decorators that are gone, and for which nothing came. */
export function lostProtections(
  files: readonly FileOutline[],
  finding: Finding | undefined,
): readonly Loss[] {
  const before = files.flatMap((file) => protectorsOf(file, 'before'));
  if (before.length === 0) return [];
  const after = files.flatMap((file) => protectorsOf(file, 'after'));
  const gone = beyond(before, after, keyOf);
  const come = beyond(after, before, keyOf);
  const instead = new Set(come.map(({ protection }) => protection));
  return gone
    .filter(({ protection }) => !standIns[protection].some((kind) => instead.has(kind)))
    .filter((one) => !isReplaced(one, files))
    .map((one) => lossOf(one, files, finding));
}

function protectorsOf(file: FileOutline, side: 'before' | 'after'): readonly Protector[] {
  const { calls, uses } = file[side];
  const found: Protector[] = [];
  for (const call of calls) {
    const protection = protectionOf(call.name);
    if (protection) found.push({ ...placed(call), name: call.name, protection, call });
  }
  for (const use of uses) {
    const protection = protectionOf(use.name);
    if (protection && isBefore(protection) && !found.some(isSamePlace(use))) {
      found.push({ ...placed(use), name: use.name, protection, use });
    }
  }
  return found;
}

function placed({ path, line, at }: Fact): Fact {
  return { path, line, at };
}

function isSamePlace({ line, name }: Use): (one: Protector) => boolean {
  return (one) => one.line === line && one.name === name;
}

/** What stands before a handler, other than a value that only has such a name. */
function isBefore(protection: Protection): boolean {
  return /^(access|csrf|rate|headers|validate|verify|sanitise)$/.test(protection);
}

function keyOf({ name, protection }: Protector): string {
  return `${protection} ${lastPart(name).replace(/Sync$/, '')}`;
}

/** Better than a hash where only something unguessable is asked for. */
const random =
  /\b(random(Bytes|UUID|Int|FillSync)|getRandomValues|secrets|token_(hex|urlsafe|bytes)|urandom|uuid4?|nanoid)\b/;
/** A value that goes beside the code, or that is written as text, needs no escape. */
const apart =
  /\b(replacements|bind|prepare|params?|parameters|values|execFile(Sync)?|spawn(Sync)?|textContent|innerText|createTextNode|setAttribute|set_?header|jsonify|render(_template)?|format_html|subprocess)\b|\.(json|text|query|execute)\(|\?['"`,) ]|\$\d|%s|['"` =(]:\w+/;
/** A number, a known value or a whole pattern says what is allowed. */
const allowing =
  /\b(parseInt|Number|BigInt|Number\.isInteger|isInteger|int|float|UUID|Boolean|includes|has|hasOwn|hasOwnProperty|match|fullmatch|test|switch|indexOf|startsWith|startswith|is_relative_to|literal_eval|resolve|relative|commonpath)\b\(?|\bnot in\b|\bin (?:[A-Z_]{3,}|\w*[aA]llowed)|\[\w+\] ?(\?\?|=== undefined)/;

/** Whether lines that came make this protection needless in another way. */
function isReplaced({ protection }: Protector, files: readonly FileOutline[]): boolean {
  const added = beyond(
    files.flatMap(({ after }) => after.text.split('\n')),
    files.flatMap(({ before }) => before.text.split('\n')),
    (line) => line.trim(),
  ).join('\n');
  const removed = files.map(({ before }) => before.text).join('\n');
  const comes = (pattern: RegExp) => count(pattern, added) > count(pattern, removed);
  switch (protection) {
    case 'hash':
      return comes(random);
    case 'sanitise':
      return comes(apart) || comes(allowing);
    case 'validate':
      return comes(allowing) || comes(apart);
    default:
      return false;
  }
}

function count(pattern: RegExp, text: string): number {
  return text.match(new RegExp(pattern, 'g'))?.length ?? 0;
}

function lossOf(one: Protector, files: readonly FileOutline[], finding: Finding | undefined): Loss {
  const { protection, name, call, use } = one;
  const shown = oneLine(`${name}${call ? '()' : ''}`, 60);
  const bare = call && bareArgument(call, files);
  const route = use && openRoute(use, files);
  const where = placeBefore(one, call?.owner);
  const what = `${shown} (${where}), ${protectionWords[protection]}, is gone`;
  const sentence = route
    ? `${what} from “${oneLine(route, 60)}”, which is still there.`
    : bare !== undefined
      ? `${what}, and “${oneLine(bare, 60)}” is now used without it.`
      : `${what} and nothing like it came. Put it back or say why it is not needed.`;
  return { ...placed(one), sentence, isCertain: isCertain(one, { bare, route, files, finding }) };
}

/** The argument of a removed call that lines after use as it is. */
function bareArgument({ args, path }: Call, files: readonly FileOutline[]): string | undefined {
  const after = files.find(({ file }) => file.path === path)?.after;
  const arg = args[0];
  if (!after || arg === undefined || !/^[\w$.?[\]']{2,}$/.test(arg)) return undefined;
  if (/^['\d]|^(true|false|null|None|this|self|req|res|request|ctx)$/.test(arg)) return undefined;
  const text = after.text.replace(/\s+/g, ' ').replace(/"/g, "'");
  const escaped = arg.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w$.])${escaped}(?![\\w$(.[])`).test(text) ? arg : undefined;
}

/** The route or function that a removed middleware or decorator stood before, when it is still there. */
function openRoute({ of, path }: Use, files: readonly FileOutline[]): string | undefined {
  const file = files.find((candidate) => candidate.file.path === path);
  if (!file || of === '') return undefined;
  const { routes, around, functions } = file.after;
  const isRoute = [...routes, ...around].some(({ method, route }) => `${method} ${route}` === of);
  if (isRoute || functions.includes(of)) return of;
  const declared = new RegExp(`\\b(def|class|function) ${of.replace(/\W/g, '\\$&')}\\b`);
  return declared.test(file.file.after) ? of : undefined;
}

function isCertain(
  { protection, call, line, path }: Protector,
  found: {
    readonly bare: string | undefined;
    readonly route: string | undefined;
    readonly files: readonly FileOutline[];
    readonly finding: Finding | undefined;
  },
): boolean {
  if (/^(access|csrf)$/.test(protection) && found.route !== undefined) return true;
  if (!call || !/^(hash|verify)$/.test(protection)) return false;
  if (found.bare !== undefined) return true;
  if (protection === 'hash') return false;
  const { finding } = found;
  const at = finding?.location.path === path ? finding.location.region?.start.line : undefined;
  return at !== line && isOwnerLeft(call, found.files);
}

/** Whether the function that called it is still there. */
function isOwnerLeft({ owner, path }: Call, files: readonly FileOutline[]): boolean {
  const text = files.find(({ file }) => file.path === path)?.file.after ?? '';
  return (
    owner !== '' && new RegExp(`(?<![\\w$])${owner.replace(/\W/g, '\\$&')}(?![\\w$])`).test(text)
  );
}
