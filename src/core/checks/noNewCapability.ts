import type { Check } from '../evidence';
import type { Capability } from '../outline/capabilities';
import {
  capabilityOf,
  capabilityWords,
  hiddenPayloads,
  readsSecretsOut,
} from '../outline/capabilities';
import type { FileOutline } from '../outline/outline';
import { lastPart, shownCall } from '../outline/nodes';
import { beyond, outlineOf } from '../outline/outline';
import { oneLine } from '../plainText';
import { placesText, shownPlaces } from './changes';

export const noNewCapability: Check = {
  id: 'no-new-capability',
  title: 'The code can do nothing that it could not do before',
  async run(subject, ports) {
    const { files, unparsed } = await outlineOf(subject, ports);
    const payloads = files.flatMap(({ before, after }) =>
      beyond(hiddenPayloads(after), hiddenPayloads(before), ({ text }) => text),
    );
    if (payloads.some(({ isRun }) => isRun)) {
      return {
        outcome: 'fail',
        detail: `The change decodes a text that nobody can read and runs what comes out: ${placesText(payloads)}. Do not accept it.`,
        lines: shownPlaces(payloads.map(({ path, line }) => ({ path, line }))),
      };
    }
    const code = files.filter(({ isTest }) => !isTest);
    const found = [...newAbilities(code), ...code.flatMap(leaks)];
    const places = [...found.map(({ path, line }) => ({ path, line })), ...payloads];
    if (places.length > 0) {
      const hidden = payloads.length > 0 ? ['It decodes a text that nobody can read.'] : [];
      const told = found.slice(0, 4).map(({ sentence }) => sentence);
      return {
        outcome: 'warn',
        detail: `${[...told, ...hidden].join(' ')} Ask why the fix needs it.`,
        lines: shownPlaces(places),
      };
    }
    const [first] = unparsed;
    if (first && files.length === 0) {
      return {
        outcome: 'not-run',
        detail: `There is no parser for ${oneLine(first.path, 200)}, so what it does is not known.`,
      };
    }
    return {
      outcome: 'pass',
      detail: 'No new process, network access, file write, evaluation or loading of code.',
    };
  },
};

interface Ability {
  readonly path: string;
  readonly line: number;
  /** The function or the route that it is in. */
  readonly place: string;
  readonly capability: Capability;
  readonly name: string;
  readonly sentence: string;
}

/** From the most to the least that one can do with it: who could do more may now do less. */
const order: readonly Capability[] = ['eval', 'load', 'process', 'deserialise', 'network', 'write'];

/** What code can do now, less what the code that it replaces could do. */
function newAbilities(files: readonly FileOutline[]): readonly Ability[] {
  const before = files.flatMap((file) => abilitiesOf(file, 'before'));
  const after = files.flatMap((file) => abilitiesOf(file, 'after'));
  const keyOf = ({ name, place }: Ability) => `${place} ${name}`;
  const come = beyond(after, before, keyOf);
  const gone = [...beyond(before, after, keyOf)];
  const functions = (side: 'before' | 'after') => files.flatMap((file) => file[side].functions);
  const moved = new Set([
    ...beyond(functions('after'), functions('before'), (name) => name),
    ...beyond(functions('before'), functions('after'), (name) => name),
  ]);
  return come.filter((one) => {
    const at = gone.findIndex((old) => isInstead(one, old, moved));
    if (at >= 0) gone.splice(at, 1);
    return at < 0;
  });
}

/** Whether the new one does no more than the old one did, in its place or in a function that came. */
function isInstead(one: Ability, old: Ability, moved: ReadonlySet<string>): boolean {
  const isHere = one.place === old.place;
  const isMoved = isHere || moved.has(one.place) || moved.has(old.place);
  if (one.capability === old.capability) return isMoved;
  return isMoved && order.indexOf(old.capability) < order.indexOf(one.capability);
}

function abilitiesOf(file: FileOutline, side: 'before' | 'after'): readonly Ability[] {
  return file[side].calls.flatMap((call) => {
    const capability = capabilityOf(call, { path: call.path, text: file.file[side] });
    if (!capability) return [];
    const { path, line, name, place } = call;
    const sentence = `${shownCall(name)} ${capabilityWords[capability]} (${placesText([call])}).`;
    return [{ path, line, place, capability, name: lastPart(name), sentence }];
  });
}

/** What is secret and goes out with a request. */
function leaks({ before, after }: FileOutline): readonly Omit<Ability, 'capability' | 'place'>[] {
  const known = before.calls.filter(readsSecretsOut).length;
  return after.calls
    .filter(readsSecretsOut)
    .slice(known)
    .map(({ path, line, name }) => ({
      path,
      line,
      name,
      sentence: `${shownCall(name)} sends out what the environment holds (${placesText([{ path, line }])}).`,
    }));
}
