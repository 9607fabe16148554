// npm run docs: writes rules.md, the page of all built-in rules, from the rules themselves.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const folder = path.dirname(fileURLToPath(import.meta.url));
const { outputFiles } = await build({
  stdin: {
    contents: "export { rules } from '../src/core/rules'; export { rulesPage } from './rulesPage';",
    resolveDir: folder,
  },
  bundle: true,
  write: false,
  platform: 'node',
  format: 'cjs',
  alias: {
    'web-tree-sitter': require.resolve('web-tree-sitter'),
    yaml: path.join(path.dirname(require.resolve('yaml/package.json')), 'browser/index.js'),
  },
});
const module = { exports: {} };
new Function('module', 'exports', 'require', outputFiles[0].text)(module, module.exports, require);
const { rules, rulesPage } = module.exports;
fs.writeFileSync(path.join(folder, 'rules.md'), rulesPage(rules));
