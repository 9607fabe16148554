import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { sha256Hex } from '../../../../src/core/hash';
import {
  journalName,
  openJournal,
  settleJournal,
} from '../../../../src/node/dependencies/planJournal';
import { writePlan } from '../../../../src/node/dependencies/writePlan';

describe('the journal of a plan that is being written', () => {
  const names = ['package.json', 'package-lock.json'];
  let folder: string;
  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'journal-')));
    for (const name of names) put(name, 'old');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const put = (name: string, text: string) => fs.writeFileSync(path.join(folder, name), text);
  const texts = () => names.map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
  const isThere = () => fs.existsSync(path.join(folder, journalName));
  const bytes = (text: string) => new TextEncoder().encode(text);
  const files = names.map((path) => ({ path, before: bytes('old'), after: bytes('new') }));

  /** As a run leaves it that was killed after it had written `written`. */
  async function killed(written: readonly string[]): Promise<void> {
    await openJournal(folder, files);
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const journal = JSON.parse(fs.readFileSync(path.join(folder, journalName), 'utf8')) as object;
    put(journalName, JSON.stringify({ ...journal, pid }));
    for (const name of written) put(name, 'new');
  }

  it('tells of a run that was killed, and changes nothing where nothing is to be written', async () => {
    await killed(['package.json']);
    await assert.rejects(
      settleJournal(folder, false),
      /broken off here: it had written package\.json\. Run countersign plan with --write/,
    );
    assert.deepEqual(texts(), ['new', 'old']);
    assert.ok(isThere());
  });

  for (const written of [[], ['package.json'], names]) {
    it(`puts back ${written.length} files of a run that was killed`, async () => {
      await killed(written);
      assert.match((await settleJournal(folder, true)) ?? '', /was put back first/);
      assert.deepEqual(texts(), ['old', 'old']);
      assert.ok(!isThere());
      assert.equal(await settleJournal(folder, true), undefined);
    });
  }

  it('leaves what somebody has changed since as it is', async () => {
    await killed(['package.json']);
    put('package-lock.json', 'mine');
    await assert.rejects(settleJournal(folder, true), /package-lock\.json was changed since/);
    assert.deepEqual(texts(), ['new', 'mine']);
  });

  it('does not touch other files, nor write through links, whatever it says', async () => {
    const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'outside-'));
    fs.writeFileSync(path.join(outside, 'package.json'), 'new');
    await killed(['package.json']);
    const text = fs.readFileSync(path.join(folder, journalName), 'utf8');
    for (const at of ['../package.json', '.git/config', `${outside}/package.json`]) {
      put(journalName, text.replaceAll('"package.json"', JSON.stringify(at)));
      await assert.rejects(
        settleJournal(folder, true),
        /is not what Countersign leaves|was changed since/,
      );
    }
    put(journalName, text);
    fs.rmSync(path.join(folder, 'package.json'));
    fs.symlinkSync(path.join(outside, 'package.json'), path.join(folder, 'package.json'));
    await assert.rejects(settleJournal(folder, true), /package\.json was changed since/);
    assert.equal(fs.readFileSync(path.join(outside, 'package.json'), 'utf8'), 'new');
    fs.rmSync(outside, { recursive: true });
  });

  it('says that a journal which cannot be read is to be looked at', async () => {
    for (const text of ['', '{}', '[]', '{"pid":-1,"host":"a","files":[]}']) {
      put(journalName, text);
      await assert.rejects(settleJournal(folder, true), /is not what Countersign leaves/);
    }
  });

  it('lets one of several runs write, whole', async () => {
    const planned = (after: string) =>
      names.map((path) => ({ path, before: 'old', after, baseSha256: sha256Hex(bytes('old')) }));
    const all = ['a', 'b', 'c', 'd', 'e'];
    const ends = await Promise.allSettled(all.map((one) => writePlan(folder, planned(one))));
    const won = ends.flatMap(({ status }, at) => (status === 'fulfilled' ? [all[at]] : []));
    assert.equal(won.length, 1);
    assert.deepEqual(texts(), [won[0], won[0]]);
    assert.deepEqual(fs.readdirSync(folder).sort(), [...names].sort());
  });

  it('keeps others out while one writes, and says what to do', async () => {
    const close = await openJournal(folder, files);
    await assert.rejects(openJournal(folder, files), /Another plan is being written/);
    await assert.rejects(settleJournal(folder, true), /Another plan is being written/);
    await close();
    assert.ok(!isThere());
  });

  it('says that a folder cannot be written to', async () => {
    fs.rmSync(folder, { recursive: true });
    await assert.rejects(openJournal(folder, files), /cannot be written to \(ENOENT\)\. Nothing/);
  });
});
