import type { Check, CheckAnswer } from '../evidence';
import type { Severity } from '../finding';
import { severityRank } from '../finding';
import { languageFor } from '../grammars';
import { placesText, shownPlaces } from './changes';
import type { Seen } from './flaws';
import { flawsOf } from './flaws';

export const nothingIntroduced: Check = {
  id: 'nothing-introduced',
  title: 'No new flaw came with the change',
  async run(subject, ports) {
    const { finding, files } = subject;
    const { introduced } = await flawsOf(subject, ports);
    const told = introduced.filter(isWorthTelling);
    if (told.length > 0) return introduces(told, finding?.severity ?? 'medium');
    if (!files.some(({ path, after }) => languageFor(path, after) !== undefined)) {
      return {
        outcome: 'not-run',
        detail: 'There are no built-in rules for the files that change.',
      };
    }
    return {
      outcome: 'pass',
      detail: 'Built-in detection sees nothing in them that was not there before.',
    };
  },
};

/** What is hardly more than advice is no reason to hold up a fix. */
function isWorthTelling({ rule }: Seen): boolean {
  return rule.precision !== 'low' || severityRank(rule.severity) < severityRank('low');
}

function introduces(introduced: readonly Seen[], bar: Severity): CheckAnswer {
  const isGrave = ({ rule, guard }: Seen) =>
    severityRank(rule.severity) <= severityRank(bar) &&
    !guard &&
    /^(?:very-)?high$/.test(rule.precision);
  const grave = introduced.filter(isGrave);
  const first = [...grave, ...introduced.filter((one) => !grave.includes(one))];
  const messages = [...new Set(first.map(({ message }) => message))].slice(0, 3);
  return {
    outcome: grave.length > 0 ? 'fail' : 'warn',
    detail: `The change introduces what built-in detection reports: ${placesText(first)}. ${messages.join(' ')}`,
    lines: shownPlaces(first),
  };
}
