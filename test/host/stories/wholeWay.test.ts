import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { play, previewFile, previewFix, reviewByModel } from './model';
import * as story from './story';

interface Way {
  readonly name: string;
  readonly drafter: string;
  readonly kind: string;
  readonly file: string;
  readonly flaw: string;
  /** What the drafted text holds in the flaw's stead. */
  readonly fixed: string;
  /** Opens the review where more than the quick fix is needed. */
  open?(line: number): Promise<story.Diff>;
}

const ways: readonly Way[] = [
  {
    name: 'a recipe',
    drafter: '(recipe)',
    kind: 'recipe',
    file: 'src/payments.js',
    flaw: 'rejectUnauthorized: false',
    fixed: 'https.Agent(',
  },
  {
    name: 'a fix supplied in SARIF',
    drafter: '(fix from the report)',
    kind: 'supplied',
    file: 'src/invoices.js',
    flaw: "createHash('md5')",
    fixed: "createHash('sha256')",
  },
  {
    name: 'a language model',
    drafter: '(AI draft: Scripted one)',
    kind: 'model',
    file: previewFile,
    flaw: 'fs.readFile(path.join(manuals, req.query.file)',
    fixed: "fs.readFile(path.join(manuals, path.basename(String(req.query.file ?? '')))",
    open: async (line) => {
      await play([{ toolInput: previewFix }]);
      return reviewByModel(previewFile, line, true);
    },
  },
];

for (const way of ways) {
  describe(`the whole way of ${way.name}`, () => {
    const { file } = way;
    let entry: story.AiBomEntry;
    let shown: Buffer;

    after(story.tidy);

    it('leads from the report over the quick fix to the diff, and touches nothing', async () => {
      const original = story.read(file);
      await story.diagnosticsOf(file);
      const line = story.lineOf(file, way.flaw);
      const diff = await (way.open?.(line) ?? story.openReview(file, line, way.drafter));
      const base = await vscode.workspace.openTextDocument(diff.base);
      assert.equal(base.getText(), original);
      const draft = await story.draftText(diff);
      assert.ok(!draft.includes(way.flaw), draft);
      assert.ok(draft.includes(way.fixed), draft);
      assert.equal(story.read(file), original);
    });

    it('checks the draft again when the reviewer edits it', async () => {
      const diff = story.activeDiff();
      assert.ok(diff);
      await story.editDraft(diff, way.fixed, `/* seen */ ${way.fixed}`);
      const frame = await story.panelFrame();
      await frame.locator('.origin', { hasText: 'You have changed the drafted text' }).waitFor();
      shown = Buffer.from(await story.draftText(diff));
    });

    it('applies exactly what was shown, with one entry', async () => {
      const before = story.entries().length;
      await vscode.commands.executeCommand('countersign.acceptDraft');
      entry = await story.newEntry(before);
      assert.deepEqual(fs.readFileSync(story.shop(file)), shown);
      assert.equal(entry.origin.kind, way.kind);
      assert.equal(entry.decision, 'edited');
      assert.equal(entry.change.files[0]?.postSha256, story.sha256(shown));
      assert.equal(entry.decidedBy.name, 'Robin Reviewer');
      assert.equal(story.entries().length, before + 1);
      assert.equal(story.activeDiff(), undefined, 'the diff is still open');
    });

    it('stages fix and entry together, with trailers in the commit box', async () => {
      await vscode.commands.executeCommand('countersign.stageFix', entry.id);
      const staged = story.git('diff', '--cached', '--name-only').trim().split('\n');
      assert.ok(staged.includes(file), staged.join());
      assert.ok(staged.includes(`.ai-bom/entries/${entry.id}.json`), staged.join());
      const git = vscode.extensions.getExtension<{
        getAPI(version: 1): { repositories: { inputBox: { value: string } }[] };
      }>('vscode.git');
      const box = git?.exports.getAPI(1).repositories[0]?.inputBox.value ?? '';
      assert.match(box, new RegExp(`^AI-BOM-Entry: ${entry.id}$`, 'm'));
      assert.match(box, /^Assisted-by: /m);
    });

    it('verifies, and no longer does once the entry or the code was tampered with', () => {
      assert.deepEqual(story.countersign('bom', 'verify').status, 0);
      const entryFile = story.shop('.ai-bom', 'entries', `${entry.id}.json`);
      const good = fs.readFileSync(entryFile, 'utf8');
      fs.writeFileSync(entryFile, good.replace('Robin Reviewer', 'Mallory'));
      const forged = story.countersign('bom', 'verify');
      fs.writeFileSync(entryFile, good);
      assert.equal(forged.status, 1);
      assert.ok(forged.output.includes(`${entry.id}.json`), forged.output);
      const code = story.read(file);
      fs.writeFileSync(story.shop(file), code.replace('/* seen */ ', ''));
      const changed = story.countersign('bom', 'verify');
      fs.writeFileSync(story.shop(file), code);
      assert.equal(changed.status, 1);
      assert.match(changed.output, new RegExp(`${file}:\\d+`));
      assert.equal(story.countersign('bom', 'verify').status, 0);
    });
  });
}
