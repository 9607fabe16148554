import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import * as story from '../story';

const file = 'src/payments.js';

describe('in Restricted Mode, what is set aside', () => {
  after(story.tidy);

  it('stays as it is: nothing is offered, and nothing is written', async () => {
    await story.diagnosticsOf(file);
    const line = story.lineOf(file, 'rejectUnauthorized: false');
    await vscode.window.showTextDocument(story.uriOf(file), {
      selection: new vscode.Range(line, 0, line, 0),
    });
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      story.uriOf(file),
      new vscode.Range(line, 0, line, 1000),
    );
    const titles = actions.map(({ title }) => title);
    assert.ok(
      titles.some((title) => title.startsWith('Review drafted fix')),
      titles.join(),
    );
    assert.ok(!titles.some((title) => title.startsWith('Set aside')), titles.join());
    for (const [command, said] of [
      ['countersign.setAside', 'nothing is set aside'],
      ['countersign.revive', 'nothing is revived'],
    ] as const) {
      await vscode.commands.executeCommand(command);
      await story.message(said);
    }
    assert.ok(!fs.existsSync(story.shop('.countersign', 'triage')));
  });
});
