import { languageFor } from '../../src/core/grammars';
import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Language, Parser } from 'web-tree-sitter';
import { grammarFor } from '../../src/core/grammars';
import * as rules from '../../src/core/rules';
import { scanFile } from '../../src/core/scan';
import { createSyntax } from '../../src/core/syntax';
import { listSources } from '../../src/node/listSources';
import { readToScan } from '../../src/node/readToScan';
import { randomFrom } from './random';

/**
 * `node scan.mjs WHAT GRAMMARS ARGUMENT`, as JSON: `list FOLDER`, the files that a scan of it reads; `scan LIST` and
 * `parse LIST`, the processor's milliseconds for the files of a list; `edit FILE`, the milliseconds of every scan after
 * an edit, and of parsing alone.
 */
const [, , what, grammars = '', argument = ''] = process.argv;
const read = (file: string): Promise<Uint8Array> => fs.promises.readFile(path.join(grammars, file));
const hash = (text: string): string => crypto.createHash('sha256').update(text).digest('hex');
const edits = 200;

async function scanner() {
  const syntax = await createSyntax(read);
  return (file: string, text: string) =>
    scanFile(file, text, { syntax, rules, version: '0.0.0', hash });
}

function list(root: string): unknown {
  const wants = (file: string) => languageFor(file) !== undefined && !/\.d\.[cm]?ts$/.test(file);
  return listSources({ folder: root }, wants).files.flatMap((file) => {
    const read = readToScan({ folder: root, ...file });
    return read.kind === 'text' ? { file: path.join(root, file.path), size: read.text.length } : [];
  });
}

/** The files are read before the time is taken. */
async function timed(use: (file: string, text: string) => Promise<number>): Promise<unknown> {
  const names = JSON.parse(fs.readFileSync(argument, 'utf8')) as string[];
  const files = names.map((file) => ({ file, text: fs.readFileSync(file, 'utf8') }));
  const refused: string[] = [];
  let found = 0;
  const before = process.cpuUsage();
  for (const { file, text } of files) {
    try {
      found += await use(file, text);
    } catch {
      refused.push(file);
    }
  }
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1000, found, refused };
}

/** What the floor of a scan is: the same grammars, and nothing done with the trees. */
async function parser() {
  await Parser.init({ wasmBinary: (await read('web-tree-sitter.wasm')).slice().buffer });
  const parsers = new Map<string, Parser>();
  return async (file: string, text: string) => {
    const grammar = grammarFor(file) ?? '';
    const known = parsers.get(grammar);
    const parse = known ?? new Parser().setLanguage(await Language.load(await read(grammar)));
    parsers.set(grammar, parse);
    parse.parse(text)?.delete();
    return 0;
  };
}

async function edited(file: string): Promise<unknown> {
  const scan = await scanner();
  let text = fs.readFileSync(file, 'utf8');
  const random = randomFrom(4, 1);
  const parse = await parser();
  const times: number[] = [];
  const floor: number[] = [];
  let found = 0;
  for (let edit = 0; edit < edits; edit += 1) {
    const at = random.whole(text.length);
    text = text.slice(0, at) + random.one(['x', ' ', '\n', '(', "'", '}']) + text.slice(at);
    const began = performance.now();
    found = (await scan(file, text))?.length ?? 0;
    const scanned = performance.now();
    await parse(file, text);
    times.push(scanned - began);
    floor.push(performance.now() - scanned);
    // Only every tenth edit stays: a file that is typed in is broken in one place.
    if (edit % 10 !== 0) text = text.slice(0, at) + text.slice(at + 1);
  }
  return { times, floor, found };
}

async function answer(): Promise<unknown> {
  if (what === 'list') return list(argument);
  if (what === 'edit') return edited(argument);
  if (what === 'parse') return timed(await parser());
  const scan = await scanner();
  return timed(async (file, text) => (await scan(file, text))?.length ?? 0);
}

process.stdout.write(JSON.stringify(await answer()));
