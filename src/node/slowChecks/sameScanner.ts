import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { HumanError } from '../../core/errors';
import type { CheckAnswer, SlowCheck, Subject } from '../../core/evidence';
import type { Finding } from '../../core/finding';
import { oneLine } from '../../core/plainText';
import type { Program, Scanner } from '../../core/scanners';
import { detectScanners } from '../../core/scanners';
import { userScanners } from '../../core/userScanners';
import { findingsOf } from '../cliFindings';
import { commandEnvironment } from '../commandEnvironment';
import { findProgram } from '../findProgram';
import { runScanner } from '../runScanner';
import type { ScratchTree } from '../scratch/tree';
import type { SlowParts } from './trial';
import { cannot, inScratch, isAgreed, lookIn, notAgreed, notRun } from './trial';

/** The scanner that reported the finding, run again with the project's own configuration. */
export function sameScanner(parts: SlowParts): SlowCheck {
  return {
    id: 'same-scanner',
    title: 'The scanner that found it does not any more',
    async plan(subject) {
      const search = await searchScanner(parts, subject);
      if (!search.ok) return search;
      return { ok: true, commands: [shownIn(search)] };
    },
    async run(subject, control) {
      const search = await searchScanner(parts, subject);
      if (!search.ok) return notRun(search.why);
      if (!isAgreed(control, shownIn(search))) return notRun(notAgreed);
      const { finding, scanner, program } = search;
      return inScratch(parts, control, async (tree) => {
        const scan = async (side: 'before' | 'after') => {
          control.progress(side === 'before' ? 'without the change' : 'with the change');
          await tree.write(subject.files, side);
          const report = path.join(tree.temporary, `${side}.json`);
          const run = runScanner(
            { scanner, program, folder: tree.folder, report },
            {
              mayRun: parts.mayRun,
              signal: control.signal,
              timeLimitMs: parts.limits().timeLimitMs,
              environment: commandEnvironment(process.env, tree.folder, program.isOwnNode),
            },
          );
          // What was cancelled ends as if it had failed.
          await run.catch((error: unknown) => {
            control.signal.throwIfAborted();
            throw error;
          });
          return inFile(await readReport(report, tree), finding);
        };
        return judge(finding, scanner, await scan('before'), await scan('after'));
      });
    },
  };
}

type Search =
  | {
      readonly ok: true;
      readonly finding: Finding;
      readonly scanner: Scanner;
      readonly program: Program;
    }
  | ReturnType<typeof cannot>;

function shownIn({ program, scanner }: Extract<Search, { readonly ok: true }>): string {
  return [program.shown, ...scanner.args].join(' ');
}

async function searchScanner(parts: SlowParts, { finding }: Subject): Promise<Search> {
  if (!finding) return cannot('No finding was given.');
  const name = oneLine(finding.tool.name, 60);
  if (isBuiltIn(finding)) {
    return cannot('Built-in detection found it, and has looked at the change already.');
  }
  if (finding.kind === 'dependency') {
    return cannot(`It is about a dependency: install, and run ${name} again.`);
  }
  const look = await lookIn(parts, '');
  const detected = detectScanners({ names: look.names, manifest: manifestOf(look.text) });
  const own = userScanners(parts.limits().scanners).scanners;
  const scanner = [...own, ...detected].find((one) => isOf(one, finding.tool.name));
  if (!scanner) {
    return cannot(`This folder is not set up to run ${name} from here. Run it as you did before.`);
  }
  const program = await findProgram(scanner, parts.folder);
  return program
    ? { ok: true, finding, scanner, program }
    : cannot(`${scanner.title} is not on this machine. ${scanner.install}`);
}

const isBuiltIn = ({ tool }: Finding): boolean => /^countersign$/i.test(tool.name);

/** Tools write their own names with and without their edition, in upper and lower case. */
function isOf({ id, title }: Scanner, tool: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z]|(?:oss|pro|cli)$/g, '');
  return [id, title].some((one) => plain(one) === plain(tool));
}

function manifestOf(text: (name: string) => string | undefined): unknown {
  try {
    return JSON.parse(text('package.json') ?? 'null');
  } catch {
    return undefined;
  }
}

async function readReport(report: string, { folder }: ScratchTree): Promise<readonly Finding[]> {
  const { size } = await fs.stat(report);
  if (size > 64 * 1024 * 1024) throw new HumanError('The report is too large to compare.');
  return findingsOf(report, folder, () => true);
}

/** Of the same rule in the same file, also those that the tool was told to be silent about. */
function inFile(all: readonly Finding[], finding: Finding): readonly Finding[] {
  const { ruleId, location } = finding;
  return all.filter((one) => one.ruleId === ruleId && one.location.path === location.path);
}

function judge(
  finding: Finding,
  scanner: Scanner,
  before: readonly Finding[],
  after: readonly Finding[],
): CheckAnswer {
  const { name, version } = after[0]?.tool ?? before[0]?.tool ?? finding.tool;
  const tool = oneLine([name || scanner.title, version].filter(Boolean).join(' '), 80);
  if (!before.some(({ id }) => id === finding.id)) {
    return notRun(
      `${tool} does not report it here even without the change: its version or its rules are others than those of the report.`,
    );
  }
  // The same code, or as many of the rule as there were: then it has only moved or changed its words.
  const same = after.find(({ id }) => id === finding.id);
  const left = same ?? (after.length >= before.length ? after[0] : undefined);
  if (!left)
    return {
      outcome: 'pass',
      detail: `${tool} reported it without the change and does not with it.`,
    };
  const { start } = left.location.region ?? { start: { line: 0 } };
  const silenced = left.suppressed === undefined ? '' : ' It was only told to be silent about it.';
  return {
    outcome: 'fail',
    detail: `${tool} still reports it at line ${start.line + 1}: ${oneLine(left.message, 300)}${silenced}`,
    lines: [{ path: left.location.path, line: start.line }],
  };
}
