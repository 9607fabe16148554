import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import type { Location } from '../core/finding';
import { oneLine, withoutLinks } from '../core/plainText';
import { type TextChange, shiftRegion } from '../core/track';
import { commands } from '../ids';
import type { Fail } from './commands';
import { command } from './commands';
import type { FolderFinding, Findings } from './findings';
import { toRange } from './findings';
import { type FlowMarks, flowMarks } from './flowMarks';
import type { Folders } from './folder';
import { fileUri, pathIn } from './folder';
import { foundMeant } from './navigation';
import { counted } from './treeItems';
import { changesOf } from './unsaved';

/** A data flow that is being walked; its steps are where the editor has them. */
interface Walk {
  readonly found: FolderFinding;
  readonly flow: number;
  readonly step: number;
  readonly steps: readonly Location[];
}

const shownContext = 'countersign.flowShown';

/**
 * Walking the data flow of a finding: each step is opened, and all of them are marked. Sets the
 * context `countersign.flowShown` meanwhile.
 */
export function registerFlowSteps(
  findings: Findings,
  folders: Folders,
  fail: Fail,
): vscode.Disposable {
  const marks = flowMarks();
  const walker = new FlowWalker(findings, marks);
  const showStep = async (what: unknown, folder: unknown, flow: unknown, step: unknown) => {
    const found = foundMeant(findings, folders, what, folder, hasFlow);
    const flows = await flowsOf(findings, found);
    if (typeof flow === 'number' && typeof step === 'number') {
      // From the flow's own rows, through which the keys go on.
      return walker.start({ found, flow, step, steps: flows[flow] ?? [] }, true);
    }
    const chosen = await chooseFlow(flows);
    if (chosen === undefined) return;
    await walker.start({ found, flow: chosen, step: 0, steps: flows[chosen] ?? [] }, false);
  };
  return vscode.Disposable.from(
    marks,
    walker,
    command(commands.showFlowStep, showStep, fail),
    command(commands.nextFlowStep, () => walker.go(1), fail),
    command(commands.previousFlowStep, () => walker.go(-1), fail),
    command(commands.endFlow, () => walker.end(), fail),
    findings.onDidChange(() => void walker.readAgain().catch(fail)),
  );
}

class FlowWalker implements vscode.Disposable {
  readonly #findings: Findings;
  readonly #marks: FlowMarks;
  readonly #listening: vscode.Disposable;
  #walk: Walk | undefined;
  /** Counts what makes an answer that is on its way out of date. */
  #changes = 0;

  constructor(findings: Findings, marks: FlowMarks) {
    this.#findings = findings;
    this.#marks = marks;
    this.#listening = vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event));
  }

  async start(walk: Walk, preserveFocus: boolean): Promise<void> {
    if (!walk.steps[walk.step]) throw new HumanError('This step is gone. Read the reports again.');
    this.#show(walk);
    await vscode.commands.executeCommand('setContext', shownContext, true);
    await openStep(walk, preserveFocus);
  }

  /** From the last step on to the first, and back. */
  async go(by: 1 | -1): Promise<void> {
    const walk = this.#walk;
    if (!walk) throw new HumanError('No data flow is shown. “Walk Data Flow” shows one.');
    const { length } = walk.steps;
    await this.start({ ...walk, step: (walk.step + by + length) % length }, false);
  }

  async end(): Promise<void> {
    this.#show(undefined);
    await vscode.commands.executeCommand('setContext', shownContext, false);
  }

  /** The findings have changed: their steps may lie elsewhere, and the finding may be gone. */
  async readAgain(): Promise<void> {
    const walk = this.#walk;
    if (!walk) return;
    const { finding, folder } = walk.found;
    const found = this.#findings.byId(finding.id, folder.uri.toString());
    if (!found) return this.end();
    const before = this.#changes;
    const flows = await flowsOf(this.#findings, found).catch(() => []);
    // What was typed meanwhile is not in the answer, but in what is shown.
    if (this.#changes !== before) return;
    const steps = flows[walk.flow];
    if (!steps?.[walk.step]) await this.end();
    else this.#show({ ...walk, found, steps });
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #show(walk: Walk | undefined): void {
    this.#changes += 1;
    this.#walk = walk;
    if (!walk) return this.#marks.show(undefined);
    const { found, steps, step } = walk;
    this.#marks.show({ id: found.finding.id, folder: found.folder.uri, steps, step });
  }

  /** The editor moves the marks of visible files by itself; those of others are set when they are shown. */
  #follow(event: vscode.TextDocumentChangeEvent): void {
    const walk = this.#walk;
    const path = walk && pathIn(walk.found.folder.uri, event.document.uri);
    if (!walk || path === undefined || event.contentChanges.length === 0) return;
    if (!walk.steps.some((step) => step.path === path)) return;
    const changes = changesOf(event);
    this.#show({ ...walk, steps: walk.steps.map((step) => shifted(step, path, changes)) });
  }
}

function shifted(step: Location, path: string, changes: readonly TextChange[]): Location {
  if (step.path !== path || !step.region) return step;
  const region = changes.reduce((moved, change) => shiftRegion(moved, change), step.region);
  return { ...step, region };
}

function hasFlow({ finding }: FolderFinding): boolean {
  return finding.kind === 'code' && finding.hasFlow;
}

async function flowsOf(findings: Findings, found: FolderFinding) {
  const whole = await findings.whole(found);
  if (whole.kind === 'code' && whole.codeFlows.length > 0) return whole.codeFlows;
  throw new HumanError('The report has no data flow for this finding that lies in this workspace.');
}

/** Most findings have one flow; of several the user chooses. */
async function chooseFlow(flows: readonly (readonly Location[])[]): Promise<number | undefined> {
  if (flows.length < 2) return 0;
  const picks = flows.map((steps, flow) => ({
    label: `Flow ${flow + 1}`,
    description: `${counted(steps.length, 'step')} from ${placeOf(steps[0])} to ${placeOf(steps.at(-1))}`,
    flow,
  }));
  const options = { title: 'Walk Which Data Flow?', matchOnDescription: true };
  return (await vscode.window.showQuickPick(picks, options))?.flow;
}

function placeOf(step: Location | undefined): string {
  const line = step?.region ? `:${step.region.start.line + 1}` : '';
  return withoutLinks(oneLine(`${step?.path ?? ''}${line}`, 80));
}

async function openStep({ found, steps, step }: Walk, preserveFocus: boolean): Promise<void> {
  const { path, region } = steps[step] ?? found.finding.location;
  const options = { preview: true, preserveFocus, selection: toRange(region) };
  try {
    await vscode.window.showTextDocument(fileUri(found.folder, path), options);
  } catch {
    throw new HumanError(`${oneLine(path, 200)} cannot be opened. Was it moved or deleted?`);
  }
}
