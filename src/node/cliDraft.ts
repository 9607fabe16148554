import type { Draft, FileChange } from '../core/draft';
import { applyEdits } from '../core/draft';
import type { Drafter } from '../core/drafters';
import { literalDrafter } from '../core/drafters/literal';
import { recipeDrafter } from '../core/drafters/recipe';
import { HumanError } from '../core/errors';
import type { Finding } from '../core/finding';
import { patchOf } from '../core/patch';
import { manyLines, oneLine } from '../core/plainText';
import type { Ports } from '../core/ports';
import { decodeSource } from '../core/sourceText';
import type { Answer } from './answer';
import { findingsOf } from './cliFindings';
import { type ScanPlace, type ScanProgram, scanIn, scanRoot } from './cliScan';
import { openFolder } from './folder';
import { gitIn } from './git';

export interface DraftOptions extends ScanPlace {
  /** Its id, or the first digits of it. */
  readonly finding: string;
  /** Look for the finding in this report instead of scanning. */
  readonly report: string | undefined;
  /** A person reads the patch in a terminal, which would obey what its text holds. */
  readonly isTerminal: boolean;
}

const fewestDigits = 8;

const spelled =
  'The code holds characters that a terminal obeys or hides; they are spelled out. Write the patch to a file for git apply.';

/**
 * The recipe's draft for one finding of a scan or of a report: as a patch for `git apply` anywhere in
 * the repository, or with its rationale as a document. The answer is no, with the reason, when the
 * recipe refuses. No such finding, or several, is a HumanError. Nothing is written.
 */
export async function draftFix(
  options: DraftOptions,
  program: ScanProgram,
  syntax: Ports['syntax'],
): Promise<Answer> {
  if (!/^[0-9a-f]+$/i.test(options.finding) || options.finding.length < fewestDigits) {
    throw new HumanError(`Give the finding's id, or at least its first ${fewestDigits} digits.`);
  }
  const root = scanRoot(options);
  const finding = await findingNamed(root, options, program);
  const rules = () => Promise.resolve(program.rules);
  const content = () => import('../core/checks');
  const checks = async () => (await content()).checks;
  const { ports } = openFolder(root, { syntax, rules, checks, content }, () => true);
  const { version } = program;
  const drafter: Drafter =
    finding.kind === 'dependency' ? literalDrafter(version) : recipeDrafter(version);
  const result = await drafter.draft(finding, ports, new AbortController().signal);
  if (!result.ok) {
    const json = () => ({ finding: finding.id, draft: null, why: result.why });
    return { code: 1, json, text: () => '', notes: [`No draft: ${result.why}`] };
  }
  const { rationale, origin, ...draft } = result.draft;
  const diff = await patchFor(result.draft, ports, await prefixOf(root));
  const shown = options.isTerminal ? manyLines(diff) : diff;
  // A recipe's patch speaks for itself; what another version brings cannot be seen in it.
  const breaks = finding.kind === 'dependency' ? rationale.mayBreak : [];
  return {
    code: 0,
    json: () => ({ finding: finding.id, draft, rationale, origin, diff: `${diff}\n` }),
    text: () => shown,
    notes: [...breaks.map((text) => `May break: ${text}`), ...(shown === diff ? [] : [spelled])],
  };
}

async function findingNamed(
  root: string,
  options: DraftOptions,
  program: ScanProgram,
): Promise<Finding> {
  const { report } = options;
  const wanted = options.finding.toLowerCase();
  const all =
    report === undefined
      ? (await scanIn(root, options, program, false)).findings
      : await findingsOf(report, root, (id) => id.startsWith(wanted));
  const found = all.filter(({ id }) => id.startsWith(wanted));
  const [first] = found;
  if (found.length === 1 && first) return first;
  if (!first) {
    const where = report === undefined ? 'A scan' : oneLine(report, 200);
    throw new HumanError(
      `${where} has no finding ${wanted}. An id changes with the code that it stands for: scan again.`,
    );
  }
  throw new HumanError(`${found.length} findings begin with ${wanted}. Give more of its digits.`);
}

/** The way from the top of a repository to a folder in it, which is where git looks for a patch's files. */
async function prefixOf(root: string): Promise<string> {
  const { code, output } = await gitIn(root)(['rev-parse', '--show-prefix']);
  return code === 0 ? output.toString('utf8').replace(/\n$/, '') : '';
}

async function patchFor(
  { changes }: Draft,
  ports: Pick<Ports, 'read'>,
  prefix: string,
): Promise<string> {
  const patches: string[] = [];
  for (const change of changes) patches.push(await patchOfChange(change, ports, prefix));
  return patches.join('\n');
}

async function patchOfChange(
  { path, baseSha256, edits }: FileChange,
  ports: Pick<Ports, 'read'>,
  prefix: string,
): Promise<string> {
  const bytes = await ports.read(path);
  const decoded = bytes && decodeSource(bytes);
  if (!decoded?.ok || decoded.source.sha256 !== baseSha256) {
    throw new HumanError(`${path} has changed meanwhile. Draft again.`);
  }
  const { text, bom } = decoded.source;
  const applied = applyEdits(text, edits);
  if (!applied.ok) throw new Error(`the draft does not fit ${path}: ${applied.why}`);
  const mark = bom ? '\uFEFF' : '';
  return patchOf(prefix + path, mark + text, mark + applied.text);
}
