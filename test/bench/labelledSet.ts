import * as fs from 'node:fs';
import * as path from 'node:path';
import type { SubjectFile } from '../../src/core/evidence';
import type { CodeFinding } from '../../src/core/finding';

/** A small file with a flaw, and fixes of it that people have judged. test/labelled/README.md says how it is written. */
export interface Item {
  /** The family and the file, for messages. */
  readonly name: string;
  readonly path: string;
  readonly before: string;
  readonly finding: CodeFinding;
  /** What lies around the file in its project. */
  readonly around: ReadonlyMap<string, string>;
  readonly fixes: readonly Fix[];
}

export interface Fix {
  readonly label: Label;
  /** One sentence. */
  readonly why: string;
  readonly files: readonly SubjectFile[];
}

export type Label = 'right' | 'wrong';

/** All items below a folder, in order. Throws when one does not hold together: a wrong exam measures nothing. */
export function readItems(folder: string): readonly Item[] {
  const common = fs.readdirSync(path.join(folder, 'around'));
  const around = new Map(common.map((name) => [name, textOf(folder, 'around', name)]));
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name) =>
      textOf(folder, name)
        .split(/^=== /m)
        .slice(1)
        .map((part) => itemOf(name.replace(/\.txt$/, ''), part, around)),
    );
}

function textOf(...parts: readonly string[]): string {
  return fs.readFileSync(path.join(...parts), 'utf8');
}

function itemOf(family: string, part: string, common: ReadonlyMap<string, string>): Item {
  const [head = '', ...fixes] = part.split(/^--- /m);
  const [own = '', ...others] = head.split(/^=\+= /m);
  const [, file = '', cwe = '', at = '', source = ''] =
    /^(.+)\ncwe: (CWE-\d+)\nat: (.+)\n\n([^]*)$/.exec(own) ?? [];
  const name = `${family} ${file}`;
  if (source === '') throw new Error(`${name}: the head is not as it has to be.`);
  const before = `${source.trimEnd()}\n`;
  const around = new Map(common);
  for (const other of others) {
    const [otherPath = '', ...lines] = other.split('\n');
    around.set(otherPath, `${lines.join('\n').trimEnd()}\n`);
  }
  const texts = new Map([...around, [file, before]]);
  return {
    name,
    path: file,
    before,
    finding: findingOf({ name, file, cwe, at, before }),
    around,
    fixes: fixes.map((fix) => fixOf(name, fix, texts)),
  };
}

interface Marked {
  readonly name: string;
  readonly file: string;
  readonly cwe: string;
  readonly at: string;
  readonly before: string;
}

function findingOf({ name, file, cwe, at, before }: Marked): CodeFinding {
  const lines = before.split('\n');
  const found = lines.flatMap((text, line) => (text.includes(at) ? [line] : []));
  const [line, second] = found;
  if (line === undefined || second !== undefined) {
    throw new Error(`${name}: "${at}" is on ${found.length} lines.`);
  }
  const text = lines[line] ?? '';
  const start = { line, character: text.search(/\S/) };
  return {
    kind: 'code',
    id: 'a'.repeat(64),
    tool: { name: 'a scanner' },
    ruleId: cwe.toLowerCase(),
    severity: 'high',
    message: `A weakness of the kind ${cwe}.`,
    location: { path: file, region: { start, end: { line, character: text.length } } },
    cwe: [cwe],
    related: [],
    codeFlows: [],
    fixes: [],
  };
}

function fixOf(name: string, text: string, texts: ReadonlyMap<string, string>): Fix {
  const [first = '', ...lines] = text.trimEnd().split('\n');
  const [, label, why] = /^(right|wrong): (.+)$/.exec(first) ?? [];
  if (label === undefined || why === undefined)
    throw new Error(`${name}: "${first}" says no label.`);
  const after = new Map<string, string>();
  let file = [...texts.keys()].at(-1) ?? '';
  let hunk: string[] = [];
  const flush = () => {
    if (hunk.length === 0) return;
    const place = `${name}, "${why}"`;
    after.set(file, patched(place, after.get(file) ?? texts.get(file) ?? '', hunk));
    hunk = [];
  };
  for (const line of lines) {
    const [, other] = /^@@(?: (.+))?$/.exec(line) ?? [];
    if (!line.startsWith('@@')) {
      hunk.push(line);
      continue;
    }
    flush();
    file = other ?? file;
  }
  flush();
  const files = [...after].map(([at, now]): SubjectFile => {
    const old = texts.get(at);
    if (now === old) throw new Error(`${name}: "${why}" changes nothing.`);
    if (old === undefined) return { path: at, before: '', after: now, status: 'created' };
    return { path: at, before: old, after: now, ...(now === '' && { status: 'deleted' }) };
  });
  if (files.length === 0) throw new Error(`${name}: "${why}" has no change.`);
  return { label: label === 'right' ? 'right' : 'wrong', why, files };
}

/** A hunk is a unified one without numbers: its old lines have to be in the text exactly once. */
function patched(place: string, text: string, hunk: readonly string[]): string {
  const side = (without: string) =>
    hunk
      .filter((line) => !line.startsWith(without))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const strange = hunk.find((line) => line !== '' && !/^[-+ ]/.test(line));
  if (strange !== undefined) throw new Error(`${place}: "${strange}" is no line of a hunk.`);
  const old = side('+');
  if (old === '' && text === '') return side('-');
  const padded = `\n${text}`;
  const pieces = padded.split(`\n${old}`);
  if (old === '' || pieces.length !== 2) {
    throw new Error(`${place}: these lines are there ${pieces.length - 1} times:\n${old}`);
  }
  return pieces.join(`\n${side('-')}`).slice(1);
}
