import assert from 'node:assert/strict';
import { aimedFindings } from '../../../src/core/aimedFindings';
import { dependencyFinding, file, findingAt } from './checks/subject';

const before = Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join('');
const changed = file(before, before.replace('line 50\n', 'other\n'));

describe('the findings that a patch may be meant for', () => {
  it('are those near what it changes', () => {
    const [near, far] = [findingAt(45), findingAt(5)];
    assert.deepEqual(aimedFindings([far, near], [changed]), [near]);
  });

  it('are also those of which a step on the way is near', () => {
    const step = findingAt(52).location;
    const far = findingAt(5, { codeFlows: [[step, findingAt(5).location]] });
    assert.deepEqual(aimedFindings([far, findingAt(9)], [changed]), [far]);
  });

  it('are all of the changed files when none is near', () => {
    const elsewhere = findingAt(50, { location: { path: 'src/b.js' } });
    const far = findingAt(5);
    assert.deepEqual(aimedFindings([far, elsewhere], [changed]), [far]);
  });

  it('are of dependencies those whose package moves, in the manifest or in the lockfile beside it', () => {
    const lock = (version: string) =>
      JSON.stringify({
        packages: { 'node_modules/lodash': { version }, 'node_modules/qs': { version: '1.0.0' } },
      });
    const manifest = (range: string) =>
      JSON.stringify({ dependencies: { lodash: range, qs: '1' } });
    const lodash = { ...dependencyFinding, location: { path: 'app/package.json' } };
    const all = [
      lodash,
      { ...lodash, package: 'qs' },
      { ...lodash, location: { path: 'package.json' } },
      {
        ...lodash,
        package: 'requests',
        ecosystem: 'PyPI',
        location: { path: 'app/requirements.txt' },
      },
    ];
    const ways = [
      file(lock('4.17.20'), lock('4.17.21'), 'app/package-lock.json'),
      file(manifest('^4.17.20'), manifest('^4.17.21'), 'app/package.json'),
      file(manifest('^4.17.20'), JSON.stringify({ dependencies: { qs: '1' } }), 'app/package.json'),
    ];
    for (const one of ways) assert.deepEqual(aimedFindings(all, [one]), [lodash], one.after);
    const python = file('Requests==1\n', 'Requests==2\n', 'app/requirements.txt');
    assert.deepEqual(aimedFindings(all, [python]), all.slice(3));
    assert.deepEqual(
      aimedFindings(all, [file(manifest('1'), `${manifest('1')}\n`, 'app/package.json')]),
      [],
    );
  });
});
