import * as crypto from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { HumanError, messageOf } from '../core/errors';
import type { FileScan, FileToScan } from '../core/fileScan';
import type { CodeFinding } from '../core/finding';
import { languageFor } from '../core/grammars';
import type { Rules } from '../core/rules';
import { scanFile } from '../core/scan';
import type { Syntax } from '../core/syntax';
import { listSources } from './listSources';
import type { ScanQuestion, ScanReply, ScanThread } from './scanQuestion';
import { readToScan, scriptLanguage } from './readToScan';

const settings = workerData as ScanThread;

/** Findings are opened right after their file was scanned, so the last files are kept. */
const maxKept = 8;
const kept = new Map<string, FileScan & { readonly kind: 'scanned' }>();

let syntax: Promise<Syntax> | undefined;
const parser = () =>
  (syntax ??= import('../core/syntax').then(({ createSyntax }) =>
    createSyntax((file) => fs.readFile(path.join(__dirname, 'grammars', file)), {
      // A file that is saved again and again is parsed from its last tree.
      keep: 4,
    }),
  ));

async function answer(question: ScanQuestion) {
  if (question.kind === 'scan') return scan(question.file, question.withoutFixes);
  const { request } = question;
  return listSources(
    request,
    (file) => (languageFor(file) ?? scriptLanguage(request.folder, file)) !== undefined,
  );
}

async function scan(file: FileToScan, withoutFixes = false): Promise<FileScan> {
  const { path: at, folder } = file;
  if (!(languageFor(at) ?? scriptLanguage(folder, at))) return { kind: 'none' };
  const read = readToScan(file);
  if (read.kind !== 'text') return read;
  const { text, sha256 } = read;
  if (sha256 === file.known) return { kind: 'same' };
  const key = `${file.folder}\n${file.path}\n${sha256}`;
  const known = kept.get(key);
  if (known) return known;
  const rules = await import('../core/rules');
  const withFixes = settings.withFixes === true && !withoutFixes;
  const parts = { ...settings, withFixes, syntax: await parser(), rules, hash: sha256Of };
  const findings = await scanFile(file.path, text, parts).catch(expected);
  if (typeof findings === 'string') return { kind: 'skipped', reason: 'unfit', why: findings };
  const scanned = { kind: 'scanned', sha256, findings: findings ?? [] } as const;
  const topics = topicsOf(scanned.findings, rules);
  const told = { ...scanned, topics, ...(withoutFixes && { withoutFixes }) };
  kept.set(key, told);
  for (const oldest of [...kept.keys()].slice(0, -maxKept)) kept.delete(oldest);
  return told;
}

function sha256Of(text: string): string {
  return crypto.createHash('sha256').update(text).digest('hex');
}

/** What a person can act on is an answer, as the end of another sentence; the rest is a defect. */
function expected(error: unknown): string {
  if (error instanceof HumanError) return error.message.replace(/\.$/, '');
  throw error;
}

function topicsOf(findings: readonly CodeFinding[], { rules }: Rules): ReadonlyMap<string, RegExp> {
  const ids = new Set(findings.map(({ ruleId }) => ruleId));
  return new Map(rules.filter(({ id }) => ids.has(id)).map(({ id, topic }) => [id, topic]));
}

function tell(reply: ScanReply): void {
  parentPort?.postMessage(reply);
}

parentPort?.on('message', (question: ScanQuestion) => {
  answer(question).then(
    (told) => tell({ kind: 'answer', answer: told }),
    (error: unknown) => {
      const isExpected = error instanceof HumanError;
      tell({ kind: 'failure', message: messageOf(error), isExpected });
    },
  );
});
tell({ kind: 'ready' });
