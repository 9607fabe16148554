import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import type { State } from '../core/findingIndex';
import { type Filter, type Grouping, select } from '../core/findingQuery';
import { grouped } from '../core/plainText';
import { views } from '../ids';
import type { Findings } from './findings';
import { rangeOf } from './findings';
import { counted, itemOf } from './treeItems';
import { TreeModel, type TreeNode } from './treeNodes';

/** How long changes, and the view's own questions, rest before the rows are shown anew. */
const restMs = 150;
/** How long typing must rest before the line numbers are shown anew. */
const typingDelayMs = 500;
/**
 * How long a group's rows are held back. When they come before the timers in which the workbench
 * fetches those of the other open groups, the others stay empty (microsoft/vscode#243911).
 */
const holdMs = 50;
/** No window takes longer from being told of a change to asking for the first rows. */
const firstLoadMs = 5000;
/** How soon the view selects the row that it was asked to reveal, if it does. */
const selectMs = 1000;
const maxReveals = 4;

/** Without a filter on states, what is decided is not in the way. */
export const usualStates: readonly State[] = ['open', 'stale', 'elsewhere'];

/** What is shown, and how. */
export interface Shown {
  readonly grouping: Grouping;
  readonly filter: Filter;
  /** The filter in words; blank without one. */
  readonly words: string;
}

/** The view of all findings. Sets the contexts `countersign.hasFindings` and `countersign.isFiltered`. */
export class FindingsTree implements vscode.Disposable {
  readonly #findings: Findings;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<TreeNode>;
  readonly #disposable: vscode.Disposable;
  #shown: Shown = { grouping: 'severity', filter: {}, words: '' };
  #model: TreeModel;
  #signature = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isLoaded = false;
  #firedAt = 0;
  /** When the rows of the last group were answered. */
  #answeredAt = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
    this.#model = this.#makeModel();
    this.#view = vscode.window.createTreeView<TreeNode>(views.findings, {
      showCollapseAll: true,
      canSelectMany: true,
      treeDataProvider: {
        onDidChangeTreeData: this.#changed.event,
        getChildren: (node) => this.#children(node),
        getParent: (node) => ('parent' in node ? node.parent : undefined),
        getTreeItem: itemOf,
      },
    });
    this.#disposable = vscode.Disposable.from(
      this.#view,
      this.#changed,
      findings.onDidChange(() => this.#update()),
      findings.onDidMove(() => this.#updateIn(typingDelayMs)),
      new vscode.Disposable(() => clearTimeout(this.#timer)),
    );
    this.#update();
  }

  get shown(): Shown {
    return this.#shown;
  }

  /** Shows other findings, or groups them in another way. */
  show(shown: Partial<Shown>): void {
    this.#shown = { ...this.#shown, ...shown };
    this.#update();
  }

  /** Brings a finding's row into view and selects it. */
  async reveal(id: string, folder: string): Promise<void> {
    this.#refresh();
    // While its rows change, the view loses a row that it is asked to reveal, and does not say so.
    for (let turn = 0; turn < maxReveals; turn += 1) {
      const ref = this.#findings.index.find(id, folder);
      const node = ref === undefined ? undefined : await this.#model.nodeOf(ref);
      if (!node) {
        throw new HumanError('The filter hides this finding. “Clear Filter” shows all of them.');
      }
      await this.#view.reveal(node, { select: true, focus: true });
      if (await this.#selects(node.id)) return;
    }
    throw new HumanError('The list keeps changing. Try again when its report has been read.');
  }

  dispose(): void {
    this.#disposable.dispose();
  }

  async #children(node: TreeNode | undefined): Promise<TreeNode[]> {
    if (!node && !this.#isLoaded) {
      this.#isLoaded = true;
      // Told of a change while it loads for the first time, the view loses the rows of groups.
      if (Date.now() - this.#firedAt < firstLoadMs) {
        this.#signature = '';
        this.#updateIn(restMs);
      }
    }
    // Told of a change while it asks, the view would drop the answers that are on their way.
    if (this.#timer !== undefined) this.#updateIn(restMs);
    // The questions for all open groups come at one go, each when the one before is answered.
    if (node?.kind === 'group' && Date.now() - this.#answeredAt > holdMs) {
      await new Promise((resolve) => setTimeout(resolve, holdMs));
      await this.#setContexts();
    }
    const rows = await (node ? this.#model.children(node) : this.#model.roots());
    if (node?.kind === 'group') this.#answeredAt = Date.now();
    return rows;
  }

  /** Whether the view says, before long, that it has selected a row. */
  #selects(id: string): Promise<boolean> {
    const isSelected = () => this.#view.selection.some((node) => node.id === id);
    if (isSelected()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer);
        listener.dispose();
        resolve(isSelected());
      };
      const timer = setTimeout(settle, selectMs);
      const listener = this.#view.onDidChangeSelection(() => isSelected() && settle());
    });
  }

  #update(): void {
    void this.#setContexts();
    // Where nothing is shown yet, nothing is asked that a change could disturb.
    this.#updateIn(this.#model.count === 0 ? 0 : restMs);
  }

  #updateIn(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // To index many findings takes a while by itself, so others get their turn in between.
      void this.#findings.index;
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#refresh();
      });
    }, delayMs);
  }

  #refresh(): void {
    this.#model = this.#makeModel();
    const signature = this.#model.signature();
    if (signature !== this.#signature) {
      this.#signature = signature;
      // Before the message: the editor tells the view of the first of several changes at once.
      this.#changed.fire(undefined);
      this.#firedAt = Date.now();
    }
    this.#tellCounts();
  }

  #makeModel(): TreeModel {
    const { filter, grouping } = this.#shown;
    const states = filter.states ?? usualStates;
    return new TreeModel(
      this.#findings,
      select(this.#findings.index, { ...filter, states }),
      grouping,
    );
  }

  #tellCounts(): void {
    const { index } = this.#findings;
    const counts = index.counts();
    const open = counts.get('open') ?? 0;
    const { count } = this.#model;
    const { words, filter, grouping } = this.#shown;
    this.#view.badge = open > 0 ? { value: open, tooltip: counted(open, 'finding') } : undefined;
    this.#view.description = `by ${grouping}`;
    const lines = [
      ...(words === ''
        ? []
        : [`${counted(count, 'finding')} of ${grouped(index.refs.length)}: ${words}`]),
      ...(filter.states ? [] : notShown(counts)),
    ];
    const message = lines.join('. ');
    if (message !== (this.#view.message ?? '')) this.#view.message = message;
  }

  /** Resolves once the window has taken note. */
  async #setContexts(): Promise<void> {
    const set = (key: string, value: boolean) =>
      vscode.commands.executeCommand('setContext', key, value);
    await set('countersign.hasFindings', this.#findings.index.refs.length > 0);
    await set('countersign.isFiltered', this.#shown.words !== '');
  }
}

/** How many findings are not in the way because somebody has decided about them. */
function notShown(counts: ReadonlyMap<State, number>): readonly string[] {
  const decided = [
    ['set-aside', 'set aside'],
    ['suppressed', 'suppressed by their tool'],
    ['fixed', 'fixed'],
  ] as const;
  const some = decided.flatMap(([state, words]) => {
    const count = counts.get(state) ?? 0;
    return count > 0 ? `${grouped(count)} ${words}` : [];
  });
  return some.length > 0 ? [`Not shown: ${some.join(', ')}.`] : [];
}

/** Opens a finding's file with the finding selected. A HumanError when there is none any more. */
export async function showFinding(findings: Findings, id: string, folder?: string): Promise<void> {
  const found = findings.byId(id, folder);
  if (!found) throw new HumanError('This finding is fixed, or its report has changed.');
  const { path } = found.finding.location;
  if (found.state === 'elsewhere') {
    throw new HumanError(`${path} is not in this workspace. Open the folder that was scanned.`);
  }
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(found.uri);
  } catch {
    throw new HumanError(`${path} cannot be opened. Was it moved or deleted?`);
  }
  await vscode.window.showTextDocument(document, { selection: rangeOf(found.finding) });
}
