/** The manifests in which a version can be changed in place, by their paths. */
export const manifestPaths = {
  requirements:
    /(?:^|\/)(?:[\w.-]*(?:requirements|constraints)[\w.-]*\.(?:txt|in)|requirements\/[\w.-]+\.(?:txt|in))$/i,
  pyproject: /(?:^|\/)pyproject\.toml$/,
  pipfile: /(?:^|\/)Pipfile$/,
  goMod: /(?:^|\/)go\.mod$/,
  cargo: /(?:^|\/)Cargo\.toml$/,
  pom: /(?:^|\/)pom\.xml$/,
  gemfile: /(?:^|\/)(?:Gemfile|gems\.rb|[^/]+\.gemspec)$/,
} as const;

/** The manifest that stands beside a lockfile, by the lockfile's name. */
const manifests = new Map([
  ['poetry.lock', 'pyproject.toml'],
  ['uv.lock', 'pyproject.toml'],
  ['pdm.lock', 'pyproject.toml'],
  ['Pipfile.lock', 'Pipfile'],
  ['go.sum', 'go.mod'],
  ['Cargo.lock', 'Cargo.toml'],
  ['Gemfile.lock', 'Gemfile'],
  ['gems.locked', 'gems.rb'],
]);

/** The manifest to change for a file that a report names: the file itself, or the one beside a lock. */
export function manifestFor(path: string): string | undefined {
  const [, folder = '', file = ''] = /^(.*\/)?([^/]*)$/s.exec(path) ?? [];
  const beside = manifests.get(file);
  if (beside !== undefined) return folder + beside;
  return Object.values(manifestPaths).some((one) => one.test(path)) ? path : undefined;
}
