import * as vscode from 'vscode';
import { HumanError } from '../core/errors';

/** Restricted Mode is for looking: whatever decides, writes or runs asks this first. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new HumanError(
    'This workspace is in Restricted Mode: drafts can be looked at, not decided. Trust it first.',
  );
}
