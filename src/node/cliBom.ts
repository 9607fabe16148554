import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { toCycloneDx } from '../core/aibom/cyclonedx';
import type { Entry } from '../core/aibom/entry';
import { readEntry } from '../core/aibom/entry';
import type { EntryText } from '../core/aibom/verify';
import { verifyEntries } from '../core/aibom/verify';
import { HumanError, messageOf } from '../core/errors';
import { compareText } from '../core/finding';
import { oneLine } from '../core/plainText';
import { aiBomFolder } from './aiBomFolder';
import type { Answer } from './answer';
import { writeAtomic } from './atomicFile';
import { gitRepository } from './gitRepository';
import { workspaceFiles } from './workspaceFiles';

const entriesFolder = '.ai-bom/entries';

/** The decisions on record, oldest first. What cannot be read as an entry is a note. */
export async function listBom(root: string): Promise<Answer> {
  const { entries, problems } = await readEntries(root);
  const shown = entries.map(({ id, decision, decidedAt, decidedBy, finding, change }) => {
    const files = change.files.map((file) => file.path);
    return { id, decision, decidedAt, decidedBy: decidedBy.name, ruleId: finding.ruleId, files };
  });
  const lines = shown.map(({ id, decision, decidedAt, decidedBy, ruleId, files }) => {
    const what = `${oneLine(ruleId, 100)}  ${oneLine(files.join(', '), 300)}`;
    return `${id}  ${decidedAt}  ${decision.padEnd(9)}  ${what}  ${oneLine(decidedBy, 100)}`;
  });
  const notes = problems.map(({ file, problem }) => `${file} ${problem}`);
  return {
    code: 0,
    json: { entries: shown, problems },
    text: [...lines, entriesInAll(shown.length)].join('\n'),
    notes,
  };
}

/** Whether the entries are whole and the code is still as approved; with `base`, none is missing. */
export async function verifyBom(root: string, base: string | undefined): Promise<Answer> {
  const entries = await entryTexts(root);
  const older = base === undefined ? [] : await entriesAt(root, base);
  const texts = await textsOf(root, [...entries, ...older]);
  const readText = (file: string) => texts.get(file);
  const { ok, lines } = verifyEntries({ entries, readText, base: older });
  const shown = lines.map(({ file, ok: fine, message, place }) => {
    const where = place && !fine ? ` (${oneLine(place.path, 300)}:${place.line})` : '';
    return `${fine ? 'ok ' : 'NO '}  ${oneLine(file, 300)}  ${oneLine(message, 300)}${where}`;
  });
  const verdict = ok ? 'The AI-BOM agrees with the code.' : 'The AI-BOM does not verify.';
  const text = [...shown, `${verdict} ${entriesInAll(entries.length)}`].join('\n');
  return { code: ok ? 0 : 1, json: { ok, entries: entries.length, lines }, text, notes: [] };
}

/** The CycloneDX document, as the answer or into `out`. An unreadable entry is a HumanError. */
export async function exportBom(
  root: string,
  version: string,
  out: string | undefined,
): Promise<Answer> {
  const { entries, problems } = await readEntries(root);
  const [first] = problems;
  if (first) {
    throw new HumanError(
      `${oneLine(first.file, 300)} ${oneLine(first.problem, 300)}, so the document would lack it. ` +
        'See countersign bom verify.',
    );
  }
  const document = toCycloneDx(entries, { tool: { name: 'countersign', version } });
  if (out === undefined) {
    return { code: 0, json: JSON.parse(document), text: document.trimEnd(), notes: [] };
  }
  try {
    await writeAtomic(path.resolve(out), new TextEncoder().encode(document));
  } catch (error) {
    throw new HumanError(`${out} cannot be written: ${messageOf(error)}`);
  }
  const text = `${out} written. ${entriesInAll(entries.length)}`;
  return { code: 0, json: { out, entries: entries.length }, text, notes: [] };
}

async function readEntries(root: string) {
  const entries: Entry[] = [];
  const problems: { file: string; problem: string }[] = [];
  for (const { file, text } of await entryTexts(root)) {
    const read = readEntry(file, text);
    if ('entry' in read) entries.push(read.entry);
    else problems.push({ file, problem: read.problem });
  }
  entries.sort((a, b) => compareText(a.decidedAt, b.decidedAt) || compareText(a.id, b.id));
  return { entries, problems };
}

async function entryTexts(root: string): Promise<readonly EntryText[]> {
  const stat = await fs.stat(root).catch(() => undefined);
  if (!stat?.isDirectory()) throw new HumanError(`${root} is no folder.`);
  try {
    return await aiBomFolder(root).list();
  } catch (error) {
    throw new HumanError(`${root}/${entriesFolder} cannot be read: ${messageOf(error)}`);
  }
}

async function entriesAt(root: string, revision: string): Promise<readonly EntryText[]> {
  const files = await gitRepository(root).filesAt(revision, entriesFolder);
  return files
    .filter((file) => file.path.endsWith('.json'))
    .map((file) => ({ file: file.path, text: new TextDecoder().decode(file.bytes) }));
}

/** The files that the entries speak of, as they are now. What is no text file inside is left out. */
async function textsOf(
  root: string,
  entries: readonly EntryText[],
): Promise<ReadonlyMap<string, string>> {
  const paths = new Set<string>();
  for (const { file, text } of entries) {
    const read = readEntry(file, text);
    if ('entry' in read) for (const changed of read.entry.change.files) paths.add(changed.path);
  }
  const files = workspaceFiles(root);
  const texts = new Map<string, string>();
  for (const file of paths) {
    const bytes = await files.read(file).catch(() => undefined);
    if (bytes) texts.set(file, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  }
  return texts;
}

function entriesInAll(count: number): string {
  return count === 1 ? '1 entry.' : `${count} entries.`;
}
