import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { checks } from '../../src/core/checks';
import type { Draft } from '../../src/core/draft';
import { applyEdits } from '../../src/core/draft';
import { recipeDrafter } from '../../src/core/drafters/recipe';
import type { Subject } from '../../src/core/evidence';
import { gather, verdictOf } from '../../src/core/evidence';
import type { CodeFinding } from '../../src/core/finding';
import type { Ports } from '../../src/core/ports';
import { withSharedSyntax } from '../../src/core/sharedSyntax';
import { createSyntax } from '../../src/core/syntax';

/**
 * `node checks.mjs GRAMMARS BYTES`: milliseconds of every round over a draft of a file of so many bytes, as JSON. Every round has a text
 * of its own, so that nothing is measured that was only remembered.
 */
const rounds = 60;
const file = 'src/products.js';
const [, , grammars = '', bytes = ''] = process.argv;
const source = sourceOf(Number(bytes));

const syntax = await createSyntax((name) => fs.readFile(path.join(grammars, name)));
const portsOver = (text: string): Ports => ({
  syntax: () => Promise.resolve(syntax),
  rules: () => import('../../src/core/rules'),
  read: (name) => Promise.resolve(name === file ? new TextEncoder().encode(text) : undefined),
  realPath: (name) => Promise.resolve({ ok: true, path: name }),
  now: () => '2026-01-05T09:00:00.000Z',
  newId: () => '01JGT0000000000000000000BE',
  person: () => Promise.resolve({ name: 'Robin Reviewer' }),
});

const ours: number[] = [];
const floor: number[] = [];
const verdicts = new Set<string>();
for (let round = 0; round < rounds; round += 1) {
  const text = `${source}// round ${round}\n`;
  const ports = portsOver(text);
  const subject = await subjectOf(text, ports);
  const look = () => withSharedSyntax(ports, (shared) => gather(checks, subject, shared));
  ours.push(await timed(async () => verdicts.add(verdictOf(await look(), []))));
  floor.push(await timed(() => parseBoth(subject)));
}
const verdict = [...verdicts].join(', ');
process.stdout.write(JSON.stringify({ bytes: source.length, verdict, ours, floor }));

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function parseBoth({ files }: Subject): Promise<void> {
  for (const { path: name, before, after } of files) {
    for (const one of [before, after]) {
      await syntax.withTree(name, `${one}// parsed anew\n`, () => undefined);
    }
  }
}

/** The draft of the built-in recipe for one flaw in the middle of the file. */
async function subjectOf(text: string, ports: Ports): Promise<Subject> {
  const finding = findingIn(text);
  const drafted = await recipeDrafter('0.0.0').draft(finding, ports, new AbortController().signal);
  if (!drafted.ok) throw new Error(drafted.why);
  const { draft } = drafted;
  return { finding, draft, files: [{ path: file, before: text, after: after(draft, text) }] };
}

function after({ changes }: Draft, text: string): string {
  const [change] = changes;
  if (change === undefined) throw new Error('The draft changes nothing.');
  const applied = applyEdits(text, change.edits);
  if (!applied.ok) throw new Error(applied.why);
  return applied.text;
}

function findingIn(text: string): CodeFinding {
  const lines = text.split('\n');
  const half = Math.floor(lines.length / 2);
  const line = lines.findIndex((one, index) => index > half && one.includes('SELECT'));
  const end = lines[line]?.length ?? 0;
  return {
    kind: 'code',
    id: 'a'.repeat(64),
    tool: { name: 'bench' },
    ruleId: 'sql-injection',
    severity: 'high',
    message: 'SQL is built from parts.',
    location: {
      path: file,
      region: { start: { line, character: 0 }, end: { line, character: end } },
    },
    related: [],
    cwe: ['CWE-89'],
    codeFlows: [],
    fixes: [],
  };
}

/** A module of many small functions, every fourth of which has a flaw. */
function sourceOf(bytes: number): string {
  let text = "const mysql = require('mysql2');\nconst db = mysql.createPool({});\n";
  for (let index = 0; text.length < bytes; index += 1) {
    text += index % 4 === 0 ? flawed(index) : harmless(index);
  }
  return text;
}

function flawed(index: number): string {
  return `
exports.find${index} = (request, response, next) => {
  const { name } = request.query;
  db.query("SELECT * FROM products WHERE name = '" + name + "'", (error, rows) => {
    if (error) return next(error);
    response.json(rows);
  });
};
`;
}

function harmless(index: number): string {
  return `
function total${index}(items) {
  let sum = 0;
  for (const { price, count } of items.filter((item) => item.count > ${index})) {
    sum += Math.round(price * count * 100) / 100;
  }
  return { sum, label: \`\${items.length} items, \${sum}\` };
}
`;
}
