import * as vscode from 'vscode';
import { withoutLinks } from '../core/plainText';

/**
 * The only door to messages. The editor reads links and icons in them, and most of what is told
 * here holds foreign text: names from reports, entries, policies and models.
 */
export function inform(message: string, ...choices: string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(withoutLinks(message), ...choices);
}

/** As `inform`, for what needs the user. */
export function warn(message: string, ...choices: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(withoutLinks(message), ...choices);
}

/** Asks with a dialog that has to be answered; undefined is Cancel. */
export function ask(message: string, ...choices: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(withoutLinks(message), { modal: true }, ...choices);
}

/** As `inform`, for what went wrong. */
export function complain(message: string, ...choices: string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(withoutLinks(message), ...choices);
}
