import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import * as vscode from 'vscode';
import type { RegistryServer } from '../../../unit/node/dependencies/registryServer';
import { status } from '../../../unit/node/dependencies/registryServer';
import * as story from '../story';
import * as sieve from './sieve';
import { cutOff, draftsShown, hoverAt, runAction, textOf, undoAccepted } from './steps';

const advisory = 'GHSA-mh6f-8j2x-4483';

describe('the story of event-stream', function () {
  this.timeout(180_000);
  let registry: RegistryServer;
  let forget: () => void;

  before(async () => {
    registry = await sieve.scriptedRegistry();
    forget = sieve.askRegistry(registry.address);
    await sieve.bringProject();
    await vscode.commands.executeCommand('countersign.refreshFindings');
    await story.diagnosticsOf(sieve.manifest);
  });
  after(async () => {
    await story.tidy();
    sieve.takeProjectAway();
    forget();
    await registry.close();
  });

  const line = () => story.lineOf(sieve.manifest, '"event-stream"');

  it('begins at the dependency’s line, and where the code imports it', async () => {
    const [found] = await story.diagnosticsOf(sieve.manifest);
    assert.equal(found?.range.start.line, line());
    await vscode.window.showTextDocument(story.uriOf(sieve.pipe));
    const [mark] = await story.diagnosticsOf(sieve.pipe);
    assert.ok(mark);
    assert.equal(mark.severity, vscode.DiagnosticSeverity.Information);
    const document = await vscode.workspace.openTextDocument(story.uriOf(sieve.pipe));
    assert.equal(document.getText(mark.range), 'event-stream');
    const [place] = mark.relatedInformation ?? [];
    assert.ok(place?.location.uri.path.endsWith(`/${sieve.manifest}`));
  });

  it('is told in a hover: how it got here, what uses it, what to do about malware', async () => {
    const at = new vscode.Position(line(), 8);
    const text = await hoverAt(sieve.manifest, at);
    assert.match(text, /critical, malware/);
    assert.match(text, /Rotate every secret/);
    assert.match(text, /Installed: 3\.3\.6/);
    assert.match(text, /Direct: package\.json asks for it/);
    assert.match(text, /flatmap/);
    assert.match(text, /lib\/pipe\.js:\d+/);
    const [mark] = story.countersignDiagnostics(sieve.pipe);
    assert.ok(mark);
    assert.match(await hoverAt(sieve.pipe, mark.range.start), /critical, malware/);
  });

  it('says why nothing is drafted while the registry is down', async () => {
    registry.answer('/event-stream', status(503));
    const action = await fixAt(sieve.manifest);
    const before = story.activeDiff();
    const run = runAction(action);
    const said = await story.message('event-stream');
    await run;
    assert.match(said, /No fix was drafted/);
    assert.match(said, /registry|503/i);
    assert.equal(story.activeDiff(), before);
    await registry.close();
    registry = await sieve.scriptedRegistry();
    forget();
    forget = sieve.askRegistry(registry.address);
  });

  describe('leads from the quick fix to a review', () => {
    let frame: Frame;
    let diff: story.Diff;

    before(async () => {
      await runAction(await fixAt(sieve.manifest));
      diff = await story.until('the diff', () => story.activeDiff());
      frame = await story.panelFrame();
    });

    it('of 3.3.4 in package.json and in the lockfile', async () => {
      const texts = await Promise.all(draftsShown().map((uri) => textOf(uri)));
      assert.equal(texts.length, 2);
      for (const text of texts) assert.match(text, /"3\.3\.4"/);
      assert.ok(texts.every((text) => !/3\.3\.6|"flatmap-stream"|flatmap-stream"/.test(text)));
      assert.ok(diff);
      assert.match(story.read(sieve.manifest), /"event-stream": "3\.3\.6"/);
    });

    it('with the plan: one package changes, one goes, and both were harmful', async () => {
      const chosen = frame.locator('.plan .option-chosen');
      await chosen.waitFor();
      assert.deepEqual(await chosen.locator('.numbers td').allInnerTexts(), [
        '2',
        '1',
        '0',
        '1',
        '0',
      ]);
      assert.match(await chosen.innerText(), /event-stream 3\.3\.6 → 3\.3\.4/);
      assert.match(await chosen.innerText(), /flatmap-stream 0\.1\.1 goes/);
    });

    it('with what speaks against the latest version and against the nearest one', async () => {
      const major = await frame.locator('.plan .option', { hasText: '4.0.1' }).innerText();
      assert.match(major, /Another major version.*Breaks.*`flatmap`.*lib\/pipe\.js:6/s);
      assert.match(await frame.locator('.claim').innerText(), sieve.whyNotLatest);
      const passedOver = await frame.locator('.plan .passed-over').innerText();
      assert.match(passedOver, /event-stream 3\.3\.5\s.*same hand/s);
    });

    it('with who asks for it, before and after, as lists', async () => {
      const graphs = await frame.locator('.plan .graph').allInnerTexts();
      assert.match(graphs[0] ?? '', /Before.*log-sieve.*event-stream.*3\.3\.6.*vulnerable/s);
      assert.match(graphs[1] ?? '', /After.*log-sieve.*event-stream.*3\.3\.4/s);
      assert.doesNotMatch(graphs[1] ?? '', /vulnerable/);
    });

    it('with the advice for malware', async () => {
      await frame.locator('.claim', { hasText: /[Rr]otate every secret/ }).waitFor();
    });

    it('in a panel where nothing is cut off at 400 pixels, and the verdict is in sight', async () => {
      const { cut, bottom } = await cutOff(frame, 400);
      assert.deepEqual(cut, []);
      assert.ok(bottom < 400, `the verdict ends at ${bottom} px`);
    });
  });

  describe('ends', () => {
    it('in files as planned and an entry with the alternatives; undo takes it back', async () => {
      const before = story.entries().length;
      const frame = await story.panelFrame();
      const others = (await frame.locator('.plan .option').count()) - 1;
      const passedOver = await frame.locator('.plan .passed-over dt').count();
      const original = story.read(sieve.manifest);
      const planned = await Promise.all(draftsShown().map((uri) => textOf(uri)));
      await vscode.commands.executeCommand('countersign.acceptDraft');
      const entry = await story.newEntry(before);
      const written = [sieve.manifest, sieve.lockfile].map((file) => story.read(file));
      assert.deepEqual(written.sort(), planned.sort());
      assert.equal(entry.change.files.length, 2);
      assert.equal(entry.decision, 'accepted');
      assert.equal(entry.alternatives?.length ?? 0, others + passedOver);
      const said = entry.alternatives?.map(({ option, whyNot }) => `${option}: ${whyNot}`) ?? [];
      assert.ok(said.some((one) => sieve.whyNotLatest.test(one)));
      assert.ok(said.some((one) => /event-stream 3\.3\.5: .*same hand/.test(one)));
      assert.equal(story.countersign('bom', 'verify').status, 0);
      await undoAccepted([sieve.manifest, sieve.lockfile]);
      assert.equal(story.read(sieve.manifest), original);
    });
  });

  const fixAt = (file: string) =>
    story.until('the quick fix', async () => {
      const found = await story.quickFixes(file, line());
      return found.find(({ title }) => title === `Review dependency fix…: ${advisory}`);
    });
});
