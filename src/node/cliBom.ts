import * as path from 'node:path';
import { toCycloneDx } from '../core/aibom/cyclonedx';
import type { Entry } from '../core/aibom/entry';
import { readEntry } from '../core/aibom/entry';
import type { EntryText } from '../core/aibom/verify';
import { HumanError, messageOf } from '../core/errors';
import { compareText } from '../core/finding';
import { oneLine } from '../core/plainText';
import type { Answer } from './answer';
import { writeAtomic } from './atomicFile';
import { entriesFolder, entriesText, entryTexts, verificationText, verifyIn } from './cliRecord';
import { gitRepository } from './gitRepository';

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
    json: () => ({ entries: shown, problems }),
    text: () => [...lines, `${entriesText(shown.length)}.`].join('\n'),
    notes,
  };
}

/** Whether the entries are whole and the code is still as approved; with `base`, none is missing. */
export async function verifyBom(root: string, base: string | undefined): Promise<Answer> {
  const entries = await entryTexts(root);
  const older = base === undefined ? [] : await entriesAt(root, base);
  const { ok, lines } = await verifyIn(root, entries, older);
  const agrees =
    entries.length > 0
      ? `The AI-BOM agrees with the code. ${entriesText(entries.length)}.`
      : `No AI-BOM entries in ${oneLine(path.resolve(root), 300)}.`;
  const verdict = ok ? agrees : `The AI-BOM does not verify. ${entriesText(entries.length)}.`;
  return {
    code: ok ? 0 : 1,
    json: () => ({ ok, entries: entries.length, lines }),
    text: () => [...lines.map(verificationText), verdict].join('\n'),
    notes: [],
  };
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
    const json = (): unknown => JSON.parse(document);
    return { code: 0, json, text: () => document.trimEnd(), notes: [] };
  }
  try {
    await writeAtomic(path.resolve(out), new TextEncoder().encode(document));
  } catch (error) {
    throw new HumanError(`${out} cannot be written: ${messageOf(error)}`);
  }
  return {
    code: 0,
    json: () => ({ out, entries: entries.length }),
    text: () => `${out} written. ${entriesText(entries.length)}.`,
    notes: [],
  };
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

async function entriesAt(root: string, revision: string): Promise<readonly EntryText[]> {
  const files = await gitRepository(root).filesAt(revision, entriesFolder);
  return files
    .filter((file) => file.path.endsWith('.json'))
    .map((file) => ({ file: file.path, text: new TextDecoder().decode(file.bytes) }));
}
