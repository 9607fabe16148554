import { foldPath } from './paths';

/** What a glob stands for once its braces are expanded. */
export type Glob = readonly Alternative[];

interface Alternative {
  readonly text: string;
  /** Folded; `**` stands for any number of them. */
  readonly segments: readonly string[];
}

export type ReadGlob =
  { readonly ok: true; readonly glob: Glob } | { readonly ok: false; readonly why: string };

const maxLength = 256;
const maxAlternatives = 64;

const refuse = (why: string): ReadGlob => ({ ok: false, why });

/**
 * Reads a glob: `*` and `?` within a name, `**` across names, `{a,b}`. As in .gitignore, a glob
 * without a slash matches at any depth, and one that matches a folder covers all that is in it.
 * Letters match in any case. Character classes, `!` and backslashes are refused, not ignored.
 */
export function readGlob(text: string): ReadGlob {
  if (text.length > maxLength) return refuse(`it is longer than ${maxLength}`);
  if (text.startsWith('!')) return refuse('it starts with “!”, and rules can only be added');
  if (/[[\]]/.test(text)) return refuse('it has a character class; write ? or {a,b} instead');
  if (text.includes('\\')) return refuse('it has a backslash; write forward slashes');
  const alternatives = expandBraces(text);
  if (typeof alternatives === 'string') return refuse(alternatives);
  const glob = alternatives.map((one) => ({ text: one, segments: segmentsOf(one) }));
  if (glob.some(({ segments }) => segments.length === 0)) return refuse('it names no file');
  return { ok: true, glob };
}

/** How many more steps matching may take. It counts down. */
export interface Steps {
  left: number;
}

/**
 * The alternative of a glob that matches a folded path, given as its segments; undefined when none
 * does. The time is bounded by the length of the glob times that of the path. Throws when the steps
 * are used up.
 */
export function globMatch(
  glob: Glob,
  segments: readonly string[],
  steps: Steps = { left: Infinity },
): string | undefined {
  const sameName = (pattern: string, name: string) =>
    matchAll(pattern, name, '*', sameCharacter, steps);
  return glob.find((one) => matchAll(one.segments, segments, '**', sameName, steps))?.text;
}

function sameCharacter(one: string, character: string): boolean {
  return one === '?' || one === character;
}

/**
 * Wildcard matching with two pointers. After a mismatch it goes back to the last star only: what an
 * earlier star could still reach, the last one can reach too. So nothing is ever exponential.
 */
function matchAll(
  pattern: ArrayLike<string>,
  items: ArrayLike<string>,
  star: string,
  same: (one: string, item: string) => boolean,
  steps: Steps,
): boolean {
  let at = 0;
  let afterStar = -1;
  let resume = 0;
  for (let item = 0; item < items.length;) {
    if (--steps.left < 0) throw new Error('its globs take too many steps to match');
    const one = pattern[at];
    if (one === star) {
      afterStar = ++at;
      resume = item;
    } else if (one !== undefined && same(one, items[item] ?? '')) {
      at++;
      item++;
    } else if (afterStar >= 0) {
      at = afterStar;
      item = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[at] === star) at++;
  return at === pattern.length;
}

function segmentsOf(alternative: string): readonly string[] {
  const names = foldPath(alternative).split('/');
  if (names[0] === '') return [];
  const anchored = alternative.slice(0, -1).includes('/');
  const segments = [...(anchored ? [] : ['**']), ...names, '**'];
  return segments.filter((segment, index) => segment !== '**' || segments[index - 1] !== '**');
}

/** All texts that the braces stand for, or why they cannot be expanded. */
function expandBraces(text: string): readonly string[] | string {
  const done: string[] = [];
  const todo = [text];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const open = next.indexOf('{');
    if (open < 0 && next.includes('}')) return 'its braces do not match';
    if (open < 0) {
      done.push(next);
    } else {
      const group = braceGroup(next, open);
      if (!group) return 'its braces do not match';
      const before = next.slice(0, open);
      const after = next.slice(group.end);
      todo.push(...group.options.map((option) => before + option + after));
    }
    if (done.length + todo.length > maxAlternatives) {
      return `its braces stand for more than ${maxAlternatives} globs`;
    }
  }
  return done;
}

/** The options of the group that opens at `open`, split at its own commas. */
function braceGroup(
  text: string,
  open: number,
): { readonly options: readonly string[]; readonly end: number } | undefined {
  const options: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let at = open; at < text.length; at++) {
    const char = text[at];
    if (char === '{') depth++;
    if (char === '}') depth--;
    if (depth === 0 || (depth === 1 && char === ',')) {
      options.push(text.slice(start, at));
      start = at + 1;
    }
    if (depth === 0) return { options, end: at + 1 };
  }
  return undefined;
}
