import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { version } from '../package.json';
import { HumanError, messageOf } from './core/errors';
import { oneLine } from './core/plainText';
import { createSyntax } from './core/syntax';
import { type Answer, documentOf } from './node/answer';
import { exportBom, listBom, verifyBom } from './node/cliBom';
import { checkPatch } from './node/cliCheck';
import { findingsIn } from './node/cliFindings';

const help = `countersign: review drafted security fixes, without an editor

  countersign findings FILE... [--root DIR] [--count-only] [--format text|json]
      Read scanner reports in any format that the README lists. Lines in JSON count from 0.
  countersign check --before DIR --after DIR [--format text|json]
      Evidence and risk of a patch that is given as two trees, and whether the AI-BOM entries that
      it adds agree with its code.
  countersign bom list [DIR] [--format text|json]
      The decisions on record.
  countersign bom verify [DIR] [--base REV] [--format text|json]
      Whether the record is whole and the approved code still stands; with --base, also that no
      entry of that revision was changed or deleted while its fix stands.
  countersign bom export [DIR] [--out FILE] [--format cyclonedx]
      The record as a CycloneDX 1.6 document.
  countersign --help | --version

Exit code: 0 fine, 1 the answer is no, 2 bad usage or unreadable input.`;

const word = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

function answer(args: readonly string[]): Promise<Reply> {
  const [verb, ...rest] = args;
  if (rest.some((one) => one === '--help' || one === '-h')) return Promise.resolve(plain(help));
  switch (verb) {
    case 'findings':
      return findings(rest);
    case 'check':
      return check(rest);
    case 'bom':
      return bom(rest);
    case '--help':
    case '-h':
      return Promise.resolve(plain(help));
    case '--version':
      return Promise.resolve(plain(version));
    default: {
      const what = verb === undefined ? 'Say what to do' : `There is no “${oneLine(verb, 40)}”`;
      throw new HumanError(`${what}: findings, check or bom; see countersign --help.`);
    }
  }
}

interface Reply extends Answer {
  readonly format: 'text' | 'json';
}

async function findings(args: string[]): Promise<Reply> {
  const options = { format: word, root: word, 'count-only': flag } as const;
  const { values, positionals: reports } = parseArgs({ args, options, allowPositionals: true });
  const format = textOrJson(values.format);
  if (reports.length === 0) throw new HumanError('Name at least one report to read.');
  const { root = '.', 'count-only': countOnly } = values;
  return { ...(await findingsIn({ reports, root, countOnly })), format };
}

async function check(args: string[]): Promise<Reply> {
  const options = { format: word, before: word, after: word } as const;
  const { before, after, format: asked } = parseArgs({ args, options }).values;
  const format = textOrJson(asked);
  if (before === undefined || after === undefined) {
    throw new HumanError('Name both trees: --before DIR --after DIR.');
  }
  const syntax = () => createSyntax((file) => fs.readFile(path.join(__dirname, 'grammars', file)));
  const rules = () => import('./core/rules');
  return { ...(await checkPatch(before, after, { syntax, rules })), format };
}

async function bom(args: string[]): Promise<Reply> {
  const options = { format: word, base: word, out: word } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [verb, root = '.', ...tooMany] = positionals;
  if (tooMany.length > 0) throw new HumanError('Name one folder only.');
  if (values.base !== undefined && verb !== 'verify') throw new HumanError('--base is for verify.');
  if (values.out !== undefined && verb !== 'export') throw new HumanError('--out is for export.');
  switch (verb) {
    case 'list':
      return { format: textOrJson(values.format), ...(await listBom(root)) };
    case 'verify':
      return { format: textOrJson(values.format), ...(await verifyBom(root, values.base)) };
    case 'export':
      if (values.format !== undefined && values.format !== 'cyclonedx') {
        throw new HumanError('The AI-BOM is exported as --format cyclonedx.');
      }
      return { format: 'text', ...(await exportBom(root, version, values.out)) };
    default:
      throw new HumanError('Say which: bom list, bom verify or bom export.');
  }
}

function textOrJson(format = 'text'): Reply['format'] {
  if (format === 'text' || format === 'json') return format;
  throw new HumanError('The format is text or json.');
}

function plain(text: string): Reply {
  return { code: 0, json: () => undefined, text: () => text, notes: [], format: 'text' };
}

function isUsage(error: unknown): boolean {
  return (
    error instanceof TypeError && 'code' in error && /^ERR_PARSE_ARGS/.test(String(error.code))
  );
}

async function main(): Promise<void> {
  try {
    const { code, format, json, text, notes } = await answer(process.argv.slice(2));
    for (const note of notes) process.stderr.write(`countersign: ${oneLine(note, 1000)}\n`);
    process.stdout.write(`${format === 'json' ? documentOf(json()) : text()}\n`);
    process.exitCode = code;
  } catch (error) {
    const expected = error instanceof HumanError || isUsage(error);
    const what = expected ? '' : 'this is a defect of Countersign: ';
    process.stderr.write(`countersign: ${what}${oneLine(messageOf(error), 1000)}\n`);
    process.exitCode = 2;
  }
}

// Whoever reads the output may stop early, such as head: that is no failure. A full disk is one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`countersign: the answer cannot be written: ${error.message}\n`);
  process.exit(2);
});

void main();
