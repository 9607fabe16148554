import assert from 'node:assert/strict';
import { importPlaces } from '../../../../../src/core/dependencies/use/importPlaces';
import { testSyntax } from '../../../grammars';

const wanted = new Set(['lodash', '@acme/kit']);

const placesIn = async (text: string, path = 'src/a.ts') => {
  const places = await importPlaces(path, text, wanted, testSyntax);
  return places.map(({ package: name, region: { start, end } }) => {
    const line = text.split('\n')[start.line] ?? '';
    return [name, start.line, line.slice(start.character, end.character)];
  });
};

describe('the places where a file imports a package', () => {
  it('are its imports and requires, also of files in it', async () => {
    const text = [
      "import _ from 'lodash';",
      "const map = require('lodash/map');",
      'export { a } from "@acme/kit/a";',
      "const later = () => import('@acme/kit');",
      "import other from 'lodash-es';",
    ].join('\n');
    assert.deepEqual(await placesIn(text), [
      ['lodash', 0, 'lodash'],
      ['lodash', 1, 'lodash'],
      ['@acme/kit', 2, '@acme/kit'],
      ['@acme/kit', 3, '@acme/kit'],
    ]);
  });

  it('are none in comments and texts', async () => {
    const text = [`// import 'lodash'`, `const said = "require('lodash')";`].join('\n');
    assert.deepEqual(await placesIn(text), []);
  });

  it('are looked for without a parser only where no name stands', async () => {
    const fail = () => Promise.reject(new Error('parsed'));
    assert.deepEqual(await importPlaces('a.js', "import 'react';", wanted, fail), []);
    assert.deepEqual(await importPlaces('a.py', 'import lodash', wanted, fail), []);
    await assert.rejects(importPlaces('a.js', "import 'lodash';", wanted, fail), /parsed/);
  });
});
