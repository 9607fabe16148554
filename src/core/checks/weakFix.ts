import { splitLines } from '../diffLines';
import type { Check, CheckAnswer, CheckPorts, Subject, SubjectFile } from '../evidence';
import { languageFor } from '../grammars';
import type { Syntax } from '../syntax';
import type { Changes, Place } from './changes';
import { changesOf, placesText, shownPlaces } from './changes';
import { flawsOf } from './flaws';
import { isSameCode } from './sameTokens';
import { takenInHand } from './touchedFlaws';
import type { Family } from './weak/families';
import { familiesIn, familiesOf } from './weak/families';
import { keptSigns, signs } from './weak';
import { lockReason, locksIn } from './weak/pages';
import type { Side, Sign } from './weak/look';
import { codeAround, lookAt } from './weak/look';

export const weakFix: Check = {
  id: 'weak-fix',
  title: 'The fix is of a kind that holds',
  async run(subject, ports) {
    const read = subject.files.filter(({ path, after }) =>
      /^(?:javascript|python)$/.test(languageFor(path, after) ?? ''),
    );
    const locks = read.length === 0 && !isAboutMarkup(subject) ? locksIn(subject.files) : [];
    if (locks.length > 0) {
      const detail = `${placesText(locks)}: ${lockReason}`;
      return { outcome: 'warn', detail, lines: shownPlaces(locks) };
    }
    if (read.length === 0) {
      const paths = subject.files.map(({ path }) => path).join(', ');
      return {
        outcome: 'not-run',
        detail: `Only JavaScript, TypeScript and Python are read for weak fixes, and these are none: ${paths}.`,
      };
    }
    const syntax = await ports.syntax();
    if (read.length === subject.files.length && (await areCosmetic(read, ports))) {
      return {
        outcome: 'fail',
        detail:
          'Only comments and the layout change: the code does what it did before. Change what it does.',
      };
    }
    const flaws = await flawsOf(subject, ports);
    const seen = takenInHand(subject, flaws).flatMap(({ rule }) => rule.cwe.slice(0, 1));
    const told = new Set(familiesOf([...(subject.finding?.cwe ?? []), ...seen]));
    const hits: Hit[] = [];
    for (const file of read) hits.push(...(await weaknesses(file, told, syntax)));
    return answer(hits);
  },
};

/** A page is the right place to fix what ends up in its markup. */
function isAboutMarkup({ finding }: Subject): boolean {
  return finding !== undefined && familiesOf(finding.cwe).includes('markup');
}

async function areCosmetic(files: readonly SubjectFile[], ports: CheckPorts): Promise<boolean> {
  const changed = files.filter(({ before, after }) => before !== after);
  for (const file of changed) if (!(await isSameCode(file, ports))) return false;
  return changed.length > 0;
}

interface Hit extends Place {
  readonly why: string;
  readonly code: string;
  readonly outcome: 'warn' | 'fail';
}

/** What is weak in the code after, without what was there before. */
async function weaknesses(
  file: SubjectFile,
  told: ReadonlySet<Family>,
  syntax: Syntax,
): Promise<readonly Hit[]> {
  const changes = changesOf(file);
  if (changes.hunks.length === 0) return [];
  const { before, after } = await sidesOf(file, changes, told, syntax);
  const now = await hitsIn(after, syntax);
  if (now.length === 0) return [];
  const old = (await hitsIn(before, syntax)).map(({ code }) => code);
  return now.filter(({ code }) => {
    const at = old.indexOf(code);
    if (at >= 0) old.splice(at, 1);
    return at < 0;
  });
}

async function sidesOf(
  { path, before, after }: SubjectFile,
  changes: Changes,
  told: ReadonlySet<Family>,
  syntax: Syntax,
): Promise<{ readonly before: Side; readonly after: Side }> {
  const removed = changes.hunks.map((hunk) => hunk.before);
  const added = changes.hunks.map((hunk) => hunk.after);
  const around = async (text: string, ranges: typeof added) =>
    (await syntax.withTree(path, text, (root) => codeAround(root, text, ranges))) ?? '';
  const families =
    told.size > 0
      ? told
      : new Set(familiesIn(`${await around(before, removed)}\n${await around(after, added)}`));
  const language = languageFor(path, after) ?? 'javascript';
  const newLines = added
    .map(({ start, end }) => changes.after.slice(start, end).join('\n'))
    .join('\n');
  const shared = { path, language, families, added: newLines };
  return {
    before: { ...shared, text: before, other: after, ranges: removed },
    after: { ...shared, text: after, other: before, ranges: added },
  };
}

async function hitsIn(side: Side, syntax: Syntax): Promise<readonly Hit[]> {
  const found = await syntax.withTree(side.path, side.text, (root) => {
    const look = lookAt(root, side);
    const lines = splitLines(side.text);
    const hits = (sign: Sign, isKept: boolean) =>
      [...sign(look)].map(({ at, why, outcome }): Hit => {
        const line = at.startPosition.row;
        const code = isKept ? (lines[line] ?? '') : at.text;
        const known = code.replace(/\s+/g, '').slice(0, 300);
        return { path: side.path, line, why, code: known, outcome: outcome ?? 'warn' };
      });
    return [
      ...signs.flatMap((sign) => hits(sign, false)),
      ...keptSigns.flatMap((sign) => hits(sign, true)),
    ];
  });
  return found ?? [];
}

function answer(hits: readonly Hit[]): CheckAnswer {
  if (hits.length === 0) {
    return {
      outcome: 'pass',
      detail: 'The added code has none of the signs of a weak fix that are known.',
    };
  }
  const sure = hits.filter(({ outcome }) => outcome === 'fail');
  const first = [...sure, ...hits.filter((one) => !sure.includes(one))];
  const reasons = [...new Set(first.map(({ why }) => why))].slice(0, 3);
  const told = reasons.map(
    (why) => `${placesText(first.filter((one) => one.why === why))}: ${why}`,
  );
  return {
    outcome: sure.length > 0 ? 'fail' : 'warn',
    detail: told.join(' '),
    lines: shownPlaces(first),
  };
}
