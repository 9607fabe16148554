import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import * as vscode from 'vscode';
import type { RegistryServer } from '../../../unit/node/dependencies/registryServer';
import * as story from '../story';
import * as sieve from './sieve';
import { cutOff, draftsShown, hoverAt, runAction, textOf, undoAccepted } from './steps';

const changedFiles = {
  ranged: [sieve.lockfile],
  transitive: [sieve.lockfile],
} as const;

/** Why not 4.0.1: of what the code asks for itself, and of what another package asks for. */
const against = {
  ranged: sieve.whyNotLatest,
  transitive: /4\.0\.1: It is a major step from 3\.3\.6\. ps-tree 1\.1\.0 asks for .*~3\.3\.0/,
} as const;

/** Pinned, it is the story of its own beside this one. */
for (const form of ['ranged', 'transitive'] as const) {
  const isDirect = form !== 'transitive';

  describe(`event-stream, ${form}`, function () {
    this.timeout(120_000);
    // package.json does not speak of what only another package asks for.
    const file = isDirect ? sieve.manifest : sieve.lockfile;
    const key = isDirect ? '"event-stream"' : '"node_modules/event-stream"';
    let registry: RegistryServer;
    let forget: () => void;
    let frame: Frame;

    before(async () => {
      registry = await sieve.scriptedRegistry();
      forget = sieve.askRegistry(registry.address);
      await sieve.bringProject(form);
      await vscode.commands.executeCommand('countersign.refreshFindings');
      await story.diagnosticsOf(file);
    });
    after(async () => {
      await story.tidy();
      sieve.takeProjectAway();
      await vscode.commands.executeCommand('countersign.refreshFindings');
      forget();
      await registry.close();
    });

    const line = () => story.lineOf(file, key);

    it('is told at its line, with the way and the advice', async () => {
      const found = await story.diagnosticsOf(file);
      assert.ok(found.some(({ range }) => range.start.line === line()));
      const text = await story.until('the hover', async () => {
        const said = await hoverAt(file, new vscode.Position(line(), 8));
        return /critical, malware/.test(said) ? said : undefined;
      });
      assert.match(text, /Rotate every secret/);
      assert.match(text, /Installed: 3\.3\.6/);
      if (isDirect) assert.match(text, /flatmap/);
      else assert.match(text, /ps-tree 1\.1\.0.*event-stream 3\.3\.6/);
    });

    it('leads to 3.3.4, without flatmap-stream, in the files that have to change', async () => {
      const action = await story.until('the quick fix', async () =>
        (await story.quickFixes(file, line())).find(({ title }) =>
          title.startsWith('Review dependency fix…: GHSA-mh6f-8j2x-4483'),
        ),
      );
      await runAction(action);
      await story.until('the diff', () => story.activeDiff());
      frame = await story.panelFrame();
      const texts = await Promise.all(draftsShown().map((uri) => textOf(uri)));
      assert.equal(texts.length, changedFiles[form].length);
      for (const text of texts) {
        assert.match(text, /"3\.3\.4"/);
        assert.doesNotMatch(text, /"(?:3\.3\.5|3\.3\.6|4\.0\.1)"|flatmap-stream/);
      }
    });

    it('shows what changes and what goes, and in the same plan why 4.0.1 is not taken', async () => {
      const chosen = frame.locator('.plan .option-chosen');
      await chosen.waitFor();
      const says = await chosen.innerText();
      assert.match(says, /event-stream 3\.3\.6 → 3\.3\.4/);
      assert.match(says, /flatmap-stream 0\.1\.1 goes/);
      assert.deepEqual(await chosen.locator('.numbers td').allInnerTexts(), numbers);
      const plan = frame.locator('.plan');
      if (isDirect) {
        const major = await plan.locator('.option', { hasText: '4.0.1' }).innerText();
        assert.match(major, /Another major version/);
        assert.match(major, /Breaks.*`flatmap`.*lib\/pipe\.js:6/s);
      }
      const passedOver = await plan.locator('.passed-over').innerText();
      assert.match(passedOver, /event-stream 3\.3\.5\s.*same hand/s);
      if (!isDirect) assert.match(passedOver, /event-stream 4\.0\.1\s.*ps-tree 1\.1\.0 asks for/s);
    });

    it('says it again in the claim, with the advice for malware, and cuts nothing off', async () => {
      const claim = await frame.locator('.claim').innerText();
      assert.match(claim, against[form]);
      assert.match(claim, /Rotate every secret .* rebuild/);
      const { cut, bottom } = await cutOff(frame, 400);
      assert.deepEqual(cut, []);
      assert.ok(bottom < 400, `the verdict ends at ${bottom} px`);
    });

    it('lands with an entry that holds why each alternative was not taken', async () => {
      const before = story.entries().length;
      await vscode.commands.executeCommand('countersign.acceptDraft');
      const { change, decision, alternatives = [] } = await story.newEntry(before);
      assert.equal(decision, 'accepted');
      assert.deepEqual(change.files.map(({ path }) => path).sort(), changedFiles[form]);
      const said = alternatives.map(({ option, whyNot }) => `${option}: ${whyNot}`);
      assert.ok(said.length >= 2, said.join('\n'));
      assert.ok(
        said.some((one) => against[form].test(one)),
        said.join('\n'),
      );
      assert.ok(said.some((one) => /event-stream 3\.3\.5: .*same hand/.test(one)));
      assert.match(story.read(sieve.lockfile), /"version": "3\.3\.4"/);
      const verified = story.countersign('bom', 'verify');
      assert.equal(verified.status, 0, verified.output);
      await undoAccepted(changedFiles[form]);
    });
  });
}

/** Fixed, changed, added, removed, and majors that are crossed. */
const numbers = ['2', '1', '0', '1', '0'];
