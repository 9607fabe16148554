import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import type { FindingSummary } from '../core/finding';
import { type FindingIndex, type Ref, type State, rowOf, sourceOf } from '../core/findingIndex';
import { type Filter, type Group, type Grouping, groupBy, select } from '../core/findingQuery';
import { oneLine, withoutLinks } from '../core/plainText';
import { type Findings, toRange } from './findings';
import { type Folder, type Folders, folderWithUri } from './folder';
import type { FileNode, FindingNode, GroupNode, TreeNode } from './treeNodes';

/** A finding that a command means, and the folder that it belongs to. */
export interface Target {
  readonly folder: Folder;
  readonly finding: FindingSummary;
  /** The ids of what other tools say of the same flaw. */
  readonly others: readonly string[];
}

/** The findings that a command means, as they were when it was called. */
export interface Targets {
  readonly count: number;
  /** Made when they are asked for; those of a folder that is gone are missing. */
  [Symbol.iterator](): Iterator<Target>;
}

/** What the commands on findings need to know what they mean. */
export interface TargetParts {
  readonly findings: Findings;
  readonly folders: Folders;
  /** The filter of the tree: a group stands for the findings that it shows. */
  filter(): Filter;
}

/** A list that is longer helps nobody. */
const maxPicks = 1000;

/**
 * The findings of the rows that a command was called on, with the other selected rows; or the one
 * with this id. A group's are those that it shows in one of the states. Undefined without either.
 */
export function targetsOf(
  parts: TargetParts,
  [what, more]: readonly unknown[],
  states: readonly State[],
): Targets | undefined {
  const { index } = parts.findings;
  if (typeof what === 'string') {
    const ref = index.find(what, typeof more === 'string' ? more : undefined);
    if (ref === undefined)
      throw new HumanError('This finding is fixed, or its report has changed.');
    return targets(parts, index, [ref]);
  }
  const rows = (Array.isArray(more) ? more : [what]).filter(isRow);
  if (rows.length === 0) return undefined;
  const refs = rows.flatMap((row) => refsOf(parts, index, row, states));
  return targets(parts, index, [...new Set(refs)]);
}

/** The findings that somebody has to look at on the lines where the cursor is; he chooses among several. */
export async function targetsAtCursor(parts: TargetParts): Promise<Targets | undefined> {
  const { findings } = parts;
  const editor = vscode.window.activeTextEditor;
  const { index } = findings;
  const refs = editor ? findings.openIn(editor.document.uri) : [];
  const meant = refs.filter((ref) => {
    const { start, end } = toRange(findings.region(ref));
    return editor?.selections.some(
      (one) => start.line <= one.end.line && end.line >= one.start.line,
    );
  });
  if (meant.length === 0) {
    throw new HumanError('Put the cursor on a finding, or choose one in Countersign’s view.');
  }
  if (meant.length === 1) return targets(parts, index, meant);
  return chooseAmong(targets(parts, index, meant), 'Set aside which findings?', true);
}

/** Those in a state, for the user to choose from. */
export async function chooseInState(
  parts: TargetParts,
  state: State,
  title: string,
): Promise<Targets | undefined> {
  const { index } = parts.findings;
  const refs = select(index, { states: [state] });
  if (refs.length === 0) throw new HumanError('No finding is set aside.');
  return chooseAmong(targets(parts, index, refs.slice(0, maxPicks)), title, false);
}

async function chooseAmong(
  all: Targets,
  title: string,
  picked: boolean,
): Promise<Targets | undefined> {
  const picks = [...all].map((target) => {
    const { message, ruleId, location } = target.finding;
    const line = location.region ? `:${location.region.start.line + 1}` : '';
    return {
      label: withoutLinks(oneLine(message, 120)),
      description: withoutLinks(oneLine(ruleId, 80)),
      detail: withoutLinks(oneLine(`${location.path}${line}`, 200)),
      picked,
      target,
    };
  });
  const options = {
    title,
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
  } as const;
  const chosen = await vscode.window.showQuickPick(picks, options);
  if (!chosen || chosen.length === 0) return undefined;
  const list = chosen.map(({ target }) => target);
  return { count: list.length, [Symbol.iterator]: () => list[Symbol.iterator]() };
}

type Row = GroupNode | FileNode | FindingNode;

function isRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return value.kind === 'group' || value.kind === 'file' || value.kind === 'finding';
}

function refsOf(
  parts: TargetParts,
  index: FindingIndex,
  row: Row,
  states: readonly State[],
): readonly Ref[] {
  if (row.kind === 'finding') {
    const { folder, finding } = row.found;
    const ref = index.find(finding.id, folder.uri.toString());
    return ref !== undefined && states.includes(index.state(ref)) ? [ref] : [];
  }
  // What the row was made of may be out of date; what it is called is not.
  const shown = parts.filter();
  const [wanted] = states;
  if (wanted === undefined || shown.states?.includes(wanted) === false) return [];
  const top = groupAbove(row);
  if (!top) return [];
  const refs = inGroup(
    index,
    select(index, { ...shown, states: [wanted] }),
    top.grouping,
    top.group,
  );
  return row === top ? refs : inGroup(index, refs, 'file', row.group);
}

function groupAbove(row: GroupNode | FileNode): GroupNode | undefined {
  let at: TreeNode | undefined = row;
  while (at && at.kind !== 'group') at = 'parent' in at ? at.parent : undefined;
  return at;
}

function inGroup(
  index: FindingIndex,
  refs: readonly Ref[],
  grouping: Grouping,
  { key, folder }: Group,
): readonly Ref[] {
  const same = groupBy(index, refs, grouping).find(
    (one) => one.key === key && one.folder === folder,
  );
  return same?.refs ?? [];
}

function targets({ folders }: TargetParts, index: FindingIndex, refs: readonly Ref[]): Targets {
  return {
    count: refs.length,
    *[Symbol.iterator]() {
      for (const ref of refs) {
        const source = index.sources[sourceOf(ref)];
        const folder = source && folderWithUri(folders, source.folder);
        if (!folder) continue;
        const others = index
          .others(ref)
          .flatMap((one) => index.sources[sourceOf(one)]?.table.id(rowOf(one)) ?? []);
        yield { folder, finding: source.table.summary(rowOf(ref)), others };
      }
    },
  };
}
