import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { removeReport, sarifWithFix, writeReport } from './hostile';
import * as story from './story';

const file = 'src/invoices.js';
const line = 14;

describe('a draft that takes a protection away', () => {
  after(async () => {
    removeReport('weakened.sarif');
    await story.tidy();
  });

  it('is flagged with the hash call that went, and its line', async () => {
    const report = sarifWithFix('weak-seal', { uri: file, line }, [
      { uri: file, line, text: '  const seal = text;\n' },
    ]);
    const [replacement] =
      report.runs[0]?.results[0]?.fixes[0]?.artifactChanges[0]?.replacements ?? [];
    assert.ok(replacement);
    replacement.deletedRegion = {
      startLine: line,
      startColumn: 1,
      endLine: line + 1,
      endColumn: 1,
    };
    writeReport('weakened.sarif', report);
    await story.until('the finding', () =>
      story.countersignDiagnostics(file).find(({ message }) => message.includes('weak-seal')),
    );
    await story.openReview(file, line - 1, '(fix from the report): weak-seal');
    const frame = await story.panelFrame();
    const row = frame.locator('.group-fail .row, .group-warn .row', {
      hasText: 'No protection and no function of the code is taken away',
    });
    await row.filter({ hasText: /createHash\(\)|hash/i }).waitFor();
    await row
      .getByRole('button', { name: `line ${line}` })
      .first()
      .click();
    const shown = await story.until('the line', () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.uri.scheme === 'countersign-draft' ? editor : undefined;
    });
    assert.equal(shown.selection.active.line, line - 1);
  });
});
