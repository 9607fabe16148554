import * as vscode from 'vscode';
import { readEntry } from '../core/aibom/entry';
import { replacementEdits } from '../core/draft';
import { HumanError, messageOf } from '../core/errors';
import { sha256Hex } from '../core/hash';
import type { JournalRecord, JournalStore, Observed } from '../core/journal';
import { recover } from '../core/journal';
import { decodeSource, encodeSource } from '../core/sourceText';
import { commands } from '../ids';
import { isInFlight, recordFix } from './apply';
import type { Folder, Folders } from './folder';
import { fileUri, folderWithUri } from './folder';
import { ask, inform, warn } from './notify';

/**
 * Fixes that were interrupted between intent and record. Each is finished, dropped or shown to the
 * user, by what is on disk and in the editor now; nothing is guessed.
 */
export class PendingFixes implements vscode.Disposable {
  readonly #journal: JournalStore;
  readonly #folders: Folders;
  readonly #log: vscode.LogOutputChannel;
  readonly #status = vscode.window.createStatusBarItem('countersign.pending', 1, 100);
  readonly #saving: vscode.Disposable;
  #open: readonly string[] = [];
  #work: Promise<void> = Promise.resolve();

  constructor(journal: JournalStore, folders: Folders, log: vscode.LogOutputChannel) {
    this.#journal = journal;
    this.#folders = folders;
    this.#log = log;
    this.#status.name = 'Countersign: Pending Fixes';
    this.#status.command = commands.finishPending;
    this.#status.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
    // A save that was under way when the host died may end after its successor has looked.
    const again = () => {
      if (this.#open.length === 0) return;
      this.#after(async () => void (await this.#settle(false))).catch((error: unknown) =>
        log.error(messageOf(error)),
      );
    };
    this.#saving = vscode.Disposable.from(
      vscode.workspace.onDidSaveTextDocument(again),
      vscode.workspace.onDidGrantWorkspaceTrust(again),
    );
  }

  /** Settles what can be settled, and tells of the rest with one message and a status item. */
  recover(): Promise<void> {
    return this.#after(async () => {
      const open = await this.#settle(false);
      if (open.length === 0) return;
      const finish = 'Look at Them';
      const text = `${open.length} interrupted fix${open.length > 1 ? 'es need' : ' needs'} you.`;
      void warn(text, finish).then((choice) => {
        if (choice === finish) void vscode.commands.executeCommand(commands.finishPending);
      });
    });
  }

  /** The same on the user's command: asks where two ways are open. */
  finish(): Promise<void> {
    return this.#after(async () => {
      const open = await this.#settle(true);
      const text = open.length > 0 ? open.join('\n') : 'No fix is unfinished.';
      void inform(text);
    });
  }

  dispose(): void {
    this.#saving.dispose();
    this.#status.dispose();
  }

  /** One at a time, so that no record is settled twice. */
  #after(run: () => Promise<void>): Promise<void> {
    const work = this.#work.then(run);
    this.#work = work.catch(() => undefined);
    return work;
  }

  async #settle(ask: boolean): Promise<readonly string[]> {
    const { records, problems } = await this.#journal.list();
    const open = [...problems];
    for (const record of records) {
      const left = await this.#settleOne(record, ask);
      if (left !== undefined) open.push(left);
    }
    this.#show(open);
    return open;
  }

  /** Answers what still needs a person, or undefined when the record is settled. */
  async #settleOne(record: JournalRecord, ask: boolean): Promise<string | undefined> {
    const folder = folderWithUri(this.#folders, record.folder);
    if (!folder || isInFlight(record.id)) return undefined;
    const names = record.files.map(({ path }) => path).join(', ');
    if (!vscode.workspace.isTrusted) return `${names}: waits until this workspace is trusted`;
    const observed = await Promise.all(record.files.map((file) => observe(folder, file)));
    const answer = recover(record, observed, await folder.aiBom.has(record.id));
    this.#log.info(`Interrupted fix of ${names}: ${answer.action}. ${answer.why}`);
    switch (answer.action) {
      case 'drop':
      case 'done':
        await this.#journal.remove(record.id);
        return undefined;
      case 'record': {
        const read = readEntry(`${record.id}.json`, record.entry);
        if (!('entry' in read))
          return `${names}: its journal record holds no entry. Look at the file.`;
        let entry: string;
        try {
          entry = await recordFix(folder, record, this.#journal);
        } catch (error) {
          return `${names}: ${messageOf(error)}`;
        }
        tell(`The fix of ${names} was interrupted after it was applied. Recorded now: ${entry}.`);
        return undefined;
      }
      case 'offer':
        return ask ? this.#offer(folder, record, names) : `${names}: ${answer.why}`;
      case 'attention':
        return `${names}: ${answer.why}`;
    }
  }

  async #offer(folder: Folder, record: JournalRecord, names: string): Promise<string | undefined> {
    const finish = 'Finish: Save and Record';
    const undo = 'Undo';
    const question = `A fix of ${names} was interrupted: it stands in the editor, not on disk.`;
    const choice = await ask(question, finish, undo);
    if (choice === finish) {
      await finishOffered(folder, record, this.#journal);
      return undefined;
    }
    if (choice === undo) {
      await undoOffered(folder, record);
      await this.#journal.remove(record.id);
      return undefined;
    }
    return `${names}: ${question}`;
  }

  #show(open: readonly string[]): void {
    this.#open = open;
    if (open.length === 0) {
      this.#status.hide();
      return;
    }
    this.#status.text = `$(warning) Countersign: ${open.length} unfinished`;
    this.#status.tooltip = open.join('\n');
    this.#status.accessibilityInformation = {
      label: `Countersign: ${open.length} interrupted fixes need you`,
    };
    this.#status.show();
  }
}

async function observe(
  folder: Folder,
  { path }: JournalRecord['files'][number],
): Promise<Observed> {
  const bytes = await folder.ports.read(path);
  const uri = fileUri(folder, path).toString();
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
  const bom = bytes !== undefined && decodedBom(bytes);
  return {
    path,
    disk: bytes === undefined ? 'missing' : sha256Hex(bytes),
    ...(document && {
      buffer: {
        sha256: sha256Hex(encodeSource(document.getText(), bom)),
        dirty: document.isDirty,
      },
    }),
  };
}

function decodedBom(bytes: Uint8Array): boolean {
  const decoded = decodeSource(bytes);
  return decoded.ok && decoded.source.bom;
}

async function finishOffered(
  folder: Folder,
  record: JournalRecord,
  journal: JournalStore,
): Promise<void> {
  for (const file of record.files) {
    const document = await vscode.workspace.openTextDocument(fileUri(folder, file.path));
    if (sha256Hex(encodeSource(document.getText(), file.bom)) !== file.finalSha256) {
      throw new HumanError(`${file.path} has changed since. Undo the fix or save it by hand.`);
    }
    if (!(await document.save())) throw new HumanError(`${file.path} could not be saved.`);
    const disk = await folder.ports.read(file.path);
    if (disk === undefined || sha256Hex(disk) !== file.finalSha256) {
      throw new HumanError(`${file.path} did not keep the reviewed text; nothing was recorded.`);
    }
  }
  const entry = await recordFix(folder, record, journal);
  tell(`The interrupted fix is finished and recorded in ${entry}.`);
}

/** Puts the text on disk back into the editor. */
async function undoOffered(folder: Folder, record: JournalRecord): Promise<void> {
  for (const { path } of record.files) {
    const document = await vscode.workspace.openTextDocument(fileUri(folder, path));
    const bytes = await folder.ports.read(path);
    const decoded = bytes && decodeSource(bytes);
    if (!decoded?.ok || !document.isDirty) continue;
    const edit = new vscode.WorkspaceEdit();
    for (const { start, end, text } of replacementEdits(document.getText(), decoded.source.text)) {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      edit.replace(document.uri, range, text);
    }
    await vscode.workspace.applyEdit(edit);
    await document.save();
  }
}

function tell(message: string): void {
  void inform(message);
}
