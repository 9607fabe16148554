import type { Check, CheckAnswer, Subject } from '../evidence';
import type { FileOutline } from '../outline/outline';
import { outlineOf } from '../outline/outline';
import { lostProtections } from '../outline/lostProtections';
import { lostFlow } from '../outline/lostFlow';
import { lostNames } from '../outline/lostNames';
import type { Loss } from '../outline/loss';
import { shownPlaces } from './changes';

/** More than a person reads in one row. */
const maxTold = 4;

export const nothingRemoved: Check = {
  id: 'nothing-removed',
  title: 'No protection and no function of the code is taken away',
  async run(subject, ports) {
    const { files, unparsed } = await outlineOf(subject, ports);
    const code = files.filter(({ isTest }) => !isTest);
    const losses = [
      ...lostProtections(code, subject.finding),
      ...lostFlow(code),
      ...lostNames(code),
    ];
    return losses.length > 0 ? answer(losses) : nothing(subject, code, unparsed.length);
  },
};

function answer(losses: readonly Loss[]): CheckAnswer {
  const sorted = [...losses].sort((a, b) => Number(b.isCertain) - Number(a.isCertain));
  const sentences = [...new Set(sorted.map(({ sentence }) => sentence))];
  const more = sentences.length - maxTold;
  const rest = more > 0 ? ` And ${more} more of the kind.` : '';
  return {
    outcome: losses.some(({ isCertain }) => isCertain) ? 'fail' : 'warn',
    detail: `${sentences.slice(0, maxTold).join(' ')}${rest}`,
    lines: shownPlaces(sorted.map(({ path, at }) => ({ path, line: at }))),
  };
}

function nothing({ files }: Subject, code: readonly FileOutline[], unparsed: number): CheckAnswer {
  if (code.length === 0 && unparsed > 0) {
    const [first] = files;
    return {
      outcome: 'not-run',
      detail: `There is no parser for ${first?.path ?? 'this'}; look at the removed lines yourself.`,
    };
  }
  return {
    outcome: 'pass',
    detail:
      'No check, hash, clean-up, guard, error handler, await, route or export that was there before is gone.',
  };
}
