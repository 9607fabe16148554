import type { LineRange } from '../diffLines';
import type { SubjectFile } from '../evidence';
import type { Region } from '../finding';
import { lineStarts } from '../lines';
import type { FileOptions } from '../rules/parsedFile';
import type { Span } from '../span';
import type { Node, Syntax } from '../syntax';
import { type Words, wordsOf } from '../words';
import { isFunction } from './around';
import type { Changes } from './changes';

/** Smaller files are looked at as a whole. */
const leastLength = 30_000;
/** A name that stands in more places than this says little about what belongs together. */
const mostPlaces = 60;
/** From a change to who calls it, to who calls those, and on. */
const steps = 3;

/** The stretches of the texts before and after in which a change can make or mend a flaw. */
export interface Bearing {
  readonly before: Pick<FileOptions, 'concerns' | 'words'>;
  readonly after: Pick<FileOptions, 'concerns' | 'words'>;
}

/**
 * In a large file: the functions that change, those that they call, and those that call them, some
 * steps away; and the place of the finding. In a smaller one, and where that cannot be told, all.
 */
export async function bearingOf(
  { path, before, after }: SubjectFile,
  { hunks }: Pick<Changes, 'hunks'>,
  region: Region | undefined,
  syntax: Syntax,
): Promise<Bearing> {
  const everything: Bearing = { before: {}, after: {} };
  if (Math.max(before.length, after.length) < leastLength) return everything;
  const old = new Side(path, before, syntax);
  const now = new Side(path, after, syntax);
  const place = region && { start: region.start.line, end: region.end.line + 1 };
  await old.add([...hunks.map((hunk) => hunk.before), ...(place ? [place] : [])]);
  await now.add(hunks.map((hunk) => hunk.after));
  let asked = new Set<string>();
  for (let step = 0; step < steps; step += 1) {
    const names = new Set([...old.names, ...now.names]);
    const fresh = [...names].filter((name) => !asked.has(name));
    asked = names;
    await old.follow(fresh);
    await now.follow(fresh);
  }
  return { before: old.bearing(), after: now.bearing() };
}

/** One of the two texts: the stretches that were come to, and the names that lead on from there. */
class Side {
  readonly names = new Set<string>();
  readonly #spans: Span[] = [];
  readonly #words: Words;
  readonly #path: string;
  readonly #text: string;
  readonly #syntax: Syntax;

  constructor(path: string, text: string, syntax: Syntax) {
    this.#path = path;
    this.#text = text;
    this.#syntax = syntax;
    this.#words = wordsOf(text);
  }

  /** The functions around these lines, and what the lines themselves name. */
  async add(ranges: readonly LineRange[]): Promise<void> {
    const starts = lineStarts(this.#text);
    const spans = ranges.map(({ start, end }) => ({
      start: starts[start] ?? this.#text.length,
      end: starts[Math.max(end, start + 1)] ?? this.#text.length,
    }));
    for (const { start, end } of spans) this.#nameAll(this.#text.slice(start, end));
    await this.#syntax.withTree(this.#path, this.#text, (root) => {
      for (const span of spans) {
        this.#spans.push(span);
        this.#include(root.descendantForIndex(span.start, Math.max(span.start, span.end - 1)));
      }
    });
  }

  /** The functions in which these names stand. */
  async follow(names: readonly string[]): Promise<void> {
    const places = names.flatMap((name) => {
      const at = this.#words.at(name);
      return at.length > mostPlaces ? [] : at;
    });
    await this.#syntax.withTree(this.#path, this.#text, (root) => {
      for (const at of places) {
        if (!this.#holds(at, at)) this.#include(root.descendantForIndex(at));
      }
    });
  }

  bearing(): Bearing['before'] {
    return { concerns: (start, end) => this.#holds(start, end), words: this.#words };
  }

  #holds(start: number, end: number): boolean {
    return this.#spans.some((span) => span.start <= end && span.end >= start);
  }

  /** The nearest function around a node, and its name. Outside of all: the statement. */
  #include(node: Node): void {
    let at = node;
    while (at.parent?.parent && !isFunction(at)) at = at.parent;
    if (!at.parent) return;
    this.#spans.push({ start: at.startIndex, end: at.endIndex });
    const named = at.childForFieldName('name') ?? nameBefore(at);
    if (named) this.names.add(named.text);
  }

  /** What is called or set on lines of code: those names tie them to others. */
  #nameAll(code: string): void {
    for (const [, name] of code.matchAll(
      /(?<![\p{L}\p{N}_$])([\p{L}_$][\p{L}\p{N}_$]*)\s*(?=\(|=(?!=)|:\s*function)/gu,
    )) {
      if (name !== undefined) this.names.add(name);
    }
  }
}

/** What a function is set to: `find` of `find = function () {}`, and of `{ find: () => 1 }`. */
function nameBefore({ parent }: Node): Node | null {
  const name = parent?.childForFieldName('name') ?? parent?.childForFieldName('key');
  const left = parent?.childForFieldName('left');
  return name ?? left?.childForFieldName('property') ?? left ?? null;
}
