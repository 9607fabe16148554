import * as vscode from 'vscode';
import { oneLine, wholeLines, withoutLinks } from '../core/plainText';

/** Who agreed to run what, in which folder. */
export interface RunConsents {
  /** Whether all of these commands may run in the folder; asks for those that nobody has agreed to. */
  mayRun(folder: vscode.Uri, name: string, commands: readonly string[]): Promise<boolean>;
  /** Takes back every consent, in all workspaces. */
  forget(): Promise<void>;
}

const consentKey = 'countersign.runConsents';

/** `consents` must be the global state: what lies in a workspace could grant itself. */
export function runConsents(consents: vscode.Memento): RunConsents {
  const granted = () => consents.get<readonly string[]>(consentKey, []);
  return {
    async mayRun(folder, name, commands) {
      // By what is run, so that a script that changes later is asked for anew.
      const keys = commands.map((command) => JSON.stringify([folder.toString(), command]));
      const missing = commands.filter((_, index) => !granted().includes(keys[index] ?? ''));
      if (missing.length === 0) return true;
      if (!(await askToRun(name, missing))) return false;
      await consents.update(consentKey, [...new Set([...granted(), ...keys])]);
      return true;
    },
    async forget() {
      await consents.update(consentKey, undefined);
    },
  };
}

/**
 * The person chooses to run, or nothing is run: Escape and Enter on what is chosen at first do not.
 * It stays while the person looks elsewhere, such as at the script that is named.
 */
function askToRun(name: string, commands: readonly string[]): Promise<boolean> {
  const refuse = { label: '$(close) Do not run' };
  const agree = {
    label: '$(play) Run, now and whenever a check asks for it',
    detail:
      'In a copy that is thrown away, without the tokens and keys of your environment. It can still read and write whatever you can, and use the network.',
  };
  // A row shows no more, and what stands at the end of a long command runs as well.
  const shown = commands.flatMap((command) =>
    wholeLines(command, 100, 20).map((line, at) => ({
      label: `${at === 0 ? '$(terminal) ' : ''}${withoutLinks(line)}`,
      detail: at === 0 ? 'Runs code of the project, with the drafted change in it.' : '',
    })),
  );
  const pick = vscode.window.createQuickPick();
  pick.title = withoutLinks(`Run programs in ${oneLine(name, 60)} to check drafts?`);
  pick.placeholder =
    'Asked once for these commands in this folder. Nothing runs before you choose.';
  pick.ignoreFocusOut = true;
  pick.items = [refuse, ...shown, agree];
  return new Promise((resolve) => {
    let agreed = false;
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== agree && chosen !== refuse) return;
      agreed = chosen === agree;
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(agreed);
    });
    pick.show();
  });
}
