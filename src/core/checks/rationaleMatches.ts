import type { Draft } from '../draft';
import type { Check, Subject } from '../evidence';
import type { Finding } from '../finding';
import { oneLine } from '../plainText';
import { addedLines, changesOf } from './changes';
import { isTestPath } from './pathKinds';
import { missingMeans } from './claimedMeans';
import { namedThings } from './namedThings';

/** Longer ones are read up to here. */
const maxText = 20_000;

export const rationaleMatches: Check = {
  id: 'rationale-matches',
  title: 'The reason speaks of this change',
  run(subject) {
    const { draft } = subject;
    if (!draft) {
      return { outcome: 'not-run', detail: 'The change came without a reason.', isMoot: true };
    }
    const concerns = [
      ...absentNames(draft, subject),
      ...absentTests(draft, subject),
      ...otherWeakness(draft, subject.finding),
      ...absentMeans(draft, subject),
    ];
    if (concerns.length > 0) return { outcome: 'warn', detail: concerns.join(' ') };
    return {
      outcome: 'pass',
      detail: 'What it names is in the change, in the files around it, or in the finding.',
    };
  },
};

function absentNames({ rationale }: Draft, { files, finding }: Subject): readonly string[] {
  const { whyVulnerable, whyFixed, mayBreak, assumptions } = rationale;
  const claims = [whyVulnerable, whyFixed, ...mayBreak, ...assumptions].join('\n');
  const names = namedThings(claims.slice(0, maxText));
  if (names.length === 0) return [];
  const texts = files.flatMap(({ path, before, after }) => [path, before, after]);
  const all = [...texts, ...wordsOf(finding)].join('\n').toLowerCase();
  const absent = names.filter(({ sought }) => !all.includes(sought.toLowerCase()));
  if (absent.length === 0) return [];
  const shown = absent.slice(0, 5).map(({ shown: name }) => oneLine(name, 60));
  return [
    `It names ${shown.join(', ')}, which neither the files nor the finding have. Read the reason against the diff.`,
  ];
}

/** All that a finding says in words and paths. */
function wordsOf(finding: Finding | undefined): readonly string[] {
  if (!finding) return [];
  const { message, ruleId, help, location, related } = finding;
  const places = [
    location,
    ...related,
    ...(finding.kind === 'code' ? finding.codeFlows.flat() : []),
  ];
  return [
    message,
    ruleId,
    help?.text ?? '',
    ...places.flatMap(({ path, message: said = '' }) => [path, said]),
    ...(finding.kind === 'dependency' ? [finding.package, finding.advisory.title] : []),
  ];
}

const testClaim =
  /\b(?:added|adds|wrote|writes|updated|updates|extended|extends|created|creates|includes)\b(?:\s+(?!not\b)[\w-]+){0,4}\s+tests?\b|\btests?\b(?:\s+[\w-]+){0,3}\s+(?:was|were|has been|have been|is|are)\s+(?:added|updated|extended|included)\b/i;
const denied = /\b(?:no|not|never|without|should|could|must|please|recommend)\b|n['’]t\b/i;

function absentTests({ rationale }: Draft, { files }: Subject): readonly string[] {
  if (files.some(({ path }) => isTestPath(path))) return [];
  const claims = [rationale.whyFixed, ...rationale.assumptions].join('. ').slice(0, maxText);
  const claim = claims
    .split(/(?<=[.;!?])\s/)
    .find((one) => testClaim.test(one) && !denied.test(one));
  return claim === undefined
    ? []
    : ['It speaks of tests that it adds or changes, but no test file changes.'];
}

function otherWeakness({ rationale }: Draft, finding: Finding | undefined): readonly string[] {
  const claims = `${rationale.whyVulnerable} ${rationale.whyFixed}`.slice(0, maxText);
  const named = [...claims.matchAll(/\bCWE[-\s]?(\d{1,5})\b/gi)].map(
    ([, number = '']) => `CWE-${Number(number)}`,
  );
  const own = finding?.cwe ?? [];
  if (named.length === 0 || own.length === 0 || named.some((one) => own.includes(one))) return [];
  const said = [...new Set(named)].slice(0, 3).join(', ');
  return [`It speaks of ${said}, but the finding is ${own.slice(0, 3).join(', ')}.`];
}

function absentMeans({ rationale }: Draft, { files }: Subject): readonly string[] {
  const added = files.flatMap((file) => addedLines(changesOf(file)).map(({ text }) => text));
  const missing = missingMeans(rationale.whyFixed.slice(0, maxText), added.join('\n'));
  return missing.map((what) => `It says that ${what}, but no added line looks like it.`);
}
