import * as vscode from 'vscode';
import { workbench } from '../ui';
import * as story from './story';

/** A file of the shop with a path traversal that no recipe mends. */
export const previewFile = 'src/routes/files.js';

const old =
  "  fs.readFile(path.join(manuals, req.query.file), 'utf8', (error, text) => {\n    if (error)";

/** What a good model would send to `submit_fix`. */
export const previewFix = {
  verdict: 'fix',
  reason: '',
  edits: [
    {
      path: previewFile,
      old,
      new: old.replace('req.query.file', "path.basename(String(req.query.file ?? ''))"),
      why: 'Only the last segment of the name counts.',
    },
  ],
  rationale: {
    whyVulnerable: 'The file name comes from the request, so ../ leads out of the manuals.',
    whyFixed: 'path.basename leaves only the last segment, which cannot climb.',
    mayBreak: ['Manuals in subfolders cannot be previewed any more.'],
    alternatives: [
      { option: 'Resolve and compare prefixes', whyNot: 'More code for flat folders.' },
    ],
    assumptions: ['All manuals lie in one folder.'],
  },
  suggestedTests: [],
};

/** Has the scripted model answer with these replies, in this order. */
export async function play(replies: readonly unknown[]): Promise<void> {
  await vscode.commands.executeCommand('scriptedModel.play', replies);
}

/** The requests that the model has got since `play`. */
export async function requests(): Promise<readonly { readonly text: string }[]> {
  return vscode.commands.executeCommand('scriptedModel.requests');
}

/** Starts the review of the model's draft; the caller answers what is asked, and awaits the rest. */
export async function startByModel(file: string, line: number): Promise<Promise<unknown>[]> {
  const action = await story.until('the quick fix of the model', async () =>
    (await story.quickFixes(file, line)).find(({ title }) =>
      title.includes('AI draft: Scripted one'),
    ),
  );
  const args = (action.command?.arguments ?? []) as unknown[];
  return [story.start(action.command?.command ?? '', ...args)];
}

/** Answers the question whether code may be sent, if `asked`, with yes; answers the diff. */
export async function reviewByModel(
  file: string,
  line: number,
  asked: boolean,
): Promise<story.Diff> {
  const running = await startByModel(file, line);
  if (asked) {
    const page = await workbench();
    await page
      .locator('.quick-input-list .monaco-list-row', { hasText: 'Send to Scripted one' })
      .click();
  }
  await Promise.all(running);
  return story.until('the diff', () => story.activeDiff());
}
