import * as vscode from 'vscode';
import type { Choice, FilterNames } from '../core/filterChoice';
import { choicesOf, meantLabel, stateWords } from '../core/filterChoice';
import { severities } from '../core/finding';
import { type FindingIndex, type Ref, type State, states } from '../core/findingIndex';
import { type Filter, counted, select } from '../core/findingQuery';
import { grouped, oneLine, withoutLinks } from '../core/plainText';
import { capital } from './treeItems';

/** What came of the list: the choices, and what else is to be asked for. */
export interface Picked {
  readonly choices: readonly Choice[];
  readonly ask?: Asked;
  /** Text that was typed to filter by. */
  readonly text?: string;
}

/** Parts of a filter that need another question. */
export type Asked = 'text' | 'changed' | 'notIn';

interface Row extends vscode.QuickPickItem {
  readonly choice?: Choice;
  /** Checking the row asks for more. */
  readonly ask?: Asked;
  /** The row stands for the text that was typed. */
  readonly isTyped?: true;
}

/** So many of the CWE ids that occur most are offered. */
const maxCwe = 30;
const change: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('edit'),
  tooltip: 'Change',
};

/**
 * Lets the user choose what is shown: all of it in one list, which narrows as he types. Undefined
 * when he leaves it. `usual` says what is counted when no state is chosen.
 */
export async function pickFilter(
  index: FindingIndex,
  filter: Filter,
  names: FilterNames,
  usual: Filter['states'],
): Promise<Picked | undefined> {
  const rows = [...askingRows(filter, names), ...(await choiceRows(index, filter, usual))];
  const pick = vscode.window.createQuickPick<Row>();
  pick.title = 'Filter Findings';
  pick.placeholder = 'Check what to show, or type a text to look for';
  pick.canSelectMany = true;
  pick.keepScrollPosition = true;
  const offered = choicesOf(filter);
  const isOffered = ({ choice }: Row): boolean =>
    offered.some((one) => choice !== undefined && sameChoice(one, choice));
  pick.items = rows;
  pick.selectedItems = rows.filter(isOffered);
  let checked: readonly Row[] = pick.selectedItems;
  const typed = () => pick.value.trim();

  return new Promise((resolve) => {
    let answer: Picked | undefined;
    const end = (chosen: readonly Row[], more: Pick<Picked, 'ask' | 'text'> = {}) => {
      answer = { choices: [...new Set(chosen)].flatMap(({ choice }) => choice ?? []), ...more };
      pick.hide();
    };
    const hasOffer = () => pick.items.length > rows.length;
    pick.onDidChangeValue(() => {
      // New rows undo a check that is on its way here, so there are some only when nothing fits.
      const offer = typed() === '' || fits(rows, typed()) ? [] : [typedRow(typed())];
      if (!hasOffer()) checked = pick.selectedItems;
      if (!hasOffer() && offer.length === 0) return;
      pick.items = [...rows, ...offer];
      pick.selectedItems = checked;
    });
    pick.onDidChangeSelection((selected) => {
      if (selected.some(({ isTyped }) => isTyped)) return end(checked, { text: typed() });
      if (hasOffer()) return;
      // Several at once come from the box that checks all.
      const [asking, ...more] = selected.filter((row) => row.ask && !isOffered(row));
      if (asking?.ask && more.length === 0) end(selected, { ask: asking.ask });
    });
    pick.onDidTriggerItemButton(({ item: { ask } }) => ask && end(pick.selectedItems, { ask }));
    pick.onDidAccept(() => {
      const now = pick.selectedItems;
      if (hasOffer()) return end(checked, { text: typed() });
      if (typed() === '' || !sameRows(checked, now)) return end(now);
      const row = rows[meantLabel(typed(), labelsOf(rows, typed())) ?? -1];
      if (!row) return end(now, { text: typed() });
      return row.ask ? end(now, { ask: row.ask }) : end([...now, row]);
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(answer);
    });
    pick.show();
  });
}

/** The parts that cannot be chosen from a list; those in force are checked and can be changed. */
function askingRows(filter: Filter, { base = '', baseline = '' }: FilterNames): readonly Row[] {
  const row = (part: Asked, isOn: boolean, on: string, off: string): Row => ({
    label: isOn ? plain(on) : off,
    choice: { part },
    ask: part,
    ...(isOn && { buttons: [change] }),
  });
  const { text = '', changed, notIn } = filter;
  return [
    row('text', text !== '', `Text: “${text}”`, 'Text…'),
    row('changed', changed !== undefined, `Changed since ${base}`, 'Changed since a Base…'),
    row('notIn', notIn !== undefined, `Not in ${baseline}`, 'Not in a Baseline Report…'),
  ];
}

/** Counting a hundred thousand findings takes a while, so others get their turn in between. */
async function choiceRows(
  index: FindingIndex,
  filter: Filter,
  usual: Filter['states'],
): Promise<readonly Row[]> {
  const refs = select(index, { states: filter.states ?? usual ?? states });
  // What any tool says of a flaw counts.
  const said = refs.flatMap((ref) => [ref, ...index.others(ref)]);
  const found = async (
    valuesOf: Parameters<typeof counted>[2],
    chosen: readonly string[] = [],
    among: readonly Ref[] = said,
  ) => {
    await new Promise((resolve) => setTimeout(resolve));
    const counts = counted(index, among, valuesOf);
    const gone = chosen.filter((value) => counts.every(([one]) => one !== value));
    return [...counts, ...gone.map((value) => [value, 0] as const)];
  };
  const bySeverity = new Map(await found((table, row) => [table.severity(row)], [], refs));
  const tools = await found((table, row) => [table.textIn(row, 'toolName') ?? ''], filter.tools);
  const cwe = await found((table, row) => table.textIn(row, 'cwe')?.split(' ') ?? [], filter.cwe);
  const byState = new Map<State, number>();
  for (const ref of index.refs) {
    const state = index.state(ref);
    byState.set(state, (byState.get(state) ?? 0) + 1);
  }
  const chosenCwe = new Set(filter.cwe);
  return [
    separator('Severity'),
    ...severities.map((value) =>
      countedRow({ part: 'severities', value }, capital(value), bySeverity.get(value) ?? 0),
    ),
    separator('State'),
    ...states
      .filter(
        (value) =>
          byState.has(value) || value === 'open' || filter.states?.includes(value) === true,
      )
      .map((value) =>
        countedRow({ part: 'states', value }, capital(stateWords[value]), byState.get(value) ?? 0),
      ),
    separator('Scanner'),
    ...tools.map(([value, count]) => countedRow({ part: 'tools', value }, value, count)),
    ...(cwe.length > 0 ? [separator('CWE')] : []),
    ...cwe
      .filter(([value], at) => at < maxCwe || chosenCwe.has(value))
      .map(([value, count]) => countedRow({ part: 'cwe', value }, value, count)),
  ];
}

function countedRow(choice: Choice, label: string, count: number): Row {
  return { label: plain(label), description: grouped(count), choice };
}

function typedRow(text: string): Row {
  return {
    label: plain(`Text: “${text}”`),
    description: 'in message, rule, path, scanner or CWE',
    alwaysShow: true,
    isTyped: true,
  };
}

function separator(label: string): Row {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function fits(rows: readonly Row[], typed: string): boolean {
  const wanted = typed.toLowerCase();
  return rows.some(({ label, choice }) => choice && label.toLowerCase().includes(wanted));
}

/** Rows that typed text does not mean have no label; questions have to be named by their start. */
function labelsOf(rows: readonly Row[], typed: string): readonly string[] {
  return rows.map(({ label, choice, ask, buttons }) => {
    const isMeant = !ask || (!buttons && label.toLowerCase().startsWith(typed.toLowerCase()));
    return choice && isMeant ? label : '';
  });
}

/** Labels read icons, and most hold foreign text. */
function plain(text: string): string {
  return withoutLinks(oneLine(text, 80));
}

function sameChoice(a: Choice, b: Choice): boolean {
  return a.part === b.part && ('value' in a && 'value' in b ? a.value === b.value : true);
}

function sameRows(a: readonly Row[], b: readonly Row[]): boolean {
  return a.length === b.length && a.every((row) => b.includes(row));
}
