import * as v from 'valibot';
import { severities } from '../finding';
import { riskTiers } from '../risk';

/** The name and version of the form; another form is another name. */
export const entryForm = 'countersign.ai-bom/1';

/** How long each text may be. What is written is cut to it; what is read is refused above it. */
export const longest = { name: 200, url: 500, detail: 500, message: 1000, reason: 2000 } as const;

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const list = <Item extends v.GenericSchema>(item: Item, max: number) =>
  v.pipe(v.array(item), v.maxLength(max));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const lineNumber = v.pipe(v.number(), v.integer(), v.minValue(1));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
/** Empty before the first line and after the last. */
const sha256OrNone = v.union([sha256, v.literal('')]);
const ulid = v.pipe(v.string(), v.regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/));
const instant = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
  v.check((value) => !Number.isNaN(Date.parse(value)) && isCanonicalInstant(value)),
);

/** A relative path with forward slashes that cannot climb: no `.` or `..` step, no NUL. */
const path = v.pipe(text(4096), v.regex(/^(?!\/)(?!(?:[^/]*\/)*\.{1,2}(?:\/|$))[^\\\0]+$/));

const tool = v.strictObject({
  name: text(longest.name),
  version: v.exactOptional(text(longest.name)),
});

const person = v.strictObject({
  name: text(longest.name),
  email: v.exactOptional(text(longest.name)),
});

const finding = v.strictObject({
  id: text(longest.name),
  kind: v.picklist(['code', 'dependency']),
  tool,
  ruleId: text(longest.url),
  severity: v.picklist(severities),
  securitySeverity: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(10))),
  cwe: list(v.pipe(v.string(), v.regex(/^CWE-[1-9][0-9]{0,5}$/)), 100),
  message: text(longest.message),
  path,
  line: v.exactOptional(lineNumber),
  advisory: v.exactOptional(
    v.strictObject({ id: text(longest.name), url: v.exactOptional(text(longest.url)) }),
  ),
  package: v.exactOptional(text(longest.name)),
});

const origin = v.strictObject({
  kind: v.picklist(['recipe', 'supplied', 'model']),
  strategy: v.picklist(['deterministic', 'ai', 'hybrid']),
  tool,
  model: v.exactOptional(
    v.strictObject({
      name: text(longest.name),
      version: v.exactOptional(text(longest.name)),
      provider: text(longest.name),
    }),
  ),
  endpoint: v.exactOptional(text(longest.url)),
  parameters: v.exactOptional(
    v.record(text(longest.name), v.union([text(longest.name), v.number(), v.boolean()])),
  ),
  promptSha256: v.exactOptional(sha256),
  responseSha256: v.exactOptional(sha256),
  promptTemplate: v.exactOptional(text(longest.name)),
  requestedBy: text(longest.name),
  requestedByEmail: v.exactOptional(text(longest.name)),
  requestedAt: instant,
  identity: v.picklist(['built-in', 'observed', 'declared']),
});

const hunk = v.strictObject({
  newStart: v.pipe(lineNumber, v.description('The first approved line in the file, from 1.')),
  newLines: v.pipe(count, v.description('0 when the fix only removes lines here.')),
  contentSha256: v.pipe(
    sha256,
    v.description('Of the approved lines exactly, joined by LF, without blank ones at either end.'),
  ),
  lineSha256: v.pipe(
    list(sha256, 20_000),
    v.description(
      'Of each approved line that is not blank, trimmed, its inner white space as one space.',
    ),
  ),
  removedSha256: v.pipe(
    list(sha256, 20_000),
    v.description('Of each removed line that is not blank, in the same way.'),
  ),
  repeated: v.exactOptional(
    v.pipe(
      v.strictObject({
        times: v.pipe(v.number(), v.integer(), v.minValue(2)),
        before: sha256OrNone,
        after: sha256OrNone,
      }),
      v.description(
        'When the approved lines stand in the file more than once: how often, and the lines beside.',
      ),
    ),
  ),
});

const change = v.strictObject({
  files: list(
    v.strictObject({
      path,
      preSha256: v.pipe(sha256, v.description('Of the bytes before the decision.')),
      postSha256: v.pipe(sha256, v.description('Of the bytes after the decision.')),
      suggestedSha256: v.pipe(sha256, v.description('Of the bytes that the drafter proposed.')),
      hunks: list(hunk, 2000),
    }),
    200,
  ),
  edited: v.pipe(v.boolean(), v.description('The reviewer changed the drafted text.')),
  linesAdded: count,
  linesRemoved: count,
});

const risk = v.strictObject({
  tier: v.picklist(riskTiers),
  reasons: list(
    v.strictObject({ path, tier: v.picklist(riskTiers), reason: text(longest.detail) }),
    2000,
  ),
  confirmations: list(
    v.strictObject({ path, reason: text(longest.reason), token: text(longest.name) }),
    200,
  ),
});

const check = v.strictObject({
  id: text(longest.name),
  outcome: v.picklist(['pass', 'warn', 'fail', 'not-run']),
  detail: text(longest.detail),
});

/** One decision about one drafted fix: hashes and names, never a prompt, a secret or source text. */
export const entrySchema = v.strictObject({
  schema: v.literal(entryForm),
  id: ulid,
  decision: v.picklist(['accepted', 'edited', 'rejected', 'reverted', 'reapplied']),
  decidedAt: instant,
  decidedBy: person,
  reason: v.exactOptional(text(longest.reason)),
  supersedes: v.exactOptional(ulid),
  finding,
  origin,
  change,
  alternatives: v.exactOptional(
    v.pipe(
      list(v.strictObject({ option: text(longest.detail), whyNot: text(longest.detail) }), 20),
      v.description('What else was known to help a dependency, and why it was not taken.'),
    ),
  ),
  risk,
  checks: list(check, 200),
  requiredChecks: v.exactOptional(
    v.pipe(
      list(text(longest.name), 200),
      v.description('The checks that the policy required for this risk.'),
    ),
  ),
  verdict: v.picklist(['blocked', 'attention', 'clear']),
  policySha256: sha256,
  rollback: v.strictObject({ how: text(longest.detail) }),
  digest: v.pipe(
    v.string(),
    v.regex(/^sha256:[0-9a-f]{64}$/),
    v.description('SHA-256 of the RFC 8785 form of this entry without its digest.'),
  ),
});

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;

export type Entry = Frozen<v.InferOutput<typeof entrySchema>>;
export type EntryFile = Entry['change']['files'][number];
export type Hunk = EntryFile['hunks'][number];

/** The day exists and the writing is the one that `toISOString` gives, so instants sort as text. */
function isCanonicalInstant(value: string): boolean {
  return new Date(Date.parse(value)).toISOString() === value;
}
