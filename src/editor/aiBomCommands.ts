import * as vscode from 'vscode';
import type { Entry } from '../core/aibom/entry';
import { HumanError } from '../core/errors';
import { commands } from '../ids';
import { entriesOf, verifyFolder, writeDocument } from './aiBom';
import type { Fail } from './commands';
import { command } from './commands';
import type { Folder, Folders } from './folder';
import { fileUri } from './folder';
import { stageFix } from './git';
import { complain, inform } from './notify';
import { requireTrust } from './trust';

/** Staging, exporting and verifying the record. */
export function registerAiBomCommands(
  folders: Folders,
  version: string,
  log: vscode.LogOutputChannel,
  fail: Fail,
): vscode.Disposable {
  const stage = async (id: unknown) => {
    requireTrust();
    const { folder, entry } = await entryMeant(folders, id);
    const chain = chainOf(entry, await entriesOf(folder));
    await stageFix(folder, chain);
    const what = chain[0]?.decision === 'reverted' ? 'The undone fix' : 'The fix';
    const text = `${what} and ${chain.length === 1 ? 'its AI-BOM entry are' : 'its AI-BOM entries are'} staged`;
    vscode.window.setStatusBarMessage(`$(check) ${text}`, 5000);
    await vscode.commands.executeCommand('workbench.view.scm');
  };
  const write = async () => {
    requireTrust();
    for (const folder of requireFolders(folders)) {
      const path = await writeDocument(folder, version);
      await vscode.window.showTextDocument(fileUri(folder, path));
    }
  };
  const verify = async () => {
    for (const folder of requireFolders(folders)) await verifyOne(folder, log);
  };
  return vscode.Disposable.from(
    command(commands.stageFix, stage, fail),
    command(commands.exportAiBom, write, fail),
    command(commands.verifyAiBom, verify, fail),
  );
}

function requireFolders(folders: Folders): readonly Folder[] {
  if (folders().length === 0) throw new HumanError('Open a folder first.');
  return folders();
}

/** The entry with this id, or the newest of the window when none is named. */
async function entryMeant(folders: Folders, id: unknown) {
  const all = await Promise.all(
    requireFolders(folders).map(async (folder) =>
      (await entriesOf(folder)).map((entry) => ({ folder, entry })),
    ),
  );
  const known = all.flat();
  const newest = known.reduce<(typeof known)[number] | undefined>(
    (last, one) => (last && last.entry.id > one.entry.id ? last : one),
    undefined,
  );
  const meant = typeof id === 'string' ? known.find(({ entry }) => entry.id === id) : newest;
  if (!meant) throw new HumanError('There is no AI-BOM entry to stage. Accept a draft first.');
  return meant;
}

/** The last word on an entry's change, then all that it supersedes: none can be read without the others. */
function chainOf(entry: Entry, all: readonly Entry[]): readonly Entry[] {
  const next = all.find(({ supersedes }) => supersedes === entry.id);
  if (next) return chainOf(next, all);
  const chain: Entry[] = [];
  for (let at: Entry | undefined = entry; at && !chain.includes(at);) {
    chain.push(at);
    const before: string | undefined = at.supersedes;
    at = all.find(({ id }) => id === before);
  }
  return chain;
}

async function verifyOne(folder: Folder, log: vscode.LogOutputChannel): Promise<void> {
  const { ok, lines } = await verifyFolder(folder);
  for (const line of lines) log.info(`${line.file}: ${line.message}`);
  if (ok) {
    const count = lines.length === 1 ? 'one entry' : `${lines.length} entries`;
    void inform(`The AI-BOM of ${folder.name} verifies (${count}).`);
    return;
  }
  const first = lines.find((line) => !line.ok);
  const show = 'Show Log';
  const text = `The AI-BOM of ${folder.name} does not verify. ${first?.file}: ${first?.message}`;
  void complain(text, show).then((choice) => {
    if (choice === show) log.show();
  });
}
