import { type Region, compareText } from './finding';

/** What an id is made of, and what two results have to share to be one. */
interface Said {
  readonly tool: { readonly name: string };
  readonly ruleId: string;
  readonly message: string;
  /** As the report gives it. */
  readonly location: { readonly region?: object };
}

/** A line of code that findings begin in. */
export interface Line {
  readonly path: string;
  /** Without what reformatting changes. */
  readonly text: string;
  /** The first id of each rule in it: many findings of one line follow each other. */
  readonly ids: Map<string, string>;
}

/** No line has findings of so many rules. */
const maxIds = 1000;

/** Gives out the ids of one report's code findings. */
export interface IdKeeper {
  /**
   * The id of a finding that says this, and is here; undefined when it was said before. `folder`
   * tells apart the files of one path that are not in this workspace; ids do not depend on it.
   */
  idOf(said: Said, line: Line, region: Region | undefined, folder?: string): string | undefined;
  /** The ids that change now that all are known, by the number of the finding among those with ids. */
  inFileOrder(): ReadonlyMap<number, string>;
}

/** Findings of equal lines, by their numbers, in the order of the report. */
interface Group {
  readonly members: number[];
  readonly said: Set<string>;
}

/**
 * The ordinal tells equal lines of a file apart, in the order in which they stand there, so that an
 * id holds when lines come and go elsewhere. Until all are known it goes by the report's order.
 */
export function idKeeper(hash: (text: string) => string): IdKeeper {
  const first = new Map<string, number>();
  const groups = new Map<string, Group>();
  const members = new Members();
  const idAt = (id: string, ordinal: number): string => hash(`${id} ${ordinal}`);

  function firstId({ tool, ruleId }: Said, line: Line): string {
    const rule = `${tool.name}\n${ruleId}`;
    const known = line.ids.get(rule);
    if (known !== undefined) return known;
    const id = hash(`code\n${rule}\n${line.path}\n${line.text}`);
    if (line.ids.size < maxIds) line.ids.set(rule, id);
    return id;
  }

  return {
    idOf(said, line, region, folder) {
      const id = firstId(said, line);
      const one = first.get(id);
      if (one === undefined) {
        first.set(id, members.add(said, region, folder));
        return id;
      }
      const group = groups.get(id) ?? { members: [one], said: new Set([members.words(one)]) };
      groups.set(id, group);
      const member = members.add(said, region, folder);
      const words = members.words(member);
      if (group.said.has(words)) {
        members.takeBack();
        return undefined;
      }
      group.said.add(words);
      group.members.push(member);
      return idAt(id, group.members.length - 1);
    },
    inFileOrder() {
      const changed = new Map<number, string>();
      for (const [id, group] of groups) {
        const ordered = [...group.members].sort((a, b) => members.compare(a, b));
        ordered.forEach((member, ordinal) => {
          if (member === group.members[ordinal]) return;
          changed.set(member, ordinal === 0 ? id : idAt(id, ordinal));
        });
      }
      return changed;
    },
  };
}

const width = 5;

/** What the findings with ids say, and where: in numbers, since there may be a million of them. */
class Members {
  #numbers = new Int32Array(1024 * width);
  #count = 0;
  readonly #numberOf = new Map<string, number>();
  readonly #texts: string[] = [];

  /** Answers its number. What has no place in the text goes by the one that the report gives. */
  add(
    { message, location: { region: said } }: Said,
    region: Region | undefined,
    folder: string | undefined,
  ): number {
    const at = this.#count * width;
    if (at === this.#numbers.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    const text = region && !folder ? message : `${message}\n${JSON.stringify([said, folder])}`;
    const known = this.#numberOf.get(text) ?? this.#texts.push(text) - 1;
    this.#numberOf.set(text, known);
    const { start, end } = region ?? nowhere;
    this.#numbers[at] = start.line;
    this.#numbers[at + 1] = start.character;
    this.#numbers[at + 2] = end.line;
    this.#numbers[at + 3] = end.character;
    this.#numbers[at + 4] = known;
    this.#count += 1;
    return this.#count - 1;
  }

  takeBack(): void {
    this.#count -= 1;
  }

  /** The same for findings that say the same of the same place. */
  words(member: number): string {
    const at = member * width;
    const n = this.#numbers;
    return `${n[at]} ${n[at + 1]} ${n[at + 2]} ${n[at + 3]} ${n[at + 4]}`;
  }

  /** In the order of the text, then of what they say; without a place first. */
  compare(a: number, b: number): number {
    for (let column = 0; column < width - 1; column += 1) {
      const one = this.#numbers[a * width + column] ?? 0;
      const difference = one - (this.#numbers[b * width + column] ?? 0);
      if (difference !== 0) return difference;
    }
    return compareText(this.#text(a), this.#text(b));
  }

  #text(member: number): string {
    return this.#texts[this.#numbers[member * width + width - 1] ?? -1] ?? '';
  }
}

const nowhere: Region = { start: { line: -1, character: -1 }, end: { line: -1, character: -1 } };
