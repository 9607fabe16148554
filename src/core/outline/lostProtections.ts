import type { Finding } from '../finding';
import { oneLine } from '../plainText';
import { apart, comes, isPlaceLeft, protectionsNamed, within } from './addedText';
import type { Loss } from './loss';
import { placeBefore } from './loss';
import { lastPart, shownCall } from './nodes';
import type { Call, Fact, FileOutline, Use } from './outline';
import { beyond } from './outline';
import type { Protection } from './protections';
import { protectionOf, protectionWords, standIns } from './protections';

/** A protective function that code calls, or that is set before it. */
interface Protector extends Fact {
  readonly name: string;
  readonly protection: Protection;
  /** The function or the route that it is in or stands before. */
  readonly place: string;
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
  return gone
    .filter((one) => !isStoodIn(one, come, files))
    .filter((one) => !isReplaced(one, files) && !goesWithRoute(one, files))
    .map((one) => lossOf(one, files, finding));
}

/** Whether something that protects in a like way came where this one was, or for all. */
function isStoodIn(
  gone: Protector,
  come: readonly Protector[],
  files: readonly FileOutline[],
): boolean {
  const kinds = standIns[gone.protection];
  const isLeft = isPlaceLeft(gone.place, files);
  const named = protectionsNamed(isLeft ? within(files, gone.place, isStrict(gone)) : files);
  if (kinds.some((kind) => named.has(kind))) return true;
  return come.some(
    (one) => kinds.includes(one.protection) && (!isLeft || covers(one, gone, files)),
  );
}

/** What has to be done in its own place: to have it elsewhere helps nobody. */
function isStrict({ protection }: Protector): boolean {
  return /^(access|hash|verify)$/.test(protection);
}

/** Whether what came is where the other was, runs before it, or is in a new function that it calls. */
function covers(come: Protector, gone: Protector, files: readonly FileOutline[]): boolean {
  if (come.place === gone.place || gone.place === '') return true;
  if (come.place === '') return come.use !== undefined || !isStrict(gone);
  return files.some(({ after: { calls, uses } }) =>
    [...calls, ...uses.map(({ name, of }) => ({ name, place: of }))].some(
      ({ name, place }) => place === gone.place && lastPart(name) === come.place,
    ),
  );
}

function protectorsOf(file: FileOutline, side: 'before' | 'after'): readonly Protector[] {
  const { calls, uses } = file[side];
  const found: Protector[] = [];
  for (const use of uses) {
    const protection = protectionOf(use.name) ?? (isCaller(use) ? 'access' : undefined);
    if (protection && isBefore(protection) && !found.some(isSamePlace(use))) {
      found.push({ ...placed(use), name: use.name, protection, place: use.of, use });
    }
  }
  for (const call of calls) {
    const protection = protectionOf(call.name);
    if (protection && !found.some(isSamePlace(call))) {
      found.push({ ...placed(call), name: call.name, protection, place: call.place, call });
    }
  }
  return found;
}

function placed({ path, line, at }: Fact): Fact {
  return { path, line, at };
}

function isSamePlace({ line, name }: Use | Call): (one: Protector) => boolean {
  return (one) => one.line === line && one.name === name;
}

/** A parameter that a framework fills with who calls refuses everybody else. */
function isCaller({ name, isInjected }: Use): boolean {
  return isInjected === true && /user|auth|token|admin|principal|api_?key|scheme|login/i.test(name);
}

/** What stands before a handler, other than a value that only has such a name. */
function isBefore(protection: Protection): boolean {
  return /^(access|csrf|rate|headers|validate|verify|sanitise)$/.test(protection);
}

function keyOf({ name, place, protection }: Protector): string {
  return `${place} ${protection} ${lastPart(name).replace(/Sync$/, '')}`;
}

/** Better than a hash where only something unguessable is asked for. */
const random =
  /\b(random(Bytes|UUID|Int|FillSync)|getRandomValues|secrets|token_(hex|urlsafe|bytes)|urandom|uuid4?|nanoid)\b/;
/** A number, a known value or a whole pattern says what is allowed. */
const allowing = [
  /\b(parseInt|Number|BigInt|isInteger|int|float|UUID|Boolean)\(/,
  /\b(includes|has|hasOwn|hasOwnProperty|match|fullmatch|test|indexOf|startsWith|startswith|is_relative_to|literal_eval|resolve|relative|commonpath)\(|\bswitch\b/,
  /\bnot in\b|\bin (?:[A-Z_]{3,}|\w*[aA]llowed)|\[\w+\] ?(\?\?|=== undefined)/,
];

/** Whether lines that came make this protection needless in another way. */
function isReplaced({ protection, place }: Protector, files: readonly FileOutline[]): boolean {
  switch (protection) {
    case 'hash':
      return comes([random], isPlaceLeft(place, files) ? within(files, place, true) : files);
    case 'sanitise':
      return comes([...apart, ...allowing], files);
    case 'validate':
      return comes([...allowing, ...apart], files);
    default:
      return false;
  }
}

function lossOf(one: Protector, files: readonly FileOutline[], finding: Finding | undefined): Loss {
  const { protection, name, call, use } = one;
  const shown = call ? shownCall(name) : oneLine(name, 60);
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
  const arg = args[0]?.replace(/ ?(\|\||\?\?) ?('[^']*'|\w+)$/, '');
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
  const name = of.replace(/\W/g, '\\$&');
  const declared = new RegExp(`\\b(?:def|class|function) ${name}\\b|(?<![\\w$.])${name}\\s*\\(`);
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

/** A route that is gone as a whole is told of by itself. */
function goesWithRoute({ use }: Protector, files: readonly FileOutline[]): boolean {
  return use !== undefined && use.of.includes(' ') && openRoute(use, files) === undefined;
}

/** Whether the function that called it is still there. */
function isOwnerLeft({ owner, path }: Call, files: readonly FileOutline[]): boolean {
  const text = files.find(({ file }) => file.path === path)?.file.after ?? '';
  return (
    owner !== '' && new RegExp(`(?<![\\w$])${owner.replace(/\W/g, '\\$&')}(?![\\w$])`).test(text)
  );
}
