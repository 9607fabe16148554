/** Every check that a policy can require. Those of the slow list run programs, on demand only. */
const quickCheckIds = [
  'base-unchanged',
  'finding-gone',
  'nothing-introduced',
  'nothing-removed',
  'weak-fix',
  'nothing-silenced',
  'stays-in-scope',
  'api-unchanged',
  'dependencies',
  'no-new-capability',
  'no-secrets',
  'hidden-text',
  'format',
  'tests-kept',
  'rationale-matches',
  'new-parse-errors',
  'undefined-names',
  'anchors',
  'contract',
] as const;

const slowCheckIds = [
  'same-scanner',
  'type-check',
  'project-tests',
  'suggested-test',
  'dependency-impact',
] as const;

export const checkIds = [...quickCheckIds, ...slowCheckIds] as const;

/** Whether a check runs programs of the project; no check that does not exist does. */
export function isSlowCheck(id: string): boolean {
  return slowCheckIds.some((one) => one === id);
}

/** The checks that somebody may have to name without having them at hand. */
export const checkTitles = {
  'base-unchanged': 'The file is still the one that was drafted against',
  'same-scanner': 'The scanner that found it does not any more',
  'type-check': 'The types still fit',
  'project-tests': 'The project’s own tests pass',
  'suggested-test': 'The suggested test fails before and passes after',
  'dependency-impact': 'The new versions have what the code uses',
} as const;

/** These ask about a draft: of a change that came without one they have nothing to say. */
export const draftCheckIds: ReadonlySet<string> = new Set([
  ...['base-unchanged', 'anchors', 'contract', 'rationale-matches'],
]);
