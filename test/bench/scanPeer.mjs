// ESLint with its security rules over the files of a list: `node scanPeer.mjs LIST`. TypeScript is parsed as its users do.
import * as fs from 'node:fs';
import { ESLint } from 'eslint';
import security from 'eslint-plugin-security';
import tseslint from 'typescript-eslint';

const files = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const eslint = new ESLint({
  overrideConfigFile: true,
  // Comments in the files name rules of other plugins.
  allowInlineConfig: false,
  ignore: false,
  overrideConfig: [
    { files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'], ...security.configs.recommended },
    { files: ['**/*.{ts,cts,mts,tsx}'], languageOptions: { parser: tseslint.parser } },
  ],
});
const results = await eslint.lintFiles(files);
console.log(results.length);
