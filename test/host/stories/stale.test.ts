import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { removeReport, sarifWithFix, writeReport } from './hostile';
import * as story from './story';

const file = 'src/scratch.js';
const text = 'const a = 1;\nconst b = 2;\nmodule.exports = { a, b };\n';
const replacement = 'const a = 3;\n';

let round = 0;

/** Opens the review of a supplied fix that puts a line before the file's first. */
async function reviewScratch(content: Buffer | string = text): Promise<story.Diff> {
  round += 1;
  const id = `scratch-${round}`;
  fs.writeFileSync(story.shop(file), content);
  const report = sarifWithFix(id, { uri: file, line: 1 }, [
    { uri: file, line: 1, text: replacement },
  ]);
  writeReport('scratch.sarif', report);
  await story.until(`the finding ${id}`, () =>
    story.countersignDiagnostics(file).find(({ message }) => message.includes(id)),
  );
  return story.openReview(file, 0, `(fix from the report): ${id}`);
}

/** Accepts, and answers the message that says why nothing was applied. */
async function refusedAccept(expected: string): Promise<string> {
  const count = story.entries().length;
  await vscode.commands.executeCommand('countersign.acceptDraft');
  const told = await story.message(expected);
  assert.equal(story.entries().length, count, 'there is an entry');
  return told;
}

describe('a draft whose file did not stay as it was', () => {
  afterEach(async () => {
    await story.tidy();
    fs.rmSync(story.shop(file), { force: true });
    fs.rmSync(story.shop('.ai-bom', 'entries'), { recursive: true, force: true });
    removeReport('scratch.sarif');
  });

  it('applies nothing when the file changed on disk', async () => {
    await reviewScratch();
    fs.appendFileSync(story.shop(file), '// later\n');
    await refusedAccept('Nothing was applied');
    assert.equal(story.read(file), `${text}// later\n`);
  });

  it('applies nothing when the file has unsaved changes, and keeps them', async () => {
    await reviewScratch();
    const document = await vscode.workspace.openTextDocument(story.uriOf(file));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(2, 0), '// mine\n');
    await vscode.workspace.applyEdit(edit);
    await refusedAccept('unsaved changes');
    assert.ok(document.getText().includes('// mine'));
    assert.ok(document.isDirty);
    assert.equal(story.read(file), text);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('does not bring back a deleted file', async () => {
    await reviewScratch();
    fs.rmSync(story.shop(file));
    await refusedAccept('Nothing was applied');
    assert.ok(!fs.existsSync(story.shop(file)));
  });

  it('does not follow a rename', async () => {
    await reviewScratch();
    fs.renameSync(story.shop(file), story.shop('src/renamed.js'));
    await refusedAccept('Nothing was applied');
    assert.equal(story.read('src/renamed.js'), text);
    fs.rmSync(story.shop('src/renamed.js'));
  });

  it('applies nothing when the path has become a link to somewhere else', async () => {
    await reviewScratch();
    const elsewhere = `${story.shop()}-elsewhere.js`;
    fs.writeFileSync(elsewhere, text);
    fs.rmSync(story.shop(file));
    fs.symlinkSync(elsewhere, story.shop(file));
    await refusedAccept('Nothing was applied');
    assert.equal(fs.readFileSync(elsewhere, 'utf8'), text);
    fs.rmSync(elsewhere);
  });

  it('applies nothing to a read-only file', async () => {
    await reviewScratch();
    fs.chmodSync(story.shop(file), 0o444);
    await refusedAccept('read-only');
    assert.equal(story.read(file), text);
  });

  it('tells the truth when the file changes on disk in the middle of the save', async () => {
    await reviewScratch();
    const theirs = `${text}// theirs\n`;
    const meddling = vscode.workspace.onWillSaveTextDocument((event) => {
      if (event.document.uri.fsPath !== story.shop(file)) return;
      fs.writeFileSync(story.shop(file), theirs);
      event.waitUntil(new Promise((resolve) => setTimeout(resolve, 100)));
    });
    try {
      await refusedAccept('could not be saved');
    } finally {
      meddling.dispose();
    }
    assert.equal(story.read(file), theirs);
    const document = await vscode.workspace.openTextDocument(story.uriOf(file));
    await story.until('a buffer without the fix', () =>
      document.isDirty || document.getText().includes(replacement) ? undefined : true,
    );
  });

  it('keeps the reviewed bytes when a formatter would change them on save', async () => {
    await reviewScratch();
    const formatter = vscode.languages.registerDocumentFormattingEditProvider(
      { scheme: 'file', language: 'javascript' },
      {
        provideDocumentFormattingEdits: (document) => [
          vscode.TextEdit.insert(document.positionAt(0), '// formatted\n'),
        ],
      },
    );
    const settings = vscode.workspace.getConfiguration('editor', { languageId: 'javascript' });
    await settings.update('formatOnSave', true, vscode.ConfigurationTarget.Global);
    try {
      const count = story.entries().length;
      await vscode.commands.executeCommand('countersign.acceptDraft');
      await story.newEntry(count);
      assert.equal(story.read(file), `${replacement}${text}`);
      assert.equal(story.countersign('bom', 'verify').status, 0);
    } finally {
      await settings.update('formatOnSave', undefined, vscode.ConfigurationTarget.Global);
      formatter.dispose();
    }
  });

  it('keeps line ends and byte order mark to the byte', async () => {
    const crlf = `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    await reviewScratch(crlf);
    const count = story.entries().length;
    await vscode.commands.executeCommand('countersign.acceptDraft');
    await story.newEntry(count);
    const bytes = fs.readFileSync(story.shop(file));
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    assert.ok(bytes.toString('utf8').endsWith('module.exports = { a, b };\r\n'));
  });
});

describe('a file that would not survive a save', () => {
  after(() => {
    fs.rmSync(story.shop(file), { force: true });
    removeReport('scratch.sarif');
  });
  afterEach(story.tidy);

  const files: readonly { name: string; bytes: Buffer; told: string }[] = [
    { name: 'mixed line ends', bytes: Buffer.from('a();\r\nb();\nc();\n'), told: 'line ends' },
    { name: 'Latin-1 bytes', bytes: Buffer.from('// caf\xe9\na();\n', 'latin1'), told: 'UTF-8' },
  ];
  for (const { name, bytes, told } of files) {
    it(`is refused, and left alone: ${name}`, async () => {
      round += 1;
      const id = `unfit-${round}`;
      fs.writeFileSync(story.shop(file), bytes);
      const change = [{ uri: file, line: 1, text: replacement }];
      writeReport('scratch.sarif', sarifWithFix(id, { uri: file, line: 1 }, change));
      await story.until(`the finding ${id}`, () =>
        story.countersignDiagnostics(file).find(({ message }) => message.includes(id)),
      );
      const action = (await story.quickFixes(file, 0)).find(({ title }) =>
        title.endsWith(`(fix from the report): ${id}`),
      );
      assert.ok(action?.command);
      await vscode.commands.executeCommand(
        action.command.command,
        ...((action.command.arguments ?? []) as unknown[]),
      );
      await story.message(told);
      assert.equal(story.activeDiff(), undefined);
      assert.deepEqual(fs.readFileSync(story.shop(file)), bytes);
    });
  }

  it('gets no offer at all when it is not even text: NUL bytes', async () => {
    const bytes = Buffer.from('a();\n\0\n');
    fs.writeFileSync(story.shop(file), bytes);
    const change = [{ uri: file, line: 1, text: replacement }];
    writeReport('scratch.sarif', sarifWithFix('unfit-nul', { uri: file, line: 1 }, change));
    await story.until('the finding', () =>
      story.countersignDiagnostics(file).find(({ message }) => message.includes('unfit-nul')),
    );
    const titles = (await story.quickFixes(file, 0)).map(({ title }) => title);
    assert.deepEqual(
      titles.filter((title) => title.includes('unfit-nul')),
      [],
    );
    assert.deepEqual(fs.readFileSync(story.shop(file)), bytes);
  });
});
