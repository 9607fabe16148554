import type { SubjectFile } from '../../evidence';
import type { AddedLine } from '../changes';
import { addedLines, changesOf } from '../changes';

const pageName = /\.(?:html?|vue|svelte|hbs|ejs|pug)$/i;
const lock =
  /(?:\s|\[|^)(?:disabled|readonly|hidden|maxlength|minlength|required|pattern|min|max|\*ngIf|v-if)\b[\])]?\s*(?:=|>|\s|$)/i;

/** The added lines of pages that only lock or hide a control in the browser. */
export function locksIn(files: readonly SubjectFile[]): readonly AddedLine[] {
  return files
    .filter(({ path }) => pageName.test(path))
    .flatMap((file) => addedLines(changesOf(file)))
    .filter(({ text }) => lock.test(text) && !/<script|innerHTML/i.test(text));
}

export const lockReason =
  'This locks or hides a control in the browser only: a request that is written by hand does not come past it. Check it on the server.';
