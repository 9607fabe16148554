import type { Location } from '../core/finding';
import type { Ref } from '../core/findingIndex';
import { column } from '../core/findingTable';
import { rowOf, signatureOf, sourceOf } from '../core/findingIndex';
import { type Group, type Grouping, groupBy } from '../core/findingQuery';
import type { FolderFinding, Findings } from './findings';

/** The tree, top down: groups, their files, the findings of each, the steps of its data flow. */
export type TreeNode = GroupNode | FileNode | FindingNode | StepNode | MoreNode | ProblemsNode;

export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly grouping: Grouping;
  readonly group: Group;
}

export interface FileNode {
  readonly kind: 'file';
  readonly id: string;
  readonly parent: GroupNode | MoreNode;
  readonly group: Group;
}

/** What a command on a finding's row gets as its argument. */
export interface FindingNode {
  readonly kind: 'finding';
  readonly id: string;
  readonly parent: TreeNode;
  readonly found: FolderFinding;
}

/** One step of a data flow, from the source to the sink. */
export interface StepNode {
  readonly kind: 'step';
  readonly id: string;
  readonly parent: FindingNode;
  readonly location: Location;
  /** Which of the finding's flows, and which step of it; both from 0. */
  readonly flow: number;
  readonly step: number;
  readonly isLast: boolean;
  /** How many flows the finding has. */
  readonly flows: number;
}

/** More rows under one node make the view slow: these are the ones after the first. */
export interface MoreNode {
  readonly kind: 'more';
  readonly id: string;
  readonly parent: GroupNode | FileNode | MoreNode | undefined;
  readonly items: readonly Item[];
}

interface ProblemsNode {
  readonly kind: 'problems';
  readonly id: string;
  readonly messages: readonly string[];
}

/** What becomes a row when it is shown: a group of findings, or a finding. */
type Item = { readonly grouping: Grouping; readonly group: Group } | Ref;

/** No node has more children than this. */
export const maxChildren = 500;

/** The findings as they are now, as rows. Nodes are made when they are asked for. */
export class TreeModel {
  readonly #findings: Findings;
  readonly #grouping: Grouping;
  readonly #groups: readonly Group[];
  readonly #refs: readonly Ref[];
  readonly #byId = new Map<string, TreeNode>();

  /** `refs` are the findings to show. */
  constructor(findings: Findings, refs: readonly Ref[], grouping: Grouping) {
    this.#findings = findings;
    this.#grouping = grouping;
    this.#refs = refs;
    this.#groups = groupBy(findings.index, refs, grouping);
  }

  get count(): number {
    return this.#refs.length;
  }

  /** The same as long as the rows are: the findings, their places and what they say. */
  signature(): string {
    const problems = this.#findings.problems.map(({ message }) => message).join('\n');
    return `${this.#grouping} ${signatureOf(this.#findings.index, this.#refs)} ${problems}`;
  }

  roots(): TreeNode[] {
    const messages = this.#findings.problems.map(({ message }) => message);
    const items = this.#groups.map((group) => ({ grouping: this.#grouping, group }));
    const problems = { kind: 'problems', id: 'problems', messages } as const;
    return [
      ...this.#limited(undefined, items),
      ...(messages.length > 0 ? [this.#known(problems)] : []),
    ];
  }

  /** The rows below a node, which may be one of an older model. */
  async children(node: TreeNode): Promise<TreeNode[]> {
    const now = this.#byId.get(node.id) ?? node;
    switch (now.kind) {
      case 'group':
        return this.#limited(now, this.#below(now));
      case 'file':
        return this.#limited(now, this.#inPlaceOrder(now.group.refs));
      case 'more':
        return this.#limited(now.parent, now.items, now);
      case 'finding':
        return this.#steps(now);
      case 'step':
      case 'problems':
        return [];
    }
  }

  /** The row of a finding, with its parents made up to the root; undefined when it is not shown. */
  async nodeOf(ref: Ref): Promise<FindingNode | undefined> {
    let level = this.roots();
    for (let depth = 0; depth < 10_000; depth += 1) {
      const next = level.find((node) => holds(node, ref));
      if (!next) {
        const wanted = this.#findings.get(ref);
        return level.find(
          (node): node is FindingNode => node.kind === 'finding' && node.id.endsWith(idOf(wanted)),
        );
      }
      level = await this.children(next);
    }
    return undefined;
  }

  #below(node: GroupNode): readonly Item[] {
    if (node.grouping === 'file') return this.#inPlaceOrder(node.group.refs);
    return groupBy(this.#findings.index, node.group.refs, 'file')
      .toSorted((a, b) => (a.key < b.key ? -1 : 1))
      .map((group) => ({ grouping: 'file' as const, group }));
  }

  /** The worst first, then as they stand in the file. */
  #inPlaceOrder(refs: readonly Ref[]): readonly Ref[] {
    const { sources } = this.#findings.index;
    const keyOf = (ref: Ref): readonly number[] => {
      const table = sources[sourceOf(ref)]?.table;
      const row = rowOf(ref);
      if (!table) return [];
      return [
        table.severityRank(row),
        table.number(row, column.startLine),
        table.number(row, column.startCharacter),
      ];
    };
    return refs
      .map((ref) => ({ ref, key: keyOf(ref) }))
      .sort((a, b) => compareKeys(a.key, b.key) || a.ref - b.ref)
      .map(({ ref }) => ref);
  }

  #limited(
    parent: GroupNode | FileNode | MoreNode | undefined,
    items: readonly Item[],
    more?: MoreNode,
  ): TreeNode[] {
    const above = more ?? parent;
    const nodes = items.slice(0, maxChildren).map((item) => this.#node(item, above));
    if (items.length <= maxChildren) return nodes;
    const rest = items.slice(maxChildren);
    const id = `${above?.id ?? 'top'} more`;
    return [...nodes, this.#known({ kind: 'more', id, parent: above, items: rest })];
  }

  #node(item: Item, parent: GroupNode | FileNode | MoreNode | undefined): TreeNode {
    if (typeof item === 'number') {
      const found = this.#findings.get(item);
      const above = parent as GroupNode | FileNode | MoreNode;
      return this.#known({
        kind: 'finding',
        id: `${owner(above).id} ${idOf(found)}`,
        parent: above,
        found,
      });
    }
    const { grouping, group } = item;
    const id = `${grouping} ${group.folder ?? ''} ${group.key}`;
    if (parent === undefined || parent.kind === 'file') {
      return this.#known({ kind: 'group', id, grouping, group });
    }
    const isTop = parent.kind === 'more' && owner(parent) === parent;
    if (isTop) return this.#known({ kind: 'group', id, grouping, group });
    return this.#known({
      kind: 'file',
      id: `${owner(parent).id} > ${id}`,
      parent,
      group,
    });
  }

  #known<N extends TreeNode>(node: N): N {
    this.#byId.set(node.id, node);
    return node;
  }

  async #steps(parent: FindingNode): Promise<TreeNode[]> {
    const whole = await this.#findings.whole(parent.found);
    if (whole.kind !== 'code') return [];
    const steps = whole.codeFlows.flatMap((locations, flow) =>
      locations.map((location, step) => ({
        kind: 'step' as const,
        id: `${parent.id} step ${flow} ${step}`,
        parent,
        location,
        flow,
        step,
        isLast: step === locations.length - 1,
        flows: whole.codeFlows.length,
      })),
    );
    return steps.slice(0, maxChildren);
  }
}

/** The first node above that is no continuation of a list; the node itself at the top. */
function owner(node: GroupNode | FileNode | MoreNode): GroupNode | FileNode | MoreNode {
  let at = node;
  while (at.kind === 'more' && at.parent) at = at.parent;
  return at;
}

function holds(node: TreeNode, ref: Ref): boolean {
  if (node.kind === 'group' || node.kind === 'file') return node.group.refs.includes(ref);
  if (node.kind !== 'more') return false;
  return node.items.some((item) =>
    typeof item === 'number' ? item === ref : item.group.refs.includes(ref),
  );
}

function idOf({ folder, finding }: FolderFinding): string {
  return `${folder.uri.toString()} ${finding.id}`;
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
