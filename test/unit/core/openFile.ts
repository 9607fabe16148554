import assert from 'node:assert/strict';
import type { Region } from '../../../src/core/finding';
import { Follower } from '../../../src/core/follow';
import { indexText } from '../../../src/core/lines';
import { type TextChange, replacing } from '../../../src/core/track';

/** An edit by offsets in the text before all edits that are made with it. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A file in the editor, with the findings that lie in it. */
export class OpenFile {
  text: string;
  readonly places: (Region | undefined)[];
  readonly #follower: Follower;

  constructor(text: string, places: readonly (Region | undefined)[]) {
    this.text = text;
    this.places = [...places];
    this.#follower = new Follower(text);
    this.remember();
  }

  remember(): void {
    this.#follower.remember(this.#asked());
  }

  /** As the editor reports it: the last edit first. */
  edit(...edits: readonly Edit[]): boolean {
    const index = indexText(this.text);
    const changes: TextChange[] = [];
    for (const { from, to, text } of [...edits].sort((a, b) => b.from - a.from)) {
      const region = { start: index.positionAt(from), end: index.positionAt(to) };
      changes.push(replacing(region, text));
      this.text = this.text.slice(0, from) + text + this.text.slice(to);
    }
    const now = this.text.split('\n');
    const linesOf = (from: number, to?: number) => now.slice(from, to).join('\n');
    return this.#follower.follow(changes, linesOf, this.#asked());
  }

  /** Replaces what stands once in the text. */
  replace(old: string, text: string): boolean {
    const from = this.text.indexOf(old);
    assert.ok(from >= 0, old);
    return this.edit({ from, to: from + old.length, text });
  }

  become(text: string): boolean {
    return this.edit({ from: 0, to: this.text.length, text });
  }

  /** The texts that the places cover; undefined of one that is gone. */
  covered(): (string | undefined)[] {
    return this.places.map((place) => (place ? coveredBy(this.text, place) : undefined));
  }

  #asked() {
    const { places } = this;
    return {
      count: places.length,
      id: (index: number) => String(index),
      get: (index: number) => places[index],
      set: (index: number, region: Region | undefined) => {
        places[index] = region;
      },
    };
  }
}

export function coveredBy(text: string, { start, end }: Region): string {
  const index = indexText(text);
  const offset = ({ line, character }: Region['start']) => index.lineStart(line) + character;
  return text.slice(offset(start), offset(end));
}

export function placeOf(text: string, part: string): Region {
  const from = text.indexOf(part);
  assert.ok(from >= 0, part);
  const index = indexText(text);
  return { start: index.positionAt(from), end: index.positionAt(from + part.length) };
}
