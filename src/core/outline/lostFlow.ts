import { oneLine } from '../plainText';
import type { Loss } from './loss';
import { placeBefore } from './loss';
import { lastPart } from './nodes';
import type { Branch, Call, Exit, FileOutline, Handler } from './outline';
import { beyond } from './outline';
import { protectionOf } from './protections';

/** Guards, awaits and error handlers that are gone, and for which nothing came. */
export function lostFlow(files: readonly FileOutline[]): readonly Loss[] {
  const all = <T>(pick: (file: FileOutline) => readonly T[]) => files.flatMap(pick);
  const branches = {
    before: all(({ before }) => before.branches),
    after: all(({ after }) => after.branches),
  };
  return [
    ...lostGuards(branches, files),
    ...turnedGuards(branches),
    ...lostExits(files),
    ...lostAwaits({
      before: all(({ before }) => before.calls),
      after: all(({ after }) => after.calls),
    }),
    ...lostHandlers(files),
  ];
}

interface Sides<T> {
  readonly before: readonly T[];
  readonly after: readonly T[];
}

const byCondition = ({ condition }: { readonly condition: string }) => condition;

/** What decides in other words: another branch, an expression that chooses, a call that checks. */
const deciding =
  /\bif\b|\bswitch\b|\?\s|&&|\|\||\?\?|\.filter\(|\bcase\b|\bmatch\b| and | or |\bassert\b|\b(next|reject)\(/g;

function lostGuards(
  { before, after }: Sides<Branch>,
  files: readonly FileOutline[],
): readonly Loss[] {
  const gone = beyond(before, after, byCondition);
  const come = beyond(after, before, byCondition);
  const guards = gone.filter(({ isGuard }) => isGuard);
  if (guards.length === 0 || come.length >= gone.length) return [];
  const added = addedText(files, 'after');
  const removed = addedText(files, 'before');
  const checks = checksIn(files, 'after') - checksIn(files, 'before');
  const others = count(deciding, added) - count(deciding, removed) + gone.length;
  const left = guards.filter(({ condition }) => !isSaidIn(condition, added));
  const missing =
    left.length - come.length - Math.max(0, checks) - Math.max(0, others - come.length);
  return left.slice(0, Math.max(0, missing)).map((guard) => ({
    ...placeOf(guard),
    sentence: `The guard “if ${oneLine(guard.condition, 60)}” (${placeBefore(guard, guard.owner)}) is gone, and no other check came.`,
    isCertain: false,
  }));
}

/** The lines of one side that the other does not have. */
function addedText(files: readonly FileOutline[], side: 'before' | 'after'): string {
  const other = side === 'after' ? 'before' : 'after';
  return beyond(
    files.flatMap((file) => file[side].text.split('\n')),
    files.flatMap((file) => file[other].text.split('\n')),
    (line) => line.trim(),
  ).join('\n');
}

function checksIn(files: readonly FileOutline[], side: 'before' | 'after'): number {
  return files
    .flatMap((file) => file[side].calls)
    .filter(({ name }) => protectionOf(name) !== undefined).length;
}

function count(pattern: RegExp, text: string): number {
  return text.match(pattern)?.length ?? 0;
}

/** Whether lines say the same condition, wherever they do. */
function isSaidIn(condition: string, text: string): boolean {
  return text.replace(/\s+/g, '').replace(/"/g, "'").includes(condition.replace(/\s+/g, ''));
}

/** Guards that deny now what they let pass, with everything else the same. */
function turnedGuards({ before, after }: Sides<Branch>): readonly Loss[] {
  const gone = beyond(before, after, byCondition);
  const come = beyond(after, before, byCondition);
  return gone.flatMap((old) => {
    const turned = come.find(
      ({ condition, body, owner }) =>
        owner === old.owner && body === old.body && isContrary(condition, old.condition),
    );
    if (!turned || old.body === '') return [];
    return [
      {
        ...placeOf(turned),
        sentence: `The condition “${oneLine(old.condition, 60)}” became its contrary, “${oneLine(turned.condition, 60)}”, and leads to the same code.`,
        isCertain: old.isGuard,
      },
    ];
  });
}

function isContrary(one: string, other: string): boolean {
  return one !== other && positive(one) === positive(other);
}

/** A condition without what negates it. */
function positive(condition: string): string {
  return condition
    .replace(/!(?!=)|\bnot\b|[\s()]/g, '')
    .replace(/!==?/g, '==')
    .replace(/===/g, '==');
}

function lostExits(files: readonly FileOutline[]): readonly Loss[] {
  return files.flatMap(({ before, after }) => {
    const gone = beyond(before.exits, after.exits, byCondition);
    const come = beyond(after.exits, before.exits, byCondition);
    if (come.length >= gone.length) return [];
    const removed = new Set(before.branches.map(byCondition));
    const left = gone.filter(({ condition }) => !removed.has(condition));
    return endsAnyWay(after.text) ? [] : left.slice(come.length).map(lostExit);
  });
}

function endsAnyWay(text: string): boolean {
  return /\b(return|throw|raise|next|abort|reject|continue|break|redirect|send|end|exit)\b/.test(
    text,
  );
}

function lostExit(exit: Exit): Loss {
  return {
    ...placeOf(exit),
    sentence: `The “${exit.kind}” under “if ${oneLine(exit.condition, 60)}” (${placeBefore(exit)}) is gone, so the code goes on after that check.`,
    isCertain: false,
  };
}

function lostAwaits({ before, after }: Sides<Call>): readonly Loss[] {
  const isAwaited = ({ fate }: Call) => fate === 'awaited';
  const keyOf = (call: Call) => `${lastPart(call.name)} ${isAwaited(call)}`;
  const gone = beyond(before.filter(isAwaited), after, keyOf);
  const come = beyond(
    after.filter((call) => !isAwaited(call)),
    before,
    keyOf,
  );
  return gone.flatMap((old) => {
    const bare = come.find(({ name }) => lastPart(name) === lastPart(old.name));
    return bare && bare.fate !== 'handed on' ? [lostAwait(bare)] : [];
  });
}

function lostAwait(bare: Call): Loss {
  const isCheck = bare.fate === 'tested' && protectionOf(bare.name) !== undefined;
  const why = isCheck
    ? 'so what is tested is a promise, which always counts as true'
    : 'so the code goes on before it is done';
  return {
    ...placeOf(bare),
    sentence: `The await before ${oneLine(bare.name, 60)}() is gone, ${why}.`,
    isCertain: isCheck,
  };
}

function lostHandlers(files: readonly FileOutline[]): readonly Loss[] {
  const before = files.flatMap((file) => file.before.handlers);
  const after = files.flatMap((file) => file.after.handlers);
  if (after.length >= before.length) return [];
  const gone = beyond(before, after, ({ kind, covers }) => `${kind} ${covers.slice(0, 3).join()}`);
  const calls = new Set(
    files.flatMap((file) => file.after.calls.map(({ name }) => lastPart(name))),
  );
  const texts = files.map(({ file }) => file.after).join('\n');
  const left = gone.filter(({ kind, covers }) => {
    if (kind === 'error check' || kind === 'next(error)') return before.length - after.length > 0;
    return (
      covers.length === 0 || covers.some((name) => isStillCalled(lastPart(name), calls, texts))
    );
  });
  const missing = left.slice(0, before.length - after.length);
  return missing.filter((one) => !isErrorPassedOn(one, files)).map(lostHandler);
}

function isStillCalled(name: string, calls: ReadonlySet<string>, text: string): boolean {
  return calls.has(name) || (name !== '' && text.includes(`${name}(`));
}

/** With promises that are awaited, an error goes up by itself, and no callback has to look at it. */
function isErrorPassedOn({ kind }: Handler, files: readonly FileOutline[]): boolean {
  if (kind !== 'error check' && kind !== 'next(error)') return false;
  return files.some(({ after, before }) => {
    const awaits = (text: string) => count(/\bawait\b|\.then\(|Sync\(/g, text);
    return awaits(after.text) > awaits(before.text);
  });
}

function lostHandler(handler: Handler): Loss {
  const what = handler.kind === 'try' ? 'try/catch' : handler.kind;
  return {
    ...placeOf(handler),
    sentence: `The error handling by ${what} (${placeBefore(handler, handler.owner)}) is gone. Say where its errors go now.`,
    isCertain: false,
  };
}

function placeOf({ path, line, at }: Loss | Branch | Exit | Call | Handler) {
  return { path, line, at };
}
