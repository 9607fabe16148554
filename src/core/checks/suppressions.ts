import type { Finding } from '../finding';

/** Who is told to look away: a scanner for flaws, or a tool for something else. */
export type Silenced = 'scanner' | 'other';

/** What tells a scanner for flaws to look away. */
const scannerComments = [
  /\bnosem(?:grep)?\b|\bnosec\b|\bNOSONAR\b|\bnolint\b|\bNOCC\b/i,
  /\blgtm\s*\[|\bcodeql\s*\[|\bcodeql-?disable|\bdeepcode\s+ignore\b|\bsnyk[-: ](?:ignore|disable)/i,
  /\b(?:ast-grep|gitleaks|bearer|devskim|checkov|trivy|tfsec|kics|horusec|semgrep|skipcq|njsscan)[-: ](?:ignore|allow|skip|disable|noqa)|\bskipcq\b|\bcoverity\[|\bpragma:\s*allowlist/i,
  /\bsecretlint[-: ]?\s*(?:disable|ignore)|\bhadolint\s+ignore|\bshellcheck\s+disable/i,
];
/** What may be for a scanner, by the rule that it names or does not name. */
const linterComment =
  /\b(?:eslint|oxlint|biome|tslint|pylint|jshint|jslint|rubocop|phpcs)[-: ]?\s*(?:disable|ignore)(?:-next-line|-line|-file)?\b[: =]*(.*)|#\s*(?:(?:flake8|ruff)\b:?\s*|:\s*)?noqa\b:?(.*)/i;
/** What tells a type checker, a coverage tool or a style checker to look away. */
const otherComments = [
  /@ts-(?:ignore|nocheck|expect-error)\b|\btype:\s*ignore\b|@SuppressWarnings|\$FlowFixMe|\bpyright:\s*ignore/,
  /\b(?:istanbul|c8|v8|node:coverage|jacoco)\s+(?:ignore|disable)\b|\bpragma:\s*no cover/i,
  /\b(?:stylelint|standard)[-: ]?\s*(?:disable|ignore|allow)|\bnoinspection\b|\bdetekt[-: ](?:ignore|disable)/i,
];

const securityRule =
  /security|\bno-(?:eval|implied-eval|new-func|script-url|unsanitized|unsafe)|detect-|inject|xss|\bS\d{3}\b|\bB\d{3}\b|dangerous|eval|\ball\b|secret|regexp?\b/i;

/** Whom a line tells to look away, if it does so. */
export function silencedBy(line: string, finding: Finding | undefined): Silenced | undefined {
  if (scannerComments.some((pattern) => pattern.test(line))) return 'scanner';
  const linter = linterComment.exec(line);
  if (linter) {
    const rules = (linter[1] ?? linter[2] ?? '').replace(/\*\/|-->|--.*|["'`].*/g, '').trim();
    const isOwn = finding !== undefined && rules.includes(lastName(finding.ruleId));
    return rules === '' || isOwn || securityRule.test(rules) ? 'scanner' : 'other';
  }
  return otherComments.some((pattern) => pattern.test(line)) ? 'other' : undefined;
}

function lastName(ruleId: string): string {
  return ruleId.split(/[./:]/).at(-1) ?? ruleId;
}

/** Files that only say what scanners leave out. */
const ignoreFile =
  /(?:^|\/)\.(?:semgrep|eslint|bandit|gitleaks|trivy|snyk|codeql|secretlint|sonar|checkov|njsscan|ruff)ignore$|(?:^|\/)\.snyk$/;
/** Files that say what scanners look for. */
const configFile =
  /(?:^|\/)(?:\.eslintrc(?:\.\w+)?|eslint\.config\.[cm]?[jt]s|\.?oxlintrc\.json|biome\.jsonc?|\.semgrep(?:\.ya?ml|\/.*)|semgrep\.ya?ml|\.?bandit(?:\.ya?ml|rc)?|sonar-project\.properties|codeql-config\.ya?ml|\.github\/codeql\/.*|\.gitleaks\.toml|\.?ruff\.toml|\.flake8|\.pylintrc|\.checkov\.ya?ml|\.secretlintrc(?:\.\w+)?|\.njsscan|\.hadolint\.ya?ml|setup\.cfg|tox\.ini|pyproject\.toml|package\.json)$/;
const mixedFile = /(?:^|\/)(?:setup\.cfg|tox\.ini|pyproject\.toml|package\.json)$/;
const switchedOff =
  /["']?[\w@/-]+["']?\s*:\s*\[?\s*(?:["']off["']|0\b)|^\s*(?:["']?(?:ignorePatterns|ignores?|skips?|exclude(?:d|_dirs|-rules)?|paths-ignore|query-filters|allowlist|per-file-ignores|extend-ignore|extend-exclude|disable)["']?\s*[:=])|\bsonar\.(?:\w+\.)*(?:exclusions|ignore)/;
const mixedOff =
  /^\s*(?:skips|exclude_dirs|per-file-ignores|extend-ignore|ignore)\s*=|["'][\w@/-]*security[\w@/-]*["']\s*:\s*\[?\s*(?:["']off["']|0\b)/;
const compilerConfig = /(?:^|\/)(?:tsconfig[\w.-]*\.json|mypy\.ini|pyrightconfig\.json)$/;
const compilerOff =
  /"(?:strict\w*|noImplicit\w*|noUnchecked\w*|noFallthrough\w*|useUnknownInCatchVariables|alwaysStrict|checkJs)"\s*:\s*false|\bignore_errors\s*=\s*true|"typeCheckingMode"\s*:\s*"off"/i;

/** Whom a line of a configuration file tells to look away; a comment or a blank line nobody. */
export function configSilences(path: string, line: string): Silenced | undefined {
  if (/^\s*(?:#|\/\/|;|$)/.test(line)) return undefined;
  if (ignoreFile.test(path)) return 'scanner';
  if (compilerConfig.test(path)) return compilerOff.test(line) ? 'other' : undefined;
  if (!configFile.test(path)) return undefined;
  return (mixedFile.test(path) ? mixedOff : switchedOff).test(line) ? 'scanner' : undefined;
}

/** Whether a line that goes had a scanner look for something. */
export function configAsks(path: string, line: string): boolean {
  if (configFile.test(path) && !mixedFile.test(path)) {
    return /["'](?:error|warn)["']|:\s*[12]\b|^\s*-\s*(?:id:|uses:)|\bselect\b|\btests\s*[:=]/.test(
      line,
    );
  }
  const isPipeline =
    /(?:^|\/)\.github\/workflows\/|(?:^|\/)\.gitlab-ci\.ya?ml$|(?:^|\/)Jenkinsfile$/;
  const runsScanner =
    /\b(?:semgrep|codeql|bandit|snyk|trivy|gitleaks|sonar\w*|njsscan|checkov|tfsec|(?:npm|yarn|pnpm) audit|pip-audit|eslint)\b/i;
  return isPipeline.test(path) && runsScanner.test(line) && !/^\s*#/.test(line);
}
