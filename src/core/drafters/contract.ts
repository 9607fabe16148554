import * as v from 'valibot';
import { checkRelativePath } from '../paths';
import { oneLine } from '../plainText';

/** A tool that a model may call, as every vendor's wire takes it. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: object;
}

/** What a reply may hold. The wire's schema cannot say so: not every vendor takes lengths. */
export const limits = { items: 20, prose: 4096, code: 65_536 } as const;

/** Plain text for a person: what would be invisible or reorder it is spelled out. */
const prose = v.pipe(
  v.string(),
  v.maxLength(limits.prose, `is longer than ${limits.prose} characters`),
  v.transform((text) => oneLine(text, limits.prose)),
);
const code = v.pipe(v.string(), v.check(isWritable, 'holds characters no source file can keep'));

function listOf<Item extends v.GenericSchema>(item: Item) {
  return v.pipe(
    v.array(item),
    v.maxLength(limits.items, `has more than ${limits.items} items`),
    v.readonly(),
  );
}

const editSchema = v.strictObject({ path: prose, old: code, new: code, why: prose });

const rationaleSchema = v.strictObject({
  whyVulnerable: prose,
  whyFixed: prose,
  mayBreak: listOf(prose),
  alternatives: listOf(v.strictObject({ option: prose, whyNot: prose })),
  assumptions: listOf(prose),
});

const suggestedTestSchema = v.strictObject({ path: prose, code, why: prose });

/** What `submit_fix` takes. A test holds `submitFix.inputSchema` to it. */
export const replySchema = v.strictObject({
  verdict: v.picklist(['fix', 'no_fix_needed', 'cannot_fix', 'need_context']),
  reason: prose,
  edits: listOf(editSchema),
  rationale: rationaleSchema,
  suggestedTests: listOf(suggestedTestSchema),
});

/** A change as a model writes it: `new` goes where `old` stands. */
export type SearchReplace = Readonly<
  Pick<v.InferOutput<typeof editSchema>, 'path' | 'old' | 'new'>
>;

/** A reply that keeps the contract: edits with their rationale, or the reason why there are none. */
export type Reply =
  | {
      readonly verdict: 'fix';
      readonly edits: readonly SearchReplace[];
      readonly rationale: Readonly<v.InferOutput<typeof rationaleSchema>>;
      /** The first that was suggested. It never lands with the fix. */
      readonly suggestedTest?: Readonly<v.InferOutput<typeof suggestedTestSchema>>;
    }
  | {
      readonly verdict: 'no_fix_needed' | 'cannot_fix' | 'need_context';
      readonly reason: string;
    };

export type ParsedReply =
  { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly why: string };

const refuse = (why: string): ParsedReply => ({ ok: false, why });

/** Reads what a model handed to `submit_fix`: anything at all. `why` names the place and the flaw. */
export function parseReply(input: unknown): ParsedReply {
  const parsed = v.safeParse(replySchema, input, { abortEarly: true });
  if (!parsed.success) return refuse(describe(parsed.issues[0]));
  const { verdict, reason, edits, rationale, suggestedTests } = parsed.output;
  if (verdict !== 'fix') {
    if (edits.length > 0) return refuse(`the verdict is ${verdict}, yet there are edits`);
    if (isBlank(reason)) return refuse(`the verdict is ${verdict}, and "reason" does not say why`);
    return { ok: true, reply: { verdict, reason } };
  }
  if (edits.length === 0) return refuse('the verdict is fix, yet there are no edits');
  for (const part of ['whyVulnerable', 'whyFixed'] as const) {
    if (isBlank(rationale[part])) return refuse(`rationale.${part} is empty`);
  }
  const size = edits.reduce((sum, edit) => sum + edit.old.length + edit.new.length, 0);
  if (size > limits.code) return refuse(`the edits hold more than ${limits.code} characters`);
  const [first] = suggestedTests;
  if (!first) return { ok: true, reply: { verdict, edits, rationale } };
  const path = checkRelativePath(first.path);
  if (!path.ok) return refuse(`suggestedTests.0.path cannot be used: ${path.why}`);
  if (isBlank(first.code)) return refuse('suggestedTests.0.code is empty');
  if (first.code.length > limits.code) {
    return refuse(`suggestedTests.0.code is longer than ${limits.code} characters`);
  }
  const suggestedTest = { ...first, path: path.path };
  return { ok: true, reply: { verdict, edits, rationale, suggestedTest } };
}

function describe(issue: v.InferIssue<typeof replySchema>): string {
  const place = oneLine(v.getDotPath(issue) ?? '', 80) || 'the input';
  if (issue.kind === 'validation') return `${place} ${issue.message}`;
  if (issue.expected === 'never') return `${place} is not part of the schema`;
  if (issue.input === undefined) return `${place} is missing`;
  return `${place} is not ${issue.expected ?? 'valid'}`;
}

const isBlank = (text: string): boolean => text.trim() === '';

/** NUL, half a surrogate pair and a carriage return on its own do not survive a save. */
function isWritable(text: string): boolean {
  return !text.includes('\0') && !/\r(?!\n)|\p{Surrogate}/u.test(text);
}

const text = (description: string) => ({ type: 'string', description });
const list = (description: string, items: object) => ({ type: 'array', description, items });
const object = (properties: Readonly<Record<string, object>>, description?: string) => ({
  type: 'object',
  ...(description === undefined ? {} : { description }),
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** The one tool that a model gets, in the strict subset of JSON Schema: every key is required. */
export const submitFix: ModelTool = {
  name: 'submit_fix',
  description: 'Hands the draft of a fix, or the reason why there is none, to the reviewer.',
  inputSchema: object({
    verdict: {
      type: 'string',
      description: 'fix, or why there is none.',
      enum: [...replySchema.entries.verdict.options],
    },
    reason: text('Why there is no fix, or what you would need to see. Empty for a fix.'),
    edits: list(
      'The changes, smallest first choice. Empty unless the verdict is fix.',
      object({
        path: text('The path of the file, exactly as given.'),
        old: text('Lines copied verbatim from the file; together they occur exactly once in it.'),
        new: text('What stands in their place. At least one line of `old` stays unchanged in it.'),
        why: text('One line on why.'),
      }),
    ),
    rationale: object(
      {
        whyVulnerable: text('How the code as it is can be abused.'),
        whyFixed: text('Why it cannot be abused after the change.'),
        mayBreak: list('What the change may break.', text('One thing.')),
        alternatives: list(
          'Other fixes that you weighed.',
          object({ option: text('The other fix.'), whyNot: text('Why you did not choose it.') }),
        ),
        assumptions: list('What you took for granted and could not see.', text('One thing.')),
      },
      'Your reasons, for the reviewer. Empty texts and lists unless the verdict is fix.',
    ),
    suggestedTests: list(
      'At most one test that fails before your change and passes after it. It is run in a copy, if the reviewer wants to, and never becomes part of the fix. Empty when you cannot write one.',
      object({
        path: text('Where the test would lie, beside the project’s own tests: a new file.'),
        code: text('The whole file.'),
        why: text('One line on what it shows.'),
      }),
    ),
  }),
};
