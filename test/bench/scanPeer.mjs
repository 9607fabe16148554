// What ESLint's security rules take for the files of a list: `node scanPeer.mjs LIST`, as JSON. Those that its parser
// refuses are not counted; the answer names the others.
import * as fs from 'node:fs';
import { Linter } from 'eslint';
import security from 'eslint-plugin-security';

const files = JSON.parse(fs.readFileSync(process.argv[2], 'utf8')).map((file) => ({
  file,
  text: fs.readFileSync(file, 'utf8'),
}));
const linter = new Linter({ configType: 'flat' });
const configs = ['module', 'commonjs'].map((sourceType) => [
  { files: ['**'], ...security.configs.recommended, languageOptions: { sourceType } },
]);
const parsed = [];
let cpu = 0;
let found = 0;
for (const { file, text } of files) {
  for (const config of configs) {
    const before = process.cpuUsage();
    // Comments that name rules of other plugins are none of its business.
    const options = { filename: 'a.js', allowInlineConfig: false };
    const messages = linter.verify(text, config, options);
    const { user, system } = process.cpuUsage(before);
    if (messages.some(({ fatal }) => fatal)) continue;
    cpu += (user + system) / 1000;
    found += messages.length;
    parsed.push(file);
    break;
  }
}
console.log(JSON.stringify({ cpu, found, parsed }));
