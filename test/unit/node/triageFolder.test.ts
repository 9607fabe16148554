import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Triage } from '../../../src/core/triage';
import { triageText } from '../../../src/core/triage';
import { triageFolder } from '../../../src/node/triageFolder';

const idOf = (number: number) => number.toString(16).padStart(64, '0');

function triage(number: number, reason = 'Only the tests get here.'): Triage {
  return {
    version: 1,
    finding: idOf(number),
    verdict: 'false-positive',
    reason,
    by: { name: 'Ada' },
    at: '2026-03-04T05:06:07.089Z',
    about: { tool: 'eslint', ruleId: 'r', path: 'a.js', message: 'm', severity: 'low' },
  };
}

describe('the folder of what was set aside', () => {
  let root: string;
  let elsewhere: string;

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'triage-'));
    elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'elsewhere-'));
  });
  afterEach(() => {
    for (const folder of [root, elsewhere]) fs.rmSync(folder, { recursive: true, force: true });
  });

  const at = (name: string) => path.join(root, '.countersign/triage', name);
  const nothing = { entries: new Map(), problems: [] };
  const messages = async () => {
    const { entries, problems } = await triageFolder(root).list();
    return [entries.size, ...problems.map(({ message, count }) => `${count} ${message}`)];
  };

  it('is empty where there is none', async () => {
    assert.deepEqual(await triageFolder(root).list(), nothing);
    assert.equal(await triageFolder(root).remove(idOf(1)), false);
    assert.deepEqual(fs.readdirSync(root), []);
  });

  it('tells of changes, also by others, until it shall not', async () => {
    triageFolder(root).watch(() => assert.fail('there is no folder'))();
    const folder = triageFolder(root);
    await folder.write(triage(1));
    let told: () => void = () => undefined;
    const next = () => new Promise<void>((resolve) => (told = resolve));
    const end = folder.watch(() => told());
    const written = next();
    fs.writeFileSync(at('other.json'), '{}');
    await written;
    const removed = next();
    await folder.remove(idOf(1));
    await removed;
    end();
    told = () => assert.fail('it was ended');
    fs.writeFileSync(at('more.json'), '{}');
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

  it('keeps one file a finding, which another reads back and takes away', async () => {
    const folder = triageFolder(root);
    const [one, two] = [triage(1), triage(2)];
    assert.equal(await folder.write(one), `.countersign/triage/${one.finding}.json`);
    await folder.write(two);
    assert.equal(fs.readFileSync(at(`${one.finding}.json`), 'utf8'), triageText(one));
    const other = triageFolder(root);
    assert.deepEqual(await other.list(), {
      entries: new Map([one, two].map((entry) => [entry.finding, entry])),
      problems: [],
    });
    assert.equal(await other.remove(one.finding), true);
    assert.equal(await other.remove(one.finding), false);
    assert.deepEqual([...(await folder.list()).entries.keys()], [two.finding]);
  });

  it('replaces an entry, and sees what others change', async () => {
    const folder = triageFolder(root);
    await folder.write(triage(1));
    await folder.list();
    const changed = triage(1, 'On second thoughts: unreachable.');
    await triageFolder(root).write(changed);
    assert.deepEqual([...(await folder.list()).entries.values()], [changed]);
    assert.equal(fs.readdirSync(at('')).length, 1);
  });

  it('counts what is not its own, and reads the rest', async () => {
    await triageFolder(root).write(triage(1));
    fs.writeFileSync(at(`${idOf(2)}.json`), triageText(triage(3)));
    fs.writeFileSync(at(`${idOf(4)}.json`), Buffer.alloc(65 * 1024, ' '));
    fs.mkdirSync(at(`${idOf(5)}.json`));
    fs.writeFileSync(path.join(elsewhere, 'secret.json'), triageText(triage(6)));
    fs.symlinkSync(path.join(elsewhere, 'secret.json'), at(`${idOf(6)}.json`));
    fs.writeFileSync(at('README.md'), 'not an entry');
    const [size, problem, ...others] = await messages();
    assert.equal(size, 1);
    assert.match(String(problem), /^4 \.countersign\/triage: 4 files are not in force/);
    assert.deepEqual(others, []);
  });

  it('says why a file does not count', async () => {
    await triageFolder(root).write(triage(1));
    fs.writeFileSync(at(`${idOf(1)}.json`), '<<<<<<< HEAD\n{}\n');
    assert.match((await messages()).join(), /1 file is not in force.*merge markers/);
  });

  it('neither reads nor writes where a symbolic link leads', async () => {
    fs.mkdirSync(path.join(elsewhere, 'triage'));
    fs.writeFileSync(path.join(elsewhere, 'triage', `${idOf(1)}.json`), triageText(triage(1)));
    fs.symlinkSync(elsewhere, path.join(root, '.countersign'));
    const folder = triageFolder(root);
    assert.match((await messages()).join(), /^0,0 \.countersign\/triage: it cannot be used/);
    await assert.rejects(folder.write(triage(2)), { name: 'HumanError', message: /link/ });
    await assert.rejects(folder.remove(idOf(1)), { name: 'HumanError' });
    assert.deepEqual(fs.readdirSync(path.join(elsewhere, 'triage')), [`${idOf(1)}.json`]);
  });

  it('does not follow a link inside the folder either', async () => {
    fs.mkdirSync(path.join(root, 'src'));
    fs.mkdirSync(path.join(root, '.countersign'));
    fs.symlinkSync('../src', path.join(root, '.countersign/triage'));
    await assert.rejects(triageFolder(root).write(triage(1)), /symbolic link/);
    assert.match((await messages()).join(), /symbolic link/);
    assert.deepEqual(fs.readdirSync(path.join(root, 'src')), []);
  });

  it('replaces a link that stands in the place of an entry, and leaves its target', async () => {
    const target = path.join(elsewhere, 'a.txt');
    fs.writeFileSync(target, 'mine');
    fs.mkdirSync(at(''), { recursive: true });
    fs.symlinkSync(target, at(`${idOf(1)}.json`));
    await triageFolder(root).write(triage(1));
    assert.equal(fs.readFileSync(target, 'utf8'), 'mine');
    assert.deepEqual(await messages(), [1]);
  });

  it('takes no id that is a path', async () => {
    for (const bad of ['../evil', '', `${idOf(1)}/x`, idOf(1).toUpperCase().replace('1', 'A')]) {
      await assert.rejects(triageFolder(root).remove(bad), { name: 'HumanError' });
    }
  });

  it('says so when a file stands where its folder should be', async () => {
    fs.mkdirSync(path.join(root, '.countersign'));
    fs.writeFileSync(path.join(root, '.countersign/triage'), 'not a folder');
    await assert.rejects(triageFolder(root).write(triage(1)), { name: 'HumanError' });
    assert.match((await messages()).join(), /cannot be read/);
  });
});
