import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import * as story from './story';

const file = 'src/discounts.js';

describe('Review My Branch', function () {
  this.timeout(60_000);

  let original: string;
  before(() => {
    original = story.read(file);
    story.git('checkout', '--quiet', '-b', 'reviewed');
  });

  after(async () => {
    fs.writeFileSync(story.shop(file), original);
    story.git('checkout', '--quiet', 'main');
    story.git('branch', '--quiet', '-D', 'reviewed');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('shows what the branch does as a document with links to its places', async () => {
    fs.writeFileSync(story.shop(file), `${original}\nexports.run = (code) => eval(code);\n`);
    void story.start('countersign.reviewBranch', 'main');
    const document = await story.until('the review of the branch', () => {
      const shown = vscode.window.activeTextEditor?.document;
      return shown?.uri.scheme === 'countersign-branch' ? shown : undefined;
    });
    const lines = document.getText().trimEnd().split('\n');
    assert.match(lines.at(-1) ?? '', /^Merge\? /);
    assert.ok(
      lines.some((line) =>
        /^ {2}introduced {2}\w+ {2}src\/discounts\.js:\d+ {2}code-injection/.test(line),
      ),
      document.getText(),
    );
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
    );
    const added = story.lineOf(file, 'eval(code)') + 1;
    const targets = links.map(({ target }) => target?.toString(true) ?? '');
    assert.ok(
      targets.includes(`${story.uriOf(file).toString(true)}#L${added}`),
      targets.join('\n'),
    );
  });

  it('shows the state of now when it is asked again', async () => {
    fs.writeFileSync(story.shop(file), original);
    await vscode.commands.executeCommand('countersign.reviewBranch', 'main');
    const shown = await story.until('the new answer', () => {
      const text = vscode.window.activeTextEditor?.document.getText() ?? '';
      return text.includes('eval(code)') || text.includes('introduced') ? undefined : text;
    });
    assert.doesNotMatch(shown, /src\/discounts\.js/);
  });
});
