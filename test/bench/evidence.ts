import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { checks } from '../../src/core/checks';
import type { Evidence, SubjectFile } from '../../src/core/evidence';
import { gather } from '../../src/core/evidence';
import type { CodeFinding } from '../../src/core/finding';
import * as rules from '../../src/core/rules';
import { withSharedSyntax } from '../../src/core/sharedSyntax';
import { createSyntax } from '../../src/core/syntax';
import type { Item, Label } from './labelledSet';
import { readItems } from './labelledSet';

/**
 * `node evidence.mjs GRAMMARS LABELLED`: what every check says of every labelled fix, as JSON; with the finding, as in
 * the editor, and without one, as on the command line.
 */
export interface Judged {
  readonly item: string;
  readonly label: Label;
  readonly why: string;
  /** Built-in detection sees the flaw in the text before. */
  readonly isSeen: boolean;
  readonly withFinding: readonly Said[];
  readonly withoutFinding: readonly Said[];
}

export type Said = Pick<Evidence, 'check' | 'outcome' | 'detail'>;

const [, , grammars = '', folder = ''] = process.argv;
const syntax = await createSyntax((name) => fs.readFile(path.join(grammars, name)));

async function judgedOf(item: Item): Promise<readonly Judged[]> {
  const { path: file, before, finding, around, fixes } = item;
  const isSeen = await rules.detectIn(
    file,
    before,
    syntax,
    (all) => rules.detectionsFor(finding, all, before).length > 0,
  );
  const judged: Judged[] = [];
  for (const { label, why, files } of fixes) {
    judged.push({
      item: item.name,
      label,
      why,
      isSeen,
      withFinding: await ask(files, new Map([...around, [file, before]]), finding),
      withoutFinding: await ask(files, afterwards(item, files)),
    });
  }
  return judged;
}

function afterwards(
  { path: file, before, around }: Item,
  files: readonly SubjectFile[],
): ReadonlyMap<string, string> {
  return new Map([
    ...around,
    [file, before],
    ...files.map((one) => [one.path, one.after] as const),
  ]);
}

/** `texts` is what is on disk meanwhile. */
async function ask(
  files: readonly SubjectFile[],
  texts: ReadonlyMap<string, string>,
  finding?: CodeFinding,
): Promise<readonly Said[]> {
  const read = (name: string) => {
    const text = texts.get(name);
    return Promise.resolve(text === undefined ? undefined : new TextEncoder().encode(text));
  };
  const evidence = await withSharedSyntax(
    { syntax: () => Promise.resolve(syntax), rules: () => Promise.resolve(rules), read },
    (ports) => gather(checks, { ...(finding && { finding }), files }, ports),
  );
  return evidence.map(({ check, outcome, detail }) => ({ check, outcome, detail }));
}

const all: Judged[] = [];
for (const item of readItems(folder)) all.push(...(await judgedOf(item)));
process.stdout.write(JSON.stringify(all));
