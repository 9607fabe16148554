import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import * as vscode from 'vscode';
import type { RegistryServer } from '../../../unit/node/dependencies/registryServer';
import { workbench } from '../../ui';
import * as story from '../story';
import * as sieve from './sieve';
import { draftsShown, textOf, undoAccepted } from './steps';

describe('another option of a dependency plan', function () {
  this.timeout(120_000);
  let registry: RegistryServer;
  let forget: () => void;
  let frame: Frame;

  before(async () => {
    registry = await sieve.scriptedRegistry();
    forget = sieve.askRegistry(registry.address);
    await sieve.bringProject();
    await vscode.commands.executeCommand('countersign.refreshFindings');
    await story.diagnosticsOf(sieve.manifest);
    const line = story.lineOf(sieve.manifest, '"event-stream"');
    await story.openReview(sieve.manifest, line, 'GHSA-mh6f-8j2x-4483');
    frame = await story.panelFrame();
    await frame.locator('.plan .option-chosen', { hasText: '3.3.4' }).waitFor();
  });
  after(async () => {
    await story.tidy();
    sieve.takeProjectAway();
    await vscode.commands.executeCommand('countersign.refreshFindings');
    forget();
    await registry.close();
  });

  const option = (text: string) => frame.locator('.plan .option', { hasText: text });
  const chosen = async (text: string) => {
    await frame.locator('.plan .option-chosen', { hasText: text }).waitFor({ timeout: 60_000 });
    const texts = await story.until('one review', async () => {
      const shown = await Promise.all(draftsShown().map((uri) => textOf(uri)));
      return shown.length === 2 ? shown : undefined;
    });
    return texts.join('\n');
  };
  const shown = (what: string) => frame.locator(what).first().innerText();
  let first: string;

  it('is drafted in place of the first when its button is clicked', async () => {
    first = await shown('.verdict');
    await option('Another major version').locator('button', { hasText: 'instead' }).click();
    const texts = await chosen('Another major version');
    assert.match(texts, /"event-stream": "4\.0\.1"/);
    assert.match(texts, /"version": "4\.0\.1"/);
    assert.doesNotMatch(texts, /"3\.3\.4"/);
    assert.match(story.read(sieve.manifest), /"event-stream": "3\.3\.6"/);
  });

  it('has a verdict of its own, and says what it breaks', async () => {
    await frame.locator('.row.outcome-warn', { hasText: /crosses a major/ }).waitFor();
    assert.notEqual(await shown('.verdict'), first);
    assert.match(await shown('.claim'), /May break.*no `flatmap`.*lib\/pipe\.js:6/s);
    assert.match(await shown('.claim'), /Instead.*3\.3\.6 to 3\.3\.4/s);
  });

  it('gives way to the first again when Enter is pressed on that one', async () => {
    const page = await workbench();
    await option('same major version').locator('button', { hasText: 'instead' }).focus();
    await page.keyboard.press('Enter');
    const texts = await chosen('same major version');
    assert.match(texts, /"event-stream": "3\.3\.4"/);
    assert.doesNotMatch(texts, /"4\.0\.1"/);
    await frame.locator('.verdict', { hasText: first.split('\n')[0] ?? '' }).waitFor();
    assert.match(story.read(sieve.manifest), /"event-stream": "3\.3\.6"/);
  });

  it('is on record as what was accepted, with the first as an alternative', async () => {
    await option('Another major version').locator('button', { hasText: 'instead' }).click();
    await chosen('Another major version');
    const before = story.entries().length;
    await vscode.commands.executeCommand('countersign.acceptDraft');
    const { alternatives = [] } = await story.newEntry(before);
    assert.match(story.read(sieve.manifest), /"event-stream": "4\.0\.1"/);
    assert.ok(alternatives.some((one) => /from 3\.3\.6 to 3\.3\.4/.test(one.option)));
    assert.equal(story.countersign('bom', 'verify').status, 0);
    await undoAccepted([sieve.manifest, sieve.lockfile]);
  });
});
