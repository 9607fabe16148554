import * as vscode from 'vscode';
import { HumanError, messageOf } from '../core/errors';
import type { commands } from '../ids';
import { complain } from './notify';

type CommandId = (typeof commands)[keyof typeof commands];

/** Takes whatever was thrown. Never throws itself. */
export type Fail = (error: unknown) => void;

/**
 * The one place where an error ends. Expected trouble is shown as it stands; anything else is a
 * defect: it goes to the log with its stack, and the user is told where to look.
 */
export function failInto(log: vscode.LogOutputChannel): Fail {
  return (error) => {
    if (error instanceof vscode.CancellationError) return;
    if (error instanceof HumanError) {
      log.warn(error.message);
      void complain(error.message);
      return;
    }
    log.error(error instanceof Error ? error : String(error));
    const show = 'Show Log';
    const what = messageOf(error).replace(/\.$/, '');
    const text = `Something unexpected happened: ${what}. See the log.`;
    void complain(text, show).then((choice) => {
      if (choice === show) log.show();
    });
  };
}

/** Registers a command whose every error ends in `fail`. */
export function command(
  id: CommandId,
  run: (...args: readonly unknown[]) => unknown,
  fail: Fail,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
    try {
      return await run(...args);
    } catch (error) {
      fail(error);
      return undefined;
    }
  });
}
