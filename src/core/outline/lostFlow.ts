import { oneLine } from '../plainText';
import { apart, comes, count, hasWord, onlyIn, protectionsNamed } from './addedText';
import type { Logic } from './logic';
import type { Loss } from './loss';
import { placeBefore } from './loss';
import { lostHandlers } from './lostHandlers';
import { lastPart, shownCall } from './nodes';
import type { Branch, Call, Exit, FileOutline } from './outline';
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
    ...lostConditions(branches, onlyIn(files, 'after')),
    ...lostExits(files),
    ...lostAwaits(files),
    ...lostHandlers(files),
  ];
}

interface Sides<T> {
  readonly before: readonly T[];
  readonly after: readonly T[];
}

const byCondition = ({ logic }: { readonly logic: Logic }) => logic.holds;

/** What decides in other words: another branch, an expression that chooses, a call that checks. */
const deciding =
  /\bif\b|\bswitch\b|\?\s|&&|\|\||\?\?|\.filter\(|\bcase\b|\bmatch\b| and | or |\bassert\b|\b(next|reject)\(/g;

/** A condition on what a text has in it, which is needless where the text is no longer put together. */
const looksAtText =
  /\.(test|match|search|includes|indexOf|startsWith|startswith|find)\(|'(not )?in |\bin \w+$/;

function lostGuards(
  { before, after }: Sides<Branch>,
  files: readonly FileOutline[],
): readonly Loss[] {
  const gone = beyond(before, after, byCondition);
  const come = beyond(after, before, byCondition);
  const guards = gone.filter(({ isGuard }) => isGuard);
  if (guards.length === 0 || come.length >= gone.length) return [];
  const added = onlyIn(files, 'after');
  const removed = onlyIn(files, 'before');
  const checks = checksIn(files, 'after') - checksIn(files, 'before');
  const others = count(deciding, added) - count(deciding, removed) + gone.length;
  const isApart = comes(apart, files);
  const isProtected = protectionsNamed(files).size > 0;
  const left = guards.filter(
    ({ condition }) =>
      !isSaidIn(condition, added) && !isProtected && !(isApart && looksAtText.test(condition)),
  );
  const missing =
    left.length - come.length - Math.max(0, checks) - Math.max(0, others - come.length);
  return left.slice(0, Math.max(0, missing)).map((guard) => ({
    ...placeOf(guard),
    sentence: `The guard “if ${oneLine(guard.condition, 60)}” (${placeBefore(guard, guard.owner)}) is gone, and no other check came.`,
    isCertain: false,
  }));
}

function checksIn(files: readonly FileOutline[], side: 'before' | 'after'): number {
  return files
    .flatMap((file) => file[side].calls)
    .filter(({ name }) => protectionOf(name) !== undefined).length;
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
      ({ logic, body, owner }) =>
        owner === old.owner && body === old.body && logic.holds === old.logic.fails,
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

/** Conditions that are what they were, less a part. */
function lostConditions({ before, after }: Sides<Branch>, added: string): readonly Loss[] {
  const come = beyond(after, before, byCondition);
  const partsIn = ({ logic }: Branch) => logic.parts.map(({ holds }) => holds);
  return beyond(before, after, byCondition).flatMap((old) => {
    const parts = partsIn(old);
    const now = come.find((one) => {
      const kept = partsIn(one);
      const isPart = kept.every((part) => parts.includes(part));
      return one.owner === old.owner && isPart && kept.length < parts.length;
    });
    if (!now) return [];
    const kept = [...partsIn(now), ...come.filter((one) => one !== now).flatMap(partsIn)];
    const guards = come.filter((one) => one !== now && one.isGuard && one.owner === old.owner);
    const lost = old.logic.parts
      .filter(({ holds, fails }) => !kept.includes(holds) && !kept.includes(fails))
      .filter(({ text }) => !isSaidIn(text, added) && !guards.some(isAbout(text)))
      .map(({ text }) => text);
    if (lost.length === 0) return [];
    return [
      {
        ...placeOf(now),
        sentence: `The condition “${oneLine(now.condition, 60)}” has lost “${oneLine(lost.join(', '), 60)}”. Say why that need not hold any more.`,
        isCertain: false,
      },
    ];
  });
}

/** Whether another guard looks at the value that a part of a condition is about. */
function isAbout(part: string): (guard: Branch) => boolean {
  const value = /[\w$.]+/.exec(part.replace(/^[!(]*(typeof |not )?/, ''))?.[0];
  return ({ condition }) => value !== undefined && hasWord(condition, value);
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

function lostAwaits(files: readonly FileOutline[]): readonly Loss[] {
  const before = files.flatMap((file) => file.before.calls);
  const after = files.flatMap((file) => file.after.calls);
  const isAwaited = ({ fate }: Call) => fate === 'awaited';
  const keyOf = (call: Call) => `${call.place} ${lastPart(call.name)} ${isAwaited(call)}`;
  const gone = beyond(before.filter(isAwaited), after, keyOf);
  const come = beyond(
    after.filter((call) => !isAwaited(call)),
    before,
    keyOf,
  );
  const bare = gone.flatMap((old) =>
    come.filter(({ name, place }) => place === old.place && lastPart(name) === lastPart(old.name)),
  );
  const told = new Map(
    bare
      .filter(({ fate, name }) => fate !== 'handed on' && !isNowSync(lastPart(name), files))
      .map((call) => [`${call.path}:${call.line}`, lostAwait(call)]),
  );
  return [...told.values()];
}

/** A function that gives no promise any more needs no await. */
function isNowSync(name: string, files: readonly FileOutline[]): boolean {
  const pattern = new RegExp(
    `\\basync\\s+(?:function\\s*|def\\s+)?${name.replace(/\W/g, '\\$&')}\\s*\\(`,
  );
  return files.some(({ file }) => pattern.test(file.before) && !pattern.test(file.after));
}

function lostAwait(bare: Call): Loss {
  const isCheck = bare.fate === 'tested' && protectionOf(bare.name) !== undefined;
  const why = isCheck
    ? 'so what is tested is a promise, which always counts as true'
    : 'so the code goes on before it is done';
  return {
    ...placeOf(bare),
    sentence: `The await before ${shownCall(bare.name)} is gone, ${why}.`,
    isCertain: isCheck,
  };
}

function placeOf({ path, line, at }: Loss | Branch | Exit | Call) {
  return { path, line, at };
}
