import type { Evidence } from './evidence';
import { outcomes } from './evidence';
import type { Finding, FindingBase } from './finding';
import { oneLine } from './plainText';

/** What the checks say of one patch with regard to one finding. */
export interface FindingEvidence {
  readonly finding: Finding;
  readonly evidence: readonly Evidence[];
}

/** So many findings are named in the detail of a merged answer. */
const maxNamed = 5;

/**
 * One answer of each check for a patch that is about several findings: the worst that it gave. Where
 * the answers differ, the detail names the findings that it was given for. Every list of evidence is
 * of the same checks and the same text.
 */
export function mergeEvidence(all: readonly FindingEvidence[]): readonly Evidence[] {
  const [first] = all;
  if (!first) return [];
  return first.evidence.map(({ check }) => {
    const answers = all.flatMap(({ finding, evidence }) => {
      const answer = evidence.find((one) => one.check === check);
      return answer ? [{ finding, answer }] : [];
    });
    return worstOf(answers);
  });
}

interface Answered {
  readonly finding: FindingBase;
  readonly answer: Evidence;
}

function worstOf(answers: readonly Answered[]): Evidence {
  const outcome = outcomes.find((one) => answers.some(({ answer }) => answer.outcome === one));
  const worst = answers.filter(({ answer }) => answer.outcome === outcome);
  const [first] = worst;
  if (!first) throw new Error('evidence of no finding was merged');
  const details = new Set(answers.map(({ answer }) => answer.detail));
  if (details.size === 1) return first.answer;
  const shown = worst.slice(0, maxNamed);
  const more = worst.length > shown.length ? ` And ${worst.length - shown.length} more.` : '';
  const places = new Map(
    worst.flatMap(({ answer }) => answer.lines ?? []).map((one) => [JSON.stringify(one), one]),
  );
  return {
    ...first.answer,
    detail:
      shown.map(({ finding, answer }) => `${nameOf(finding)}: ${answer.detail}`).join(' ') + more,
    ...(places.size > 0 && { lines: [...places.values()].slice(0, 100) }),
  };
}

function nameOf({ ruleId, location }: FindingBase): string {
  const line = location.region ? `:${location.region.start.line + 1}` : '';
  return `${oneLine(ruleId, 80)} at ${oneLine(location.path, 200)}${line}`;
}
