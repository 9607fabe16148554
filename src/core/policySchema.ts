import * as v from 'valibot';
import { checkIds } from './checkIds';
import { contentClassIds } from './contentClassIds';

const maxRules = 1000;
const maxPatterns = 200;

const tier = (text: string) =>
  v.pipe(v.picklist(['moderate', 'high', 'forbidden']), v.description(text));

const reason = v.optional(
  v.pipe(v.string(), v.maxLength(300), v.description('Shown to the reviewer: what is at stake.')),
);

const globRule = v.strictObject({
  glob: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(256),
    v.description(
      'Files by path: * and ? within a name, ** across folders, {a,b}. Without a slash it matches at any depth; a folder covers all that is in it; case does not matter.',
    ),
  ),
  tier: tier(
    'The least tier of these files. high: each needs a typed confirmation. forbidden: no draft may touch them. The built-in floor cannot be loosened.',
  ),
  reason,
});

const contentRule = v.strictObject({
  class: v.pipe(
    v.picklist(contentClassIds),
    v.description(
      'What the changed code does, wherever it stands, judged from the changed lines and the functions around them. transport is the check of certificates, headers are the security headers of answers, endpoint is a route that others can call.',
    ),
  ),
  tier: tier(
    'The least tier of a file whose changed code does this. high: it needs a typed confirmation. forbidden: no draft may touch such code.',
  ),
  reason,
});

const patterns = (text: string) =>
  v.pipe(
    v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
    v.maxLength(maxPatterns),
    v.description(text),
  );

const checkList = v.pipe(
  v.array(v.picklist(checkIds)),
  v.maxLength(100),
  v.description(
    'Checks that must have run: one that did not run blocks, as one that failed. type-check, project-tests, same-scanner and suggested-test run programs of the project; each reviewer agrees to that once.',
  ),
);

const drafters = v.pipe(
  v.array(v.picklist(['recipe', 'supplied', 'model'])),
  v.maxLength(3),
  v.description(
    'Who may have drafted it. recipe: built into Countersign. supplied: the fix of a scanner, in its report. model: a language model. An empty list allows nobody.',
  ),
);

const models = patterns(
  'Language models that may have drafted it, as provider/name, with * for anything. Applies to drafts of a model only. An empty list allows none.',
);

const approvers = patterns(
  'Who may accept: git’s user.name or user.email, with * for anything, such as *@example.org. Case does not matter. An empty list allows nobody.',
);

const differentApprover = v.pipe(
  v.boolean(),
  v.description('Whoever asked for the draft may not accept it: a second person has to.'),
);

const tierDemands = v.strictObject({
  checks: v.optional(checkList),
  drafters: v.optional(drafters),
  models: v.optional(models),
  approvers: v.optional(approvers),
  differentApprover: v.optional(differentApprover),
});

const demandsOf = (text: string) => v.optional(v.pipe(tierDemands, v.description(text)));

const aiBom = v.pipe(
  v.picklist(['required', 'optional']),
  v.description(
    'Whether a change that AI drafted must have an entry in .ai-bom/ to pass countersign check --base. Accepting in the editor writes one in any case.',
  ),
);

/** `.countersign/policy.json`. Unknown keys are refused: a misspelt rule must not vanish. */
export const policySchema = v.pipe(
  v.strictObject({
    $schema: v.optional(v.string()),
    version: v.pipe(v.literal(1), v.description('The version of this format.')),
    tiers: v.pipe(
      v.array(globRule),
      v.maxLength(maxRules),
      v.description('Tiers by path. The highest tier that speaks of a file counts.'),
    ),
    content: v.optional(
      v.pipe(
        v.array(contentRule),
        v.maxLength(100),
        v.description('Tiers by what the changed code does, whatever its file is called.'),
      ),
    ),
    demands: v.optional(
      v.pipe(
        v.strictObject({
          low: demandsOf('What every draft needs.'),
          moderate: demandsOf('What a draft of moderate or high risk needs, beside that.'),
          high: demandsOf('What a draft of high risk needs, beside that.'),
        }),
        v.description(
          'What a draft needs to be accepted, by its tier. What holds for a tier holds for every higher one. All copies of the policy must be satisfied.',
        ),
      ),
    ),
    aiBom: v.optional(aiBom),
  }),
  v.title('Countersign policy'),
  v.description('How risky a change is, and what it takes to accept it.'),
);

export type PolicyFile = v.InferOutput<typeof policySchema>;
export type TierDemands = v.InferOutput<typeof tierDemands>;

/**
 * A list of which what cannot be read allows nobody, and a list of checks of which what cannot be
 * read is a check that never ran.
 */
const nobody = { drafters: [], approvers: [] };
const lenientDemands = v.optional(
  v.fallback(
    v.strictObject({
      checks: v.optional(v.array(v.fallback(v.pipe(v.string(), v.maxLength(60)), 'unreadable'))),
      drafters: v.optional(v.fallback(drafters, [])),
      models: v.optional(v.fallback(models, [])),
      approvers: v.optional(v.fallback(approvers, [])),
      differentApprover: v.optional(v.fallback(differentApprover, true)),
    }),
    nobody,
  ),
);

/**
 * What still counts of a policy that breaks the schema, so that a typo never loosens: every rule
 * whose glob or class can be read, as forbidden when its tier cannot; and every demand, as one that
 * nobody satisfies where it cannot be read.
 */
export const brokenPolicySchema = v.object({
  version: policySchema.entries.version,
  tiers: v.fallback(
    v.pipe(
      v.array(
        v.fallback(
          v.nullable(
            v.object({
              glob: globRule.entries.glob,
              tier: v.fallback(globRule.entries.tier, 'forbidden'),
              reason: v.fallback(reason, undefined),
            }),
          ),
          null,
        ),
      ),
      v.maxLength(maxRules),
    ),
    [],
  ),
  content: v.optional(
    v.fallback(
      v.array(
        v.fallback(
          v.nullable(
            v.object({
              class: contentRule.entries.class,
              tier: v.fallback(contentRule.entries.tier, 'forbidden'),
              reason: v.fallback(reason, undefined),
            }),
          ),
          null,
        ),
      ),
      [],
    ),
  ),
  demands: v.optional(
    v.fallback(
      v.strictObject({ low: lenientDemands, moderate: lenientDemands, high: lenientDemands }),
      {
        low: nobody,
      },
    ),
  ),
  aiBom: v.optional(v.fallback(aiBom, 'required')),
});
