import type { DraftResult } from '../draft';
import { HumanError } from '../errors';
import type { Finding, FindingSummary } from '../finding';
import { checkRelativePath } from '../paths';
import type { Ports } from '../ports';
import type { Detection, RecipeResult, Rules } from '../rules';
import { decodeSource } from '../sourceText';
import type { Syntax } from '../syntax';
import { languageFor, mayBeScript } from '../grammars';
import type { Drafter } from '.';
import { readSource, requested } from './source';

/** What the recipes make of each detection in one text of one file. */
interface Plan {
  readonly key: string;
  readonly steps: Promise<readonly Step[]>;
}

interface Step {
  readonly detection: Detection;
  readonly result: RecipeResult | undefined;
}

/**
 * Drafts with the built-in recipes: the same code gives the same draft. It is offered only where
 * one fits. `version` is Countersign's own.
 */
export function recipeDrafter(version: string): Drafter {
  // A menu asks about every finding of one file, again and again.
  let plan: Plan | undefined;
  return {
    id: 'recipe',
    title: 'recipe',
    offers: isParsable,
    async fits(finding, ports) {
      const rules = await ports.rules();
      if (!rules.mayConcern(finding)) return false;
      const { path } = finding.location;
      const read = await readSource(path, ports);
      if (!read.ok) return false;
      const { text, sha256 } = read.source;
      const key = `${sha256} ${path}`;
      if (plan?.key !== key) {
        plan = { key, steps: stepsOf(rules, path, text, ports).catch(() => []) };
      }
      return firstResult(rules, finding, await plan.steps, text)?.ok === true;
    },
    async draft(finding, ports, signal): Promise<DraftResult> {
      if (!isParsable(finding))
        return refuse('Recipes are for places in code that the built-in rules know.');
      const { path } = finding.location;
      const read = await readSource(path, ports);
      if (!read.ok) return read;
      const { source } = read;
      const recipe = await recipeFor(finding, source.text, ports).catch(refusalOf);
      if (signal.aborted) return refuse('It was cancelled.');
      if (!recipe.ok) return recipe;
      const origin = {
        kind: 'recipe' as const,
        tool: { name: 'countersign', version },
        identity: 'built-in' as const,
        ...(await requested(ports)),
      };
      const draft = {
        id: ports.newId(),
        findingId: finding.id,
        strategy: 'deterministic' as const,
        origin,
        changes: [{ path, baseSha256: source.sha256, edits: recipe.edits }],
        rationale: recipe.rationale,
      };
      return { ok: true, draft };
    },
  };
}

const refuse = (why: string): { readonly ok: false; readonly why: string } => ({ ok: false, why });

function refusalOf(error: unknown): { readonly ok: false; readonly why: string } {
  if (error instanceof HumanError) return refuse(error.message);
  throw error;
}

function isParsable(finding: Finding | FindingSummary): boolean {
  const { kind, location } = finding;
  const { path, region } = location;
  return (
    kind === 'code' &&
    region !== undefined &&
    (languageFor(path) !== undefined || mayBeScript(path))
  );
}

/** The first recipe that fits what is detected at the finding's place, or why none does. */
async function recipeFor(finding: Finding, text: string, ports: Ports): Promise<RecipeResult> {
  const { path, region } = finding.location;
  const line = (region?.start.line ?? 0) + 1;
  const rules = await ports.rules();
  const result = firstResult(rules, finding, await stepsOf(rules, path, text, ports), text);
  if (result) return result;
  const rule = rules.rules.find(({ id }) => id === finding.ruleId);
  return refuse(
    rule && !rule.recipe
      ? `The rule ${rule.id} has no recipe. What to do: ${rule.help.fix}`
      : `No built-in recipe fits the code at ${path}:${line}.`,
  );
}

function firstResult(
  rules: Rules,
  finding: Finding | FindingSummary,
  steps: readonly Step[],
  text: string,
): RecipeResult | undefined {
  const detections = steps.map(({ detection }) => detection);
  const results = rules
    .detectionsFor(finding, detections, text)
    .flatMap((meant) => steps.find(({ detection }) => detection === meant)?.result ?? []);
  return results.find(({ ok }) => ok) ?? results[0];
}

/** Runs every recipe of a file while its tree lives. */
async function stepsOf(
  rules: Rules,
  path: string,
  text: string,
  ports: Ports,
): Promise<readonly Step[]> {
  const syntax = await ports.syntax();
  const modules = await readModules(rules, path, text, { syntax, ports });
  return rules.detectIn(
    path,
    text,
    syntax,
    (detections) => detections.map((detection) => ({ detection, result: detection.recipe?.() })),
    { related: (specifier) => modules.get(specifier) },
  );
}

/** The texts of the local modules that a file imports, one level deep: they may name the driver. */
async function readModules(
  rules: Rules,
  path: string,
  text: string,
  { syntax, ports }: { readonly syntax: Syntax; readonly ports: Pick<Ports, 'read'> },
): Promise<ReadonlyMap<string, string>> {
  const specifiers = await syntax.withTree(path, text, (root) =>
    rules.relativeImports(path, text, root),
  );
  const modules = new Map<string, string>();
  for (const specifier of specifiers ?? []) {
    const module = await readModule(path, specifier, ports);
    if (module !== undefined) modules.set(specifier, module);
  }
  return modules;
}

const endings = ['', '.js', '.ts', '.cjs', '.mjs', '/index.js', '/index.ts'];

async function readModule(
  from: string,
  specifier: string,
  ports: Pick<Ports, 'read'>,
): Promise<string | undefined> {
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  const candidates = endings.map((ending) => folder + specifier + ending);
  // TypeScript imports the file that a.ts will become.
  if (specifier.endsWith('.js')) candidates.push(`${folder}${specifier.slice(0, -3)}.ts`);
  for (const candidate of candidates) {
    const checked = checkRelativePath(candidate);
    const bytes = checked.ok ? await ports.read(checked.path) : undefined;
    const decoded = bytes && decodeSource(bytes);
    if (decoded?.ok) return decoded.source.text;
  }
  return undefined;
}
