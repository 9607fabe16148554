import type { ParsedFile } from './parsedFile';
import type { Detection, Rule, RuleInfo, Trigger } from './rule';
import { byArgument, mayPassSecret } from './secretArguments';
import { secretRecipe } from './secretRecipe';
import type { SecretSite } from './secretSites';
import { byForm, byName, mayHoldSecret } from './secretSites';

const shared = {
  languages: ['javascript'],
  topic: /hard.?coded|secret|credential|password.?in|api.?key/i,
  recipe: { does: 'Takes the value from the environment', review: 'read' },
} as const;
const sources = [
  'https://cwe.mitre.org/data/definitions/798.html',
  'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
];

const trigger: Trigger = {
  test: (text) => mayHoldSecret(text) || mayPassSecret(text),
  // What is passed is told by two words that may stand far apart.
  testPart: (part, text) => mayHoldSecret(part) || mayPassSecret(text),
};

/** Passwords, keys and tokens that are written in the code. Its messages never show them. */
export const hardcodedSecret: Rule = {
  ...shared,
  id: 'hardcoded-secret',
  title: 'A password, key or token stands in the code',
  cwe: ['CWE-798', 'CWE-259', 'CWE-321'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'Whoever can read the code, a copy of the repository or its history has the secret.',
    attack:
      'Somebody with an old copy of the repository logs in to the database, or signs a token for any user.',
    fix: 'Replace the secret by a new one, since the old one stays in the history, and read the new one from the environment or a secret store.',
    sources,
  },
  words: [],
  trigger,
  detect: (file) =>
    sitesIn(file).flatMap((site) =>
      site.kind === 'fallback' ? [] : detection(hardcodedSecret, site, file),
    ),
};

/** `process.env.NAME || 'text'`. */
export const secretFallback: Rule = {
  ...shared,
  id: 'secret-fallback',
  title: 'A secret has a value in the code for when it is not set',
  cwe: ['CWE-798', 'CWE-1392', 'CWE-321'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'A server that was started without its settings runs with a secret that everybody can read in the code.',
    attack: 'Somebody tries the value from the code on servers that were set up in a hurry.',
    fix: 'Stop with an error when the secret is not set.',
    sources,
  },
  words: [],
  trigger,
  detect: (file) =>
    sitesIn(file).flatMap((site) =>
      site.kind === 'fallback' ? detection(secretFallback, site, file) : [],
    ),
};

const notProduct =
  /(^|\/)(__tests__|__mocks__|__fixtures__|fixtures?|examples?|cypress|e2e|mocks?|storybook)\/|(^|\/)(tests?|specs?)\/([^/]*|(unit|integration|helpers?|support|lib)\/.*)$|[._-](test|tests|spec|stories|mock|fixture|e2e)\.[cm]?[jt]sx?$|\.example\./i;
/** Two rules ask about the same file. */
const known = new WeakMap<ParsedFile, readonly SecretSite[]>();

function sitesIn(file: ParsedFile): readonly SecretSite[] {
  let sites = known.get(file);
  if (!sites) known.set(file, (sites = findSites(file)));
  return sites;
}

function findSites(file: ParsedFile): readonly SecretSite[] {
  if (notProduct.test(file.path)) return [];
  const all = [...byForm(file), ...byName(file), ...byArgument(file)];
  const seen = new Set<number>();
  return all.filter(({ node }) => !seen.has(node.startIndex) && seen.add(node.startIndex));
}

function detection({ id }: RuleInfo, site: SecretSite, file: ParsedFile): Detection[] {
  const { node, what, kind } = site;
  const rest = {
    named: 'is written in the code',
    argument: 'is written in the code',
    format: 'is written in the code',
    address: 'is written in the code',
    compared: 'is compared with a text in the code',
    fallback: 'has a text in the code to fall back to',
  }[kind];
  return [
    {
      ruleId: id,
      start: node.startIndex,
      end: node.endIndex,
      message: `${what} ${rest}, where everybody who reads the code can see it.`,
      recipe: () => secretRecipe(site, file),
    },
  ];
}
