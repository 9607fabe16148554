/** Every check that a policy can require. Those of the slow list run programs, on demand only. */
export const quickCheckIds = [
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

export const slowCheckIds = [
  'same-scanner',
  'type-check',
  'project-tests',
  'suggested-test',
] as const;

export const checkIds = [...quickCheckIds, ...slowCheckIds] as const;
