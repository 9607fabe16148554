import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Asking, eventStream, planProject, versionsIn } from './planProject';
import { assertRefused } from './run';

describe('countersign plan', function () {
  this.timeout(120_000);
  const at = planProject();

  it('prints one document, with the plan before what it is about', async () => {
    at.flawed();
    const document = await at.planned(0);
    const members = ['before', 'options', 'chosen', 'remaining', 'vulnerable'];
    assert.deepEqual(Object.keys(document), members);
    assert.deepEqual(document.before, { packages: 2, vulnerable: 1, advisories: 1 });
    assert.equal(document.chosen, 'lockfile');
  });

  it('tells a person what is wrong, by which way, and what it would do', async () => {
    at.flawed();
    const { code, out } = await at.plan(...at.advisories());
    assert.equal(code, 0);
    assert.match(out, /^package-lock\.json: 2 packages, 1 vulnerable copy, 1 advisory\.\n/);
    assert.match(out, /high {6}b 1\.0\.0 {2}\(transitive\) {2}GHSA-b\n +the project > a > b\n/);
    assert.match(
      out,
      /Proposed: lockfile only.*\n {2}fixes 1 of 1 vulnerable copy, changes 1, adds 0, removes 0/,
    );
    assert.match(out, /^Add --write to do it\.$/m);
    assert.match(out, /b 1\.0\.0 -> 1\.0\.1 {2}\(node_modules\/b\)/);
  });

  it('does not offer to remove what is used or may guard the application', async () => {
    at.flawed();
    at.server.withdraw('b', '1.0.1');
    at.write({ 'index.js': "require('a');\n" });
    assert.deepEqual((await at.planned(1, '--tier', 'remove')).options, []);
    fs.rmSync(path.join(at.dir, 'index.js'));
    assert.equal((await at.planned(0, '--tier', 'remove')).chosen, 'remove');
    at.server.publish({ name: 'helmet', version: '1.0.0', dependencies: { b: '^1.0.0' } });
    for (const name of ['package.json', 'package-lock.json']) {
      at.write({ [name]: at.read(name).replaceAll(/"a"/g, '"helmet"').replace('/a"', '/helmet"') });
    }
    assert.deepEqual((await at.planned(1, '--tier', 'remove')).options, []);
  });

  it('crosses a major only when that is asked for', async () => {
    at.flawed();
    at.server.withdraw('b', '1.0.1');
    at.server.publish({ name: 'a', version: '2.0.0' });
    assert.deepEqual(
      (await at.planned(1)).options.filter(({ tier }) => tier === 'major'),
      [],
    );
    const unasked = await at.planned(1, '--package', 'b');
    assert.ok(unasked.options.some(({ tier, majors }) => tier === 'major' && majors === 1));
    const written = await at.plan(...at.advisories(), '--tier', 'major', '--write');
    assert.equal(written.code, 0, written.err + written.out);
    assert.match(written.out, /package\.json: a \^1\.0\.0 -> \^2\.0\.0/);
    assert.deepEqual(versionsIn(at.read('package-lock.json')), { a: '2.0.0' });
    assert.equal((JSON.parse(at.read('package.json')) as Asking).dependencies['a'], '^2.0.0');
  });

  it('plans for one package alone, and says which is not there', async () => {
    at.flawed();
    const { code, out } = await at.plan(...at.advisories(), '--package', 'b');
    assert.equal(code, 0);
    assert.match(out, /b 1\.0\.0 -> 1\.0\.1/);
    const { out: other, code: nothing } = await at.plan(...at.advisories(), '--package', 'a');
    assert.doesNotMatch(other, /b 1\.0\.0/);
    assert.match(
      other,
      /^Of a alone; 1 vulnerable copy of other packages is not planned for\.\n\nThere is nothing to fix\.$/m,
    );
    assert.equal(nothing, 0);
    assertRefused(await at.plan(...at.advisories(), '--package', 'z'), /z is not installed here/);
  });

  it('answers 0 when nothing is vulnerable, and 1 when nothing helps', async () => {
    at.flawed();
    at.server.withdraw('b', '1.0.1');
    const { remaining } = await at.planned(1);
    assert.equal(remaining.length, 1);
    assert.match(remaining[0]?.reason ?? '', /\w.*\.$/);
    at.write({ 'advisories.json': JSON.stringify([{ ...eventStream[0] }]) }, at.top);
    assert.equal((await at.planned(0)).before.vulnerable, 0);
  });

  it('lets no foreign text reach the terminal as it is', async () => {
    at.flawed();
    const list = [
      {
        name: 'b',
        id: 'GHSA-\u001b[31mred',
        severity: 'high',
        range: '<1.0.1',
        title: '\u202e',
        cwe: [],
      },
    ];
    at.write({ 'advisories.json': JSON.stringify(list) }, at.top);
    const { out, err } = await at.plan(...at.advisories());
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(out + err, /[\u001b\u202e]/);
  });
});
