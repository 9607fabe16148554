import { count, isPlaceLeft, onlyIn, within } from './addedText';
import type { Loss } from './loss';
import { placeBefore } from './loss';
import { lastPart } from './nodes';
import type { Catch, FileOutline, Handler } from './outline';
import { beyond } from './outline';

/** Error handlers that are gone with no other in their place, and those that do nothing any more. */
export function lostHandlers(files: readonly FileOutline[]): readonly Loss[] {
  const before = files.flatMap((file) => file.before.handlers);
  const after = files.flatMap((file) => file.after.handlers);
  const gone = beyond(before, after, keyOf);
  const come = [...beyond(after, before, keyOf)];
  const calls = new Set(
    files.flatMap((file) => file.after.calls.map(({ name }) => lastPart(name))),
  );
  const texts = files.map(({ file }) => file.after).join('\n');
  const left = gone
    .filter((one) => isPlaceLeft(one.place, filesAt(one, files)))
    .filter((one) => !isTakenUp(one, come, before))
    .filter(({ kind, covers }) => {
      if (kind === 'error check' || kind === 'next(error)') return true;
      return (
        covers.length === 0 || covers.some((name) => isStillCalled(lastPart(name), calls, texts))
      );
    })
    .filter((one) => !isErrorPassedOn(one, files));
  return [...left.map(lostHandler), ...emptied(files)];
}

/** A function that went elsewhere took its errors along. */
function filesAt({ path }: Handler, files: readonly FileOutline[]): readonly FileOutline[] {
  return files.filter(({ file }) => file.path === path);
}

function keyOf({ kind, covers, place }: Handler): string {
  return `${place} ${kind} ${covers.slice(0, 3).join()}`;
}

/** Takes the handler away that came in the same place, or in code that was not there before. */
function isTakenUp(gone: Handler, come: Handler[], before: readonly Handler[]): boolean {
  const places = new Set(before.map(({ place }) => place));
  const here = come.findIndex(({ place }) => place === gone.place);
  const at = here >= 0 ? here : come.findIndex(({ place }) => !places.has(place));
  if (at >= 0) come.splice(at, 1);
  return at >= 0;
}

function isStillCalled(name: string, calls: ReadonlySet<string>, text: string): boolean {
  return calls.has(name) || (name !== '' && text.includes(`${name}(`));
}

const passingOn = /\bthrow\b|\braise\b|\b(reject|next|callback|cb|done)\(|\.(status|sendStatus)\(/;

/** With promises that are awaited, an error goes up by itself, and no callback has to look at it. */
function isErrorPassedOn({ kind, place }: Handler, files: readonly FileOutline[]): boolean {
  if (kind !== 'error check' && kind !== 'next(error)') return false;
  const there = within(files, place);
  if (kind === 'next(error)' && passingOn.test(onlyIn(there, 'after'))) return true;
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

/** What did something with an error and lets it vanish now. */
function emptied(files: readonly FileOutline[]): readonly Loss[] {
  const before = files.flatMap((file) => file.before.catches);
  const after = files.flatMap((file) => file.after.catches);
  const byPlace = ({ path, place }: Catch) => `${path} ${place}`;
  const doing = (all: readonly Catch[]) => all.filter(({ isEmpty }) => !isEmpty);
  const empty = (all: readonly Catch[]) => all.filter(({ isEmpty }) => isEmpty);
  const gone = new Set(beyond(doing(before), doing(after), byPlace).map(byPlace));
  return beyond(empty(after), empty(before), byPlace)
    .filter((one) => gone.has(byPlace(one)))
    .map((one) => ({
      ...placeOf(one),
      sentence: `The error handler${one.owner === '' ? '' : ` in ${one.owner}()`} does nothing any more, so that errors go unseen. Handle them as before, or pass them on.`,
      isCertain: false,
    }));
}

function placeOf({ path, line, at }: Handler | Catch) {
  return { path, line, at };
}
