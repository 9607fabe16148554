import type { Node, Scalar, YAMLMap } from 'yaml';
import { isAlias, isCollection, isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml';
import type { Span } from '../span';
import { tooLarge } from './configLanguage';

/** A workflow, or an action that is made of steps; offsets are those of the text. */
export interface WorkflowFile {
  readonly path: string;
  readonly text: string;
  readonly isAction: boolean;
  readonly root: Section;
  /** The names of the events that start it. */
  readonly triggers: ReadonlySet<string>;
  /** None in an action, whose steps belong to no job. */
  readonly jobs: readonly Job[];
  /** Each step once, even where an alias repeats it. */
  readonly steps: readonly Step[];
  /** Each mapping of the file once, in its order. */
  readonly maps: readonly Section[];
}

/** A mapping, read through its aliases. */
export interface Section {
  readonly node: YAMLMap;
  /** Of the last key of that name. */
  get(key: string): Entry | undefined;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  /** Undefined for an empty value. */
  readonly value: Node | undefined;
  /** The value is an alias, so it stands somewhere else. */
  readonly isAlias: boolean;
  /** The value, when it is a mapping. */
  readonly section: Section | undefined;
}

export interface Job extends Section {
  readonly id: string;
}

export interface Step extends Section {
  readonly job: Job | undefined;
}

/** A YAML text this long takes seconds to read when it is made to. */
const longest = 300_000;

/** Undefined when the text is no workflow at all. Throws a HumanError for one that is too long. */
export function readWorkflow(path: string, text: string): WorkflowFile | undefined {
  if (text.length > longest) throw tooLarge(path);
  const nodes = readNodes(text);
  const root = nodes && isMap(nodes.root) ? section(nodes.root, nodes) : undefined;
  if (!nodes || !root) return undefined;
  const isAction = /(^|\/)action\.ya?ml$/i.test(path);
  const jobs = isAction ? [] : jobsOf(root, nodes);
  const composite = root.get('runs')?.section;
  const holders = isAction && composite ? [composite] : jobs;
  const steps = new Map<YAMLMap, Step>();
  for (const holder of holders) {
    for (const node of itemsOf(holder.get('steps')?.value, nodes)) {
      if (!isMap(node) || steps.has(node)) continue;
      steps.set(node, { ...section(node, nodes), job: jobs.find((job) => job === holder) });
    }
  }
  return {
    path,
    text,
    isAction,
    root,
    triggers: triggersOf(root),
    jobs,
    steps: [...steps.values()],
    maps: nodes.maps.map((map) => section(map, nodes)),
  };
}

/** A scalar as the text that it means; undefined for anything else. */
export function textOf(node: Node | undefined): string | undefined {
  return isScalar(node) && node.value !== null ? scalarText(node) : undefined;
}

/** The texts of a scalar, or of the scalars in a list. */
export function textsOf(node: Node | undefined): readonly string[] {
  const items = isSeq(node) ? node.items : [node];
  return items.flatMap((item) => textOf(item as Node) ?? []);
}

/** Where the text of a node stands, without its quotes or the header of a block. */
export function spanOfNode(node: Node, text: string): Span {
  const [start, end] = node.range ?? [0, 0];
  const type = isScalar(node) ? (node.type ?? '') : '';
  if (type.startsWith('QUOTE_')) return { start: start + 1, end: Math.max(start + 1, end - 1) };
  const newline = type.startsWith('BLOCK_') ? text.indexOf('\n', start) : -1;
  return { start: newline >= 0 && newline < end ? newline + 1 : start, end };
}

function scalarText(node: Scalar): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

interface Nodes {
  readonly root: unknown;
  readonly maps: readonly YAMLMap[];
  /** What an alias stands for. */
  readonly resolve: (node: unknown) => Node | undefined;
}

function readNodes(text: string): Nodes | undefined {
  let root: unknown;
  try {
    root = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
    root = (root as { contents: unknown }).contents;
  } catch {
    return undefined;
  }
  const maps: YAMLMap[] = [];
  const targets = new Map<unknown, Node>();
  const anchors = new Map<string, Node>();
  const open: unknown[] = [root];
  // In the file's order, so that an alias finds the last anchor of its name before it.
  for (let node = open.pop(); open.length > 0 || node !== undefined; node = open.pop()) {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target) targets.set(node, target);
    } else if (isPair(node)) {
      open.push(node.value ?? undefined, node.key ?? undefined);
    } else if (isScalar(node) || isCollection(node)) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (isMap(node)) maps.push(node);
      if (isCollection(node)) open.push(...(node.items as unknown[]).toReversed());
    }
  }
  const resolve = (node: unknown) => (isAlias(node) ? targets.get(node) : (node as Node));
  return { root, maps, resolve };
}

function section(node: YAMLMap, { resolve }: Pick<Nodes, 'resolve'>): Section {
  let entries: readonly Entry[] | undefined;
  let byKey: ReadonlyMap<string, Entry> | undefined;
  const all = () =>
    (entries ??= node.items.flatMap(({ key, value }) => {
      const name = isScalar(key) ? scalarText(key) : undefined;
      const range = isScalar(key) ? key.range : undefined;
      if (name === undefined || !range) return [];
      const target = resolve(value) ?? undefined;
      return {
        key: name,
        keySpan: { start: range[0], end: range[1] },
        value: target,
        isAlias: isAlias(value),
        get section() {
          return isMap(target) ? section(target, { resolve }) : undefined;
        },
      };
    }));
  return {
    node,
    get entries() {
      return all();
    },
    get(key) {
      byKey ??= new Map(all().map((entry) => [entry.key, entry]));
      return byKey.get(key);
    },
  };
}

function itemsOf(node: Node | undefined, { resolve }: Nodes): readonly (Node | undefined)[] {
  return isSeq(node) ? node.items.map((item) => resolve(item)) : [];
}

function jobsOf(root: Section, nodes: Nodes): readonly Job[] {
  const seen = new Set<YAMLMap>();
  return (root.get('jobs')?.section?.entries ?? []).flatMap(({ key, value }) => {
    if (!isMap(value) || seen.has(value)) return [];
    seen.add(value);
    return [{ ...section(value, nodes), id: key }];
  });
}

function triggersOf(root: Section): ReadonlySet<string> {
  // YAML 1.1 reads the key as true, and so do some who write it.
  const on = root.get('on') ?? root.get('true');
  return new Set(on?.section?.entries.map(({ key }) => key) ?? textsOf(on?.value));
}
