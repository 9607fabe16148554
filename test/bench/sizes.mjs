// How much the extension adds to a disk and, at every start, to the extension host.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../host/project.mjs';
import { held, round } from './figures.mjs';

const KB = 1000;
const MB = 1000 * KB;

export function measure({ vsix }) {
  const dist = path.join(root, 'dist');
  const size = (file) => fs.statSync(file).size;
  const main = size(path.join(dist, 'extension.js'));
  const others = fs
    .readdirSync(dist)
    .filter((name) => name.endsWith('.js') && name !== 'extension.js')
    .map((name) => ({
      what: `dist/${name}, not read at start`,
      figure: `${round(size(path.join(dist, name)) / KB)} KB`,
    }));
  const packed = size(vsix);
  return [
    held({
      what: 'dist/extension.js',
      value: main,
      limit: 300 * KB,
      figure: `${round(main / KB)} KB`,
      budget: '< 300 KB',
    }),
    ...others,
    held({
      what: 'the .vsix, grammars and all',
      value: packed,
      limit: 3 * MB,
      figure: `${round(packed / KB)} KB`,
      budget: '< 3 MB',
    }),
  ];
}
