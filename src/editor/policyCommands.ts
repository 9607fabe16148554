import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import { starterNames, starters, starterText } from '../core/starterPolicies';
import { commands } from '../ids';
import type { Fail } from './commands';
import { command } from './commands';
import type { Folder, Folders } from './folder';
import { fileUri } from './folder';
import { inform } from './notify';
import { requireTrust } from './trust';

/** A policy to start with, written where there is none yet. */
export function registerPolicyCommands(folders: Folders, fail: Fail): vscode.Disposable {
  const create = async () => {
    requireTrust();
    const folder = await chooseFolder(folders());
    const picks = starterNames.map((name) => ({ label: name, detail: starters[name].what, name }));
    const picked = folder && (await vscode.window.showQuickPick(picks, { title: 'Which policy?' }));
    if (!picked) return;
    const path = await folder.policyFile.create(starterText(picked.name));
    await vscode.window.showTextDocument(fileUri(folder, path), { preview: false });
    void inform(`${path} is written. ${starters[picked.name].next} Then commit it.`);
  };
  return command(commands.createPolicy, create, fail);
}

async function chooseFolder(all: readonly Folder[]): Promise<Folder | undefined> {
  if (all.length === 0) throw new HumanError('Open a folder first.');
  if (all.length === 1) return all[0];
  const picks = all.map((folder) => ({ label: folder.name, folder }));
  return (await vscode.window.showQuickPick(picks, { title: 'A policy for which folder?' }))
    ?.folder;
}
