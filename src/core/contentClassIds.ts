/** What changed code can do that makes the change risky, whatever its file is called. */
export const contentClassIds = [
  'authentication',
  'session',
  'password',
  'crypto',
  'authorisation',
  'payment',
  'migration',
  'transport',
  'headers',
  'endpoint',
  'ci',
  'infrastructure',
] as const;

export type ContentClassId = (typeof contentClassIds)[number];
