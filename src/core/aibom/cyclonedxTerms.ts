import type { Entry } from './entrySchema';

/** References inside the document. Whatever names one also puts its target there. */
export const refs = {
  file: (path: string) => `file:${path}`,
  tool: ({ name, version }: Entry['finding']['tool']) => `tool:${name}@${version ?? ''}`,
  model: ({ provider, name, version }: NonNullable<Entry['origin']['model']>) =>
    `model:${provider}/${name}@${version ?? ''}`,
  data: (sha256: string) => `data:${sha256}`,
  service: (endpoint: string) => `service:${endpoint}`,
  finding: (id: string) => `finding:${id}`,
  entry: (id: string) => `entry:${id}`,
};

/** What CycloneDX has no place for, under a name of our own. */
export function property(name: string, value: string | number | boolean) {
  return { name: `countersign:${name}`, value: String(value) };
}

export function sha256(content: string) {
  return { alg: 'SHA-256', content };
}

/** The decision put a fix into the code. */
export function isFix({ decision }: Entry): boolean {
  return decision === 'accepted' || decision === 'edited' || decision === 'reapplied';
}

/** Tells the fixes that no later entry has taken the place of. */
export function standing(entries: readonly Entry[]): (entry: Entry) => boolean {
  const superseded = new Set(entries.map(({ supersedes }) => supersedes));
  return (entry) => isFix(entry) && !superseded.has(entry.id);
}
