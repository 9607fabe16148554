/** Whether a file holds tests or what only tests need, by its path; for the languages people write. */
export function isTestPath(path: string): boolean {
  return (
    /(?:^|\/)(?:tests?|specs?|__tests__|__mocks__|__snapshots__|fixtures|e2e|testing|cypress)\//i.test(
      path,
    ) ||
    /[._-](?:test|tests|spec|specs|e2e|cy)\.[a-z]+$|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest|tests?)\.(?:py|go|rb|[cm]?[jt]sx?)$|(?:Tests?|Spec)\.(?:java|kt|cs|php|scala|swift)$/.test(
      path,
    )
  );
}
