import assert from 'node:assert/strict';
import { planProject, versionsIn } from './planProject';

describe('the story of event-stream, on the command line', function () {
  this.timeout(120_000);
  const at = planProject();

  it('goes back to 3.3.4 by the lockfile alone where a range asks for it', async () => {
    await at.installed({ 'event-stream': '^3.3.4' });
    const { before, chosen, options, remaining } = await at.planned(0);
    assert.deepEqual([before.vulnerable, chosen, remaining], [1, 'lockfile', []]);
    const option = options.find(({ tier }) => tier === 'lockfile');
    assert.deepEqual(
      [option?.fixed, option?.changed, option?.added, option?.removed, option?.majors],
      [1, 1, 1, 2, 0],
    );
    const manifest = at.read('package.json');
    const written = await at.plan(...at.advisories(), '--write');
    assert.equal(written.code, 0, written.err + written.out);
    assert.match(written.out, /Wrote package-lock\.json\./);
    assert.match(written.out, /Rotate every secret/);
    assert.equal(at.read('package.json'), manifest);
    const versions = versionsIn(at.read('package-lock.json'));
    assert.equal(versions['event-stream'], '3.3.4');
    assert.ok(!('flatmap-stream' in versions));
    const again = await at.planned(0);
    assert.equal(again.before.vulnerable, 0);
  });

  it('changes package.json where it pins the version', async () => {
    await at.installed({ 'event-stream': '3.3.6' });
    const { chosen } = await at.planned(0);
    assert.equal(chosen, 'range');
    const written = await at.plan(...at.advisories(), '--write');
    assert.equal(written.code, 0, written.err + written.out);
    assert.match(written.out, /Wrote package\.json and package-lock\.json\./);
    assert.match(at.read('package.json'), /"event-stream": "3\.3\.4"/);
    assert.equal(versionsIn(at.read('package-lock.json'))['event-stream'], '3.3.4');
  });

  it('leaves the parent that asks for ~3.3.0 as it is', async () => {
    await at.installed({ 'ps-tree': '^1.1.0' });
    const { chosen, options } = await at.planned(0);
    assert.equal(chosen, 'lockfile');
    assert.equal(options.find(({ tier }) => tier === 'lockfile')?.majors, 0);
    const written = await at.plan(...at.advisories(), '--write');
    assert.equal(written.code, 0, written.err + written.out);
    const versions = versionsIn(at.read('package-lock.json'));
    assert.deepEqual([versions['event-stream'], versions['ps-tree']], ['3.3.4', '1.1.0']);
  });

  it('says of 4.0.1 that it is a major and takes away what the code calls', async () => {
    for (const range of ['3.3.6', '^3.3.4']) {
      await at.installed({ 'event-stream': range });
      at.write({ 'pipe.js': "const es = require('event-stream');\nes.flatmap();\n" });
      const { options, chosen, passedOver } = await at.planned(0, '--package', 'event-stream');
      assert.notEqual(chosen, 'major');
      const major = options.find(({ tier }) => tier === 'major');
      assert.ok(major);
      assert.ok(major.edits.some((edit) => edit.kind === 'copy' && edit.to === '4.0.1'));
      const facts = major.compatibility.flatMap((one) => one.facts);
      const gone = facts.find(({ about, breaks }) => about === 'exports' && breaks === 'yes');
      assert.match(gone?.text ?? '', /`flatmap`/);
      assert.deepEqual(gone?.places, [{ path: 'pipe.js', line: 1 }]);
      assert.match(passedOver?.[0]?.reason ?? '', /same hand/);
      const { out } = await at.plan(...at.advisories(), '--package', 'event-stream');
      assert.match(out, /crosses 1 major\n.*4\.0\.1\n.*\n +! 4\.0\.1 has no `flatmap`.*pipe\.js:2/);
      assert.match(out, /Not taken:\n {2}event-stream 3\.3\.5: /);
      assert.match(out, /Rotate every secret/);
    }
  });

  it('says of 4.0.1 that a parent does not let it in', async () => {
    await at.installed({ 'ps-tree': '^1.1.0' });
    const { out } = await at.plan(...at.advisories(), '--package', 'event-stream');
    assert.match(out, /event-stream 4\.0\.1: .*major step.*ps-tree 1\.1\.0 asks for .*~3\.3\.0/);
    assert.match(out, /Rotate every secret/);
  });
});
