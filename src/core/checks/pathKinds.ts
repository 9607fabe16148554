/** Files that package tools write, full of hashes that are no secrets. */
export function isLockfile(path: string): boolean {
  return /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|composer\.lock|Cargo\.lock|Gemfile\.lock|go\.sum|packages\.lock\.json)$/i.test(
    path,
  );
}

/** Whether a path says that what is in it never runs for users. */
export function isTestPath(path: string): boolean {
  return /(?:^|\/)(?:__tests__|__mocks__|__fixtures__|tests?|specs?|fixtures?|mocks?|cypress|e2e|examples?|testdata)\/|(?:^|\/)(?:test_[^/]*|conftest)\.py$|(?:[._-](?:test|tests|spec|stories|mock|fixture|e2e)|_test)\.\w+$/i.test(
    path,
  );
}
