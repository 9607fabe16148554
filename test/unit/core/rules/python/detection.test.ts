import assert from 'node:assert/strict';
import { isSilent, lastLine, reports } from '../promises';
import { detect } from '../shapes';
import { injectionCases } from './injectionCases';
import { settingCases } from './settingCases';

const shape = { path: 'src/app.py' };

describe('the rules for Python', () => {
  const cases = { ...injectionCases, ...settingCases };

  for (const [id, { bad, good }] of Object.entries(cases)) {
    reports(id, bad.map(titled), shape);
    isSilent(id, good.map(titled), shape);
  }

  it('say nothing about JavaScript, nor do its rules about Python', async () => {
    assert.deepEqual(await detect('eval(request.args.get("q"))', { path: 'a.js' }), []);
    const found = await detect('import os\nos.system("ls")\n', shape);
    assert.deepEqual(found, []);
  });

  it('survive code that does not parse', async () => {
    for (const code of [
      'def (',
      'import os\nos.system(f"{',
      'from x import',
      '@app.route(\ndef x(:\n  return',
      'x = """',
    ]) {
      await detect(code, shape);
    }
  });
});

/** What stands last in many cases says nothing of them. */
function titled(code: string): readonly [title: string, code: string] {
  const lines = code
    .split('\n')
    .filter((line) => !/^\s*return (HttpResponse\("ok"\)|\{\})$/.test(line));
  return [lastLine(lines.join('\n')), code];
}
