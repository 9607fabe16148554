import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { version } from '../package.json';
import { HumanError, messageOf } from './core/errors';
import { type Severity, severities } from './core/finding';
import { oneLine } from './core/plainText';
import { createSyntax } from './core/syntax';
import { type Answer, documentOf } from './node/answer';
import { exportBom, listBom, verifyBom } from './node/cliBom';
import { checkBranch } from './node/cliBranch';
import { checkPatch } from './node/cliCheck';
import { draftFix } from './node/cliDraft';
import { findingsIn } from './node/cliFindings';
import { helpOf, usageOf } from './node/cliHelp';
import { explainPath, initPolicy } from './node/cliPolicy';
import { type ScanProgram, scanPaths } from './node/cliScan';
import { slowChecksNamed } from './node/cliSlow';

const syntax = () => createSyntax((file) => fs.readFile(path.join(__dirname, 'grammars', file)));

const word = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

function answer(args: readonly string[]): Promise<Reply> {
  const [verb, ...rest] = args;
  if (rest.some((one) => one === '--help' || one === '-h'))
    return Promise.resolve(plain(helpOf(verb)));
  switch (verb) {
    case 'findings':
      return findings(rest);
    case 'scan':
      return scan(rest);
    case 'draft':
      return draft(rest);
    case 'check':
      return check(rest);
    case 'plan':
      return import('./planning').then(({ planFolder }) => planFolder(rest, version));
    case 'bom':
      return bom(rest);
    case 'policy':
      return policy(rest);
    case '--help':
    case '-h':
      return Promise.resolve(plain(helpOf()));
    case '--version':
      return Promise.resolve(plain(version));
    default: {
      const what = verb === undefined ? 'Say what to do' : `There is no “${oneLine(verb, 40)}”`;
      throw new HumanError(
        `${what}: findings, scan, draft, check, plan, bom or policy; see countersign --help.`,
      );
    }
  }
}

interface Reply extends Answer {
  /** As `json` when the answer is to be one document. */
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

const scanOptions = { format: word, root: word, 'no-ignore': flag, 'max-size': word } as const;

async function scan(args: string[]): Promise<Reply> {
  const options = { ...scanOptions, 'fail-on': word } as const;
  const { values, positionals: paths } = parseArgs({ args, options, allowPositionals: true });
  const { format = 'text', root, 'fail-on': failOn = 'low' } = values;
  if (format !== 'text' && format !== 'json' && format !== 'sarif') {
    throw new HumanError('The format is text, json or sarif.');
  }
  if (!isSeverity(failOn)) throw new HumanError(`--fail-on is one of ${severities.join(', ')}.`);
  const place = { paths, root, withIgnored: values['no-ignore'], maxBytes: sizeOf(values) };
  const program = await scanProgram();
  const reply = await scanPaths({ ...place, format, failOn }, program);
  return { ...reply, format: format === 'text' ? 'text' : 'json' };
}

async function draft(args: string[]): Promise<Reply> {
  const options = { ...scanOptions, finding: word, report: word, drafter: word } as const;
  const { values, positionals: paths } = parseArgs({ args, options, allowPositionals: true });
  const { format = 'diff', root, finding, report, drafter = 'recipe' } = values;
  if (format !== 'diff' && format !== 'json') throw new HumanError('The format is diff or json.');
  if (drafter !== 'recipe') throw new HumanError('The only drafter here is recipe.');
  if (finding === undefined) throw new HumanError('Name the finding: --finding ID.');
  const isTerminal = format === 'diff' && process.stdout.isTTY;
  const place = { paths, root, withIgnored: values['no-ignore'], maxBytes: sizeOf(values) };
  const asked = { ...place, finding, report, isTerminal };
  const reply = await draftFix(asked, await scanProgram(), syntax);
  return { ...reply, format: format === 'diff' ? 'text' : 'json' };
}

async function scanProgram(): Promise<ScanProgram> {
  const rules = await import('./core/rules');
  return { rules, version, script: path.join(__dirname, 'scan.js') };
}

function isSeverity(text: string): text is Severity {
  return severities.some((one) => one === text);
}

function sizeOf({ 'max-size': text }: { readonly 'max-size'?: string }): number | undefined {
  if (text === undefined) return undefined;
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([km]?)b?$/i.exec(text) ?? [];
  if (number === undefined) throw new HumanError('--max-size is a size such as 500KB or 2MB.');
  return Number(number) * { '': 1, k: 1e3, m: 1e6 }[unit.toLowerCase() as '' | 'k' | 'm'];
}

async function check(args: string[]): Promise<Reply> {
  const options = {
    ...{ format: word, before: word, after: word, finding: word, run: word },
    ...{ base: word, head: word, root: word, 'working-tree': flag },
    report: { type: 'string', multiple: true },
  } as const;
  const { values } = parseArgs({ args, options });
  const { before, after, finding, base, head, root, report: reports = [], run } = values;
  const { format = 'text', 'working-tree': isWorkingTree } = values;
  if (format !== 'text' && format !== 'json' && format !== 'markdown') {
    throw new HumanError('The format is text, json or markdown.');
  }
  const shown = format === 'json' ? 'json' : 'text';
  const rules = () => import('./core/rules');
  const content = () => import('./core/checks');
  const checks = async () => (await content()).checks;
  const slowChecks = () => import('./checking').then((loaded) => loaded.slowChecksIn);
  const program = { syntax, rules, checks, content, slowChecks, version };
  if (base !== undefined && before === undefined && after === undefined) {
    if (finding !== undefined) throw new HumanError('--finding is for --before and --after.');
    if (run !== undefined) throw new HumanError('--run is for --before and --after.');
    const asked = { base, head, isWorkingTree, root, reports };
    return { ...(await checkBranch({ ...asked, format }, program)), format: shown };
  }
  if (before === undefined || after === undefined || base !== undefined) {
    throw new HumanError('Name both trees, --before DIR --after DIR, or a branch, --base REV.');
  }
  if (finding !== undefined && reports.length === 0) {
    throw new HumanError('--finding is for a finding of a report: name it with --report FILE.');
  }
  const slow = run === undefined ? [] : slowChecksNamed(run);
  const asked = { before, after, reports, finding, slow };
  return { ...(await checkPatch({ ...asked, format }, program)), format: shown };
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

async function policy(args: string[]): Promise<Reply> {
  const options = { format: word, root: word } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [verb, what, ...tooMany] = positionals;
  const { root = '.' } = values;
  const format = textOrJson(values.format);
  if (tooMany.length > 0) throw new HumanError('Name one path, or one starter policy.');
  if (verb === 'init') return { format, ...(await initPolicy(what, root)) };
  if (verb !== 'explain') throw new HumanError('Say which: policy explain or policy init.');
  if (what === undefined) throw new HumanError('Name the file to explain.');
  const rules = () => import('./core/rules');
  const content = () => import('./core/checks');
  const checks = async () => (await content()).checks;
  return { format, ...(await explainPath(what, root, { syntax, rules, checks, content })) };
}

function textOrJson(format = 'text'): Reply['format'] {
  if (format === 'text' || format === 'json') return format;
  throw new HumanError('The format is text or json.');
}

function plain(text: string): Reply {
  return { code: 0, json: () => undefined, text: () => text, notes: [], format: 'text' };
}

async function main(): Promise<void> {
  try {
    const { code, format, json, text, notes } = await answer(process.argv.slice(2));
    for (const note of notes) process.stderr.write(`countersign: ${oneLine(note, 1000)}\n`);
    const shown = format === 'json' ? documentOf(json()) : text();
    if (shown !== '') process.stdout.write(`${shown}\n`);
    process.exitCode = code;
  } catch (error) {
    const usage = usageOf(error, process.argv[2]);
    const expected = error instanceof HumanError || usage !== undefined;
    const what = expected ? '' : 'this is a defect of Countersign: ';
    process.stderr.write(`countersign: ${what}${oneLine(usage ?? messageOf(error), 1000)}\n`);
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
