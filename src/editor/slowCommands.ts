import * as vscode from 'vscode';
import { verdictText } from '../core/evidence';
import { HumanError } from '../core/errors';
import { commands } from '../ids';
import type { Fail } from './commands';
import { command } from './commands';
import { revealPanel } from './panel';
import type { Reviews } from './reviews';
import type { RunConsents } from './runConsent';
import type { SlowRow } from './slowChecks';

type Pick = vscode.QuickPickItem & { readonly check?: string };

/**
 * The commands that run slow checks: on the draft in front, or by its id and the check's, as the
 * panel asks for them.
 */
export function registerSlowCommands(
  reviews: Reviews,
  consents: RunConsents,
  fail: Fail,
): vscode.Disposable {
  const { slow } = reviews;
  const run = async (what: unknown, checkId: unknown) => {
    const id = typeof what === 'string' ? what : reviews.idOf(what);
    await reviews.check(id);
    const named = typeof checkId === 'string' ? { check: checkId } : await choose(slow.rows(id));
    if (!named) return;
    await slow.run(id, named.check);
    const { review } = await reviews.check(id);
    vscode.window.setStatusBarMessage(`$(beaker) Checked: ${verdictText[review.verdict]}`, 5000);
    await revealPanel();
  };
  const cancel = (what: unknown) =>
    slow.cancel(typeof what === 'string' ? what : reviews.idOf(what));
  return vscode.Disposable.from(
    command(commands.runSlowChecks, run, fail),
    command(commands.cancelSlowChecks, cancel, fail),
    command(commands.forgetRunConsent, () => consents.forget(), fail),
  );
}

/** Undefined is no; a choice without a check is all of them. */
async function choose(rows: readonly SlowRow[]): Promise<Pick | undefined> {
  const able = rows.filter(({ state }) => state !== 'unavailable');
  if (able.length === 0) {
    throw new HumanError(
      'No check that runs programs can run here. The review panel says why of each.',
    );
  }
  const picks = able.map(({ check, title, state }) => ({
    label: title,
    description: state === 'done' ? 'has run; run it again' : '',
    check,
  }));
  if (picks.length === 1) return picks[0];
  const all: Pick = { label: 'All of them', description: `${picks.length} checks` };
  const title = 'Run which checks on this draft?';
  return vscode.window.showQuickPick<Pick>([all, ...picks], { title });
}
