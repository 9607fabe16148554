import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import type { State } from '../core/findingIndex';
import type { Person } from '../core/ports';
import { grouped, oneLine, withoutLinks } from '../core/plainText';
import { type TriageChoice, choiceRefusal, dayAfter, makeTriage } from '../core/triage';
import { commands } from '../ids';
import type { Fail } from './commands';
import { command } from './commands';
import type { Folder } from './folder';
import { inform } from './notify';
import type { TriageChange, Triages } from './triage';
import {
  type Target,
  type TargetParts,
  type Targets,
  chooseInState,
  targetsAtCursor,
  targetsOf,
} from './triageTargets';
import { counted } from './treeItems';
import { askTyped } from './typedInput';

/** What the commands need, besides knowing which findings are meant. */
export interface TriageParts extends TargetParts {
  readonly triages: Triages;
  /** When a finding was first seen: ISO 8601. */
  firstSeen(id: string): Promise<string | undefined>;
}

/** More need to be confirmed, and more show how far it is. */
const confirmAbove = 20;
/** Each is a file of the project. */
const maxAtOnce = 10_000;
/** How long the way back is shown. */
const undoMs = 30_000;
const steps = 3;

const decidable: readonly State[] = ['open', 'stale', 'elsewhere'];

/** Setting findings aside, on record, and bringing them back. Both write into the workspace. */
export function registerTriageCommands(parts: TriageParts, fail: Fail): vscode.Disposable {
  const undo = new UndoItem();
  const setAside = async (...args: readonly unknown[]) => {
    requireTrusted('set aside');
    const targets = targetsOf(parts, args, decidable) ?? (await targetsAtCursor(parts));
    if (!targets) return;
    refuseCount(targets);
    const choice = await askChoice(targets);
    if (!choice) return;
    const changes = await changesOf(parts, targets, choice);
    const done = await carryOut(parts.triages, changes, 'Setting aside');
    undo.show(changes.slice(0, done));
  };
  const revive = async (...args: readonly unknown[]) => {
    requireTrusted('revived');
    const undone = undo.take(args[0]);
    const changes = undone ?? changesBack(parts.triages, await targetsToRevive(parts, args));
    const done = await carryOut(parts.triages, changes, 'Reviving');
    if (done > 0) tellInStatusBar(`${counted(done, 'finding')} back in the list`);
  };
  return vscode.Disposable.from(
    undo,
    command(commands.setAside, setAside, fail),
    command(commands.revive, revive, fail),
  );
}

function requireTrusted(what: string): void {
  if (vscode.workspace.isTrusted) return;
  throw new HumanError(
    `In Restricted Mode nothing is ${what}, since that writes into the workspace. Trust it first.`,
  );
}

function refuseCount({ count }: Targets): void {
  if (count === 0) throw new HumanError('None of these findings is open.');
  if (count <= maxAtOnce) return;
  const most = grouped(maxAtOnce);
  throw new HumanError(
    `These are ${counted(count, 'finding')}, and at most ${most} are set aside at once. Filter the list first, or leave them out in the scanner’s own settings.`,
  );
}

/** Undefined means no, at every question. */
async function askChoice(targets: Targets): Promise<TriageChoice | undefined> {
  const [first] = targets;
  if (!first) return undefined;
  const many = counted(targets.count, 'finding');
  const title = `Set aside ${targets.count === 1 ? 'a finding' : many}`;
  const placeHolder = targets.count === 1 ? oneLine(first.finding.message, 120) : 'Why?';
  const verdict = await vscode.window.showQuickPick(verdicts, {
    title: `${title} (1/${steps})`,
    placeHolder,
  });
  if (!verdict) return undefined;
  const reason = await askTyped({
    title,
    prompt: `${verdict.label}: why? The reason goes on the record.`,
    placeholder: verdict.example,
    step: 2,
    steps,
    refuse: (text) => choiceRefusal({ reason: text.trim() }, first.folder.ports.now()),
  });
  if (reason === undefined) return undefined;
  const until = await askLastDay(title, first.folder.ports.now());
  if (!until) return undefined;
  if (targets.count > confirmAbove && !(await confirm(many))) return undefined;
  return { verdict: verdict.id, reason: reason.trim(), ...until };
}

const verdicts = [
  {
    id: 'false-positive',
    label: 'False positive',
    detail: 'The code is not what the scanner takes it for.',
    example: 'Such as: the value comes from our own constant',
  },
  {
    id: 'accepted-risk',
    label: 'Accepted risk',
    detail: 'It is a flaw, and it was decided to live with it.',
    example: 'Such as: only reachable from the internal network',
  },
  {
    id: 'wont-fix',
    label: 'Won’t fix',
    detail: 'It is right, and this code is not going to be changed.',
    example: 'Such as: this module is removed in the next release',
  },
] as const;

interface LastDay extends vscode.QuickPickItem {
  readonly expires?: string;
}

async function askLastDay(
  title: string,
  now: string,
): Promise<Pick<TriageChoice, 'expires'> | undefined> {
  const spans = [30, 90, 365].map((days): LastDay => {
    const expires = dayAfter(now, days);
    return { label: `For ${days} days`, description: `until ${expires}`, expires };
  });
  const forGood: LastDay = { label: 'For good', description: 'until somebody revives it' };
  const another: LastDay = { label: 'Until another day…' };
  const picked = await vscode.window.showQuickPick([forGood, ...spans, another], {
    title: `${title} (${steps}/${steps})`,
    placeHolder: 'For how long? After its last day a finding comes back.',
  });
  if (!picked) return undefined;
  if (picked.expires !== undefined) return { expires: picked.expires };
  if (picked === forGood) return {};
  const typed = await askTyped({
    title,
    prompt: 'The last day on which it is set aside, in UTC.',
    placeholder: 'YYYY-MM-DD',
    step: steps,
    steps,
    refuse: (text) => choiceRefusal({ reason: goodReason, expires: text.trim() }, now),
  });
  return typed === undefined ? undefined : { expires: typed.trim() };
}

/** Stands for the reason that was checked before. */
const goodReason = 'checked before';

async function confirm(many: string): Promise<boolean> {
  const yes = { label: `Set aside ${many}` };
  const picked = await vscode.window.showQuickPick([{ label: 'Cancel' }, yes], {
    title: `This sets aside ${many}`,
    placeHolder: 'Each gets a file of its own in .countersign/triage',
  });
  return picked === yes;
}

async function changesOf(
  parts: TriageParts,
  targets: Targets,
  choice: TriageChoice,
): Promise<readonly TriageChange[]> {
  const people = new Map<Folder, Person>();
  const changes: TriageChange[] = [];
  for (const { folder, finding } of targets) {
    const person = people.get(folder) ?? (await folder.ports.person());
    people.set(folder, person);
    const seen = finding.firstSeen ?? (await parts.firstSeen(finding.id).catch(() => undefined));
    const made = makeTriage(finding, choice, person, folder.ports.now(), seen);
    if (!made.ok) throw new HumanError(made.why);
    changes.push({ folder, id: finding.id, triage: made.triage });
  }
  return changes;
}

async function targetsToRevive(
  parts: TriageParts,
  args: readonly unknown[],
): Promise<Iterable<Target>> {
  const targets = targetsOf(parts, args, ['set-aside']);
  return targets ?? (await chooseInState(parts, 'set-aside', 'Revive which findings?')) ?? [];
}

/** Whichever tool's finding is on record, it is the flaw that comes back. */
function changesBack(triages: Triages, targets: Iterable<Target>): readonly TriageChange[] {
  return [...targets].flatMap(({ folder, finding, others }) => {
    const told = others.filter((id) => triages.entry(folder.uri, id));
    const own = triages.entry(folder.uri, finding.id) || told.length === 0 ? [finding.id] : [];
    return [...own, ...told].map((id) => ({ folder, id }));
  });
}

/** Answers how many changes were made. Many of them show how far they are, and can be stopped. */
async function carryOut(
  triages: Triages,
  changes: readonly TriageChange[],
  title: string,
): Promise<number> {
  if (changes.length === 0) return 0;
  if (changes.length <= confirmAbove) return triages.change(changes, () => false);
  const { Notification: location } = vscode.ProgressLocation;
  const options = { location, title: `${title} ${counted(changes.length, 'finding')}…` };
  const done = await vscode.window.withProgress(
    { ...options, cancellable: true },
    (progress, token) => {
      let told = 0;
      return triages.change(changes, (count) => {
        const increment = ((count - told) / changes.length) * 100;
        told = count;
        progress.report({ increment, message: `${count} of ${changes.length}` });
        return token.isCancellationRequested;
      });
    },
  );
  if (done < changes.length) {
    const rest = counted(changes.length - done, 'finding');
    void inform(`Stopped after ${counted(done, 'finding')}; ${rest} left as they were.`);
  }
  return done;
}

function tellInStatusBar(text: string): void {
  vscode.window.setStatusBarMessage(`$(shield) ${withoutLinks(text)}`, 5000);
}

/** Offers for a while to take back what was just set aside. */
class UndoItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('countersign.undo');
  #last: { readonly key: string; readonly changes: readonly TriageChange[] } | undefined;
  #count = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#item.name = 'Countersign: Revive';
  }

  show(changes: readonly TriageChange[]): void {
    if (changes.length === 0) return;
    const key = `undo ${++this.#count}`;
    this.#last = { key, changes };
    this.#item.text = `$(circle-slash) ${counted(changes.length, 'finding')} set aside. Undo?`;
    this.#item.tooltip = 'Bring back what was just set aside';
    this.#item.command = { command: commands.revive, title: 'Revive', arguments: [key] };
    this.#item.show();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#hide(), undoMs);
  }

  /** The changes that bring those back that this key was shown with. */
  take(key: unknown): readonly TriageChange[] | undefined {
    if (this.#last === undefined || this.#last.key !== key) return undefined;
    const { changes } = this.#last;
    this.#hide();
    return changes.map(({ folder, id }) => ({ folder, id }));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#item.dispose();
  }

  #hide(): void {
    this.#last = undefined;
    this.#item.hide();
  }
}
