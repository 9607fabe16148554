import * as vscode from 'vscode';
import type { FilterNames } from '../core/filterChoice';
import {
  choicesOf,
  filterOf,
  filterWords,
  lastingFilter,
  storedFilter,
} from '../core/filterChoice';
import { type Filter, type Grouping, groupings } from '../core/findingQuery';
import type { ReportReader } from '../core/reportLoad';
import { commands } from '../ids';
import { askBaseline, readBaseline } from './baselineFilter';
import { type FolderGit, askBase, changedIn } from './changedFilter';
import type { Fail } from './commands';
import { command } from './commands';
import { pickFilter } from './filterPicker';
import type { Findings } from './findings';
import { type FindingsTree, usualStates } from './findingsTree';
import type { Folder, Folders } from './folder';
import { warn } from './notify';
import type { Settings } from './settings';
import { capital } from './treeItems';

/** What the filters need from the outside. */
export interface FilterParts {
  /** Asked only in a trusted workspace. */
  readonly git: (folder: Folder) => FolderGit;
  readonly reader: ReportReader;
  readonly settings: Settings;
  /** The workspace's. */
  readonly memento: vscode.Memento;
}

export interface Filtering extends vscode.Disposable {
  /** Asks git again which lines have changed, if that is filtered by. Never throws. */
  refresh(): Promise<void>;
}

const groupingKey = 'countersign.grouping';
const filterKey = 'countersign.filter';
/** Files are often saved together; git is asked when they have rested this long. */
const restMs = 500;

/** Grouping and filtering of the view. Both come back when the window does. */
export function registerFilterCommands(
  findings: Findings,
  tree: FindingsTree,
  folders: Folders,
  parts: FilterParts,
  fail: Fail,
): Filtering {
  const { git, reader, settings, memento } = parts;
  const shown = shownFilter(tree, memento);
  const filterFindings = async (given: unknown) => {
    const showNotIn = async (filter: Filter, report?: vscode.Uri) => {
      const limit = settings.maxReportBytes(undefined);
      const baseline = report
        ? await readBaseline(report, folders, reader, limit)
        : await askBaseline(folders, reader, limit);
      if (baseline)
        await shown.show({ ...filter, notIn: baseline.ids }, { baseline: baseline.name });
    };
    const { filter } = tree.shown;
    if (given instanceof vscode.Uri) return showNotIn(filter, given);
    const picked = await pickFilter(findings.index, filter, shown.names, usualStates);
    if (!picked) return;
    const chosen = filterOf(picked.choices, filter);
    if (picked.ask === 'notIn') return showNotIn(chosen);
    if (picked.ask === 'changed') {
      const base = await askBase(folders, git);
      if (base === undefined) return;
      const changed = await changedIn(folders(), git, base, warn);
      return shown.show({ ...chosen, changed }, { base });
    }
    const text = picked.ask === 'text' ? await askText(filter.text) : picked.text;
    if (text !== undefined) return shown.show(withText(chosen, text));
    if (!picked.ask) await shown.show(chosen);
  };
  const group = async (given: unknown) => {
    const named = groupings.find((grouping) => grouping === given);
    const grouping = named ?? (await pickGrouping(tree.shown.grouping));
    if (!grouping) return;
    tree.show({ grouping });
    await memento.update(groupingKey, grouping);
  };
  // One after the other, so that the last answer is the newest.
  let work = Promise.resolve();
  const refresh = () =>
    (work = work.then(() => refreshChanged(tree, shown, folders, git)).catch(fail));
  const registered = vscode.Disposable.from(
    command(commands.groupFindings, group, fail),
    command(commands.filterFindings, filterFindings, fail),
    command(commands.clearFilter, () => shown.show({}), fail),
    afterSaves(() => void refresh()),
  );
  return { refresh, dispose: () => void registered.dispose() };
}

interface ShownFilter {
  /** What the parts of the filter are called. */
  readonly names: FilterNames;
  show(filter: Filter, names?: FilterNames): Promise<void>;
}

/** Shows what was shown when the window was closed, and remembers what is shown from now on. */
function shownFilter(tree: FindingsTree, memento: vscode.Memento): ShownFilter {
  let names: FilterNames = {};
  const grouping = groupings.find((one) => one === memento.get(groupingKey)) ?? 'severity';
  const filter = storedFilter(memento.get(filterKey));
  tree.show({ grouping, filter, words: filterWords(filter, names) });
  return {
    get names() {
      return names;
    },
    async show(now, more = {}) {
      names = { ...names, ...more };
      tree.show({ filter: now, words: filterWords(now, names) });
      await memento.update(filterKey, lastingFilter(now));
    },
  };
}

/** Asks git again which lines have changed, if that is filtered by. */
async function refreshChanged(
  tree: FindingsTree,
  shown: ShownFilter,
  folders: Folders,
  git: FilterParts['git'],
): Promise<void> {
  const { changed, ...rest } = tree.shown.filter;
  if (!changed || shown.names.base === undefined) return;
  try {
    const now = await changedIn(folders(), git, shown.names.base);
    const { filter } = tree.shown;
    if (filter.changed === changed) await shown.show({ ...filter, changed: now });
  } catch (error) {
    // What has changed is not known any more, and an old answer would hide findings.
    await shown.show(rest);
    throw error;
  }
}

/** Files are often saved together: runs when they have rested. */
function afterSaves(run: () => void): vscode.Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return vscode.Disposable.from(
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (uri.scheme !== 'file') return;
      clearTimeout(timer);
      timer = setTimeout(run, restMs);
    }),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

/** Undefined when the user leaves it; blank takes the text away. */
function askText(text = ''): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Filter Findings by Text',
    prompt: 'All words have to occur in the message, the rule, the path, the scanner or the CWE',
    value: text,
  });
}

function withText(filter: Filter, typed: string): Filter {
  const others = choicesOf(filter).filter(({ part }) => part !== 'text');
  const text = typed.trim();
  return { ...filterOf(others, filter), ...(text !== '' && { text }) };
}

/** One key and Enter; the present one is marked and stands ready. */
function pickGrouping(current: Grouping): Promise<Grouping | undefined> {
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { grouping: Grouping }>();
  pick.title = 'Group Findings By';
  pick.items = groupings.map((grouping) => ({
    label: capital(grouping),
    ...(grouping === current && { description: 'current' }),
    grouping,
  }));
  pick.activeItems = pick.items.filter(({ grouping }) => grouping === current);
  return new Promise((resolve) => {
    let picked: Grouping | undefined;
    pick.onDidAccept(() => {
      picked = pick.selectedItems[0]?.grouping;
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(picked);
    });
    pick.show();
  });
}
