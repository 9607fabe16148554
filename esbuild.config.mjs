// Builds the product into dist/; with --tests also the test bundles into out/; with --watch, again on every change.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createRequire } from 'node:module';
import { build, context } from 'esbuild';

const require = createRequire(import.meta.url);
const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');

const shared = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // As require(), which finds a bundle beside the one that asks.
  supported: { 'dynamic-import': false },
  alias: {
    // The CommonJS build needs no import.meta, which a CommonJS bundle cannot offer.
    'web-tree-sitter': require.resolve('web-tree-sitter'),
    // The main file is UMD, whose own requires a bundler cannot see.
    'jsonc-parser': require.resolve('jsonc-parser/lib/esm/main.js'),
    // The build for browsers is made of modules, of which a bundler leaves out what nobody uses.
    yaml: path.join(path.dirname(require.resolve('yaml/package.json')), 'browser/index.js'),
  },
  sourcemap: production ? false : 'linked',
  minify: production,
  logLevel: 'warning',
};

/** Keeps activation cheap: its time goes by the size of the bundle and by copies of the editor's API. */
const quickStart = {
  name: 'quick-start',
  setup({ onResolve, onLoad }) {
    // The parser is a file of its own, read when the first source is parsed.
    onResolve({ filter: /^web-tree-sitter$/ }, () => ({ path: './parser.js', external: true }));
    // Most bundles need these two, and the package has to hold them once only.
    onResolve({ filter: /^yaml$/ }, () => ({ path: './yaml.js', external: true }));
    onResolve({ filter: /^semver$/ }, () => ({ path: './semver.js', external: true }));
    // So are the rules with their recipes.
    onResolve({ filter: /\/rules$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './rules.js', external: true } : undefined,
    );
    // So are the checks on a draft.
    onResolve({ filter: /\/checks$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './checks.js', external: true } : undefined,
    );
    // So is the CycloneDX document, which is made on demand.
    onResolve({ filter: /\/cyclonedx$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './cyclonedx.js', external: true } : undefined,
    );
    // So is what the panel shows of a review.
    onResolve({ filter: /\/page$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './page.js', external: true } : undefined,
    );
    // So is what scans.
    onResolve({ filter: /\/scanning$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './scanning.js', external: true } : undefined,
    );
    // So is what runs programs of a project.
    onResolve({ filter: /\/checking$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './checking.js', external: true } : undefined,
    );
    // So is what plans fixes of dependencies.
    onResolve({ filter: /\/planning$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './planning.js', external: true } : undefined,
    );
    // Every CommonJS import of a namespace copies it, so all of src/editor shares one import.
    onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === 'vscode'
        ? { path: 'vscode', external: true }
        : { path: 'vscode', namespace: 'vscode' },
    );
    onLoad({ filter: /^vscode$/, namespace: 'vscode' }, () => ({
      contents: "export * from 'vscode';",
    }));
  },
};

/** Of npm's own packages only what reads its configuration and fetches: not the manual, and nothing twice. */
const leanNpm = {
  name: 'lean-npm',
  setup({ onResolve, onLoad }) {
    // The same version lies below several packages.
    onResolve({ filter: /^lru-cache$/ }, () => ({
      path: require.resolve('lru-cache', { paths: [require.resolve('cacache')] }),
    }));
    // It is only asked whether a folder above has workspaces.
    onResolve({ filter: /^@npmcli\/package-json$/ }, () => ({
      path: 'manifest',
      namespace: 'npm',
    }));
    onLoad({ filter: /^manifest$/, namespace: 'npm' }, () => ({
      contents: `exports.normalize = async (folder) => ({
        path: folder,
        content: JSON.parse(await require('node:fs/promises').readFile(folder + '/package.json', 'utf8')),
      });`,
    }));
    onLoad(
      { filter: /@npmcli[\\/]config[\\/]lib[\\/]definitions[\\/]definitions\.js$/ },
      ({ path }) => ({
        contents: fs
          .readFileSync(path, 'utf8')
          .replace(/description: `(?:[^`\\]|\\.)*`/gs, "description: '-'"),
      }),
    );
  },
};

const product = [
  {
    ...shared,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    plugins: [quickStart],
  },
  {
    ...shared,
    entryPoints: ['src/cli.ts'],
    outfile: 'dist/cli.js',
    banner: { js: '#!/usr/bin/env node' },
    plugins: [quickStart],
  },
  { ...shared, entryPoints: ['web-tree-sitter'], outfile: 'dist/parser.js' },
  { ...shared, entryPoints: ['yaml'], outfile: 'dist/yaml.js' },
  { ...shared, entryPoints: ['semver'], outfile: 'dist/semver.js' },
  {
    ...shared,
    entryPoints: ['src/core/rules/index.ts'],
    outfile: 'dist/rules.js',
    plugins: [quickStart],
  },
  {
    ...shared,
    entryPoints: ['src/core/checks/index.ts'],
    outfile: 'dist/checks.js',
    plugins: [quickStart],
  },
  {
    ...shared,
    entryPoints: ['src/core/aibom/cyclonedx.ts'],
    outfile: 'dist/cyclonedx.js',
    plugins: [quickStart],
  },
  {
    ...shared,
    entryPoints: ['src/core/page.ts'],
    outfile: 'dist/page.js',
    plugins: [quickStart],
  },
  // Reads reports in a thread of its own.
  { ...shared, entryPoints: ['src/node/reportWorker.ts'], outfile: 'dist/reports.js' },
  // So does the built-in scan, for the editor and the command line.
  {
    ...shared,
    entryPoints: ['src/node/scanWorker.ts'],
    outfile: 'dist/scan.js',
    plugins: [quickStart],
  },
  {
    ...shared,
    entryPoints: ['src/scanning.ts'],
    outfile: 'dist/scanning.js',
    plugins: [quickStart],
  },
  {
    ...shared,
    entryPoints: ['src/checking.ts'],
    outfile: 'dist/checking.js',
    plugins: [quickStart],
  },
  // Plans for the editor, in a thread of its own.
  {
    ...shared,
    entryPoints: ['src/node/dependencies/planWorker.ts'],
    outfile: 'dist/plan.js',
    plugins: [quickStart],
  },
  {
    ...shared,
    entryPoints: ['src/planning.ts'],
    outfile: 'dist/planning.js',
    plugins: [quickStart, leanNpm],
    // npm's fetch can do without it: registries speak UTF-8.
    external: ['encoding', 'iconv-lite'],
  },
];

/** Test files below a folder, found by their ending so that none can be forgotten. */
function testFiles(folder, ending = '.test.ts') {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((name) => name.endsWith(ending));
}

const tests = [
  {
    ...shared,
    entryPoints: testFiles('test/unit'),
    outdir: 'out/unit',
    outbase: 'test/unit',
    // These find files of their own at run time, so they stay packages.
    external: [
      'vscode',
      'eslint',
      'typescript',
      'esbuild',
      '@cyclonedx/cyclonedx-library',
      'mocha',
      // Every second of them has it, and once is enough.
      'fast-check',
    ],
    sourcemap: 'inline',
    // Each bundle is read as a whole, and has most of the core in it.
    sourcesContent: false,
  },
  {
    ...shared,
    entryPoints: [
      ...(fs.existsSync('test/host/suite.ts') ? ['test/host/suite.ts'] : []),
      ...testFiles('test/host/stories'),
      ...testFiles('test/host/outside'),
    ],
    outdir: 'out/host',
    outbase: 'test/host',
    external: ['vscode', 'playwright-core', 'mocha', 'fast-check', '@vscode/test-electron'],
    sourcemap: 'inline',
  },
];

/** Copies the grammars, the parser's runtime and the icon font beside the bundles. */
function copyAssets() {
  const grammars = path.join(path.dirname(require.resolve('@vscode/tree-sitter-wasm')));
  const copies = {
    'grammars/web-tree-sitter.wasm': require.resolve('web-tree-sitter/web-tree-sitter.wasm'),
    'codicons/codicon.css': require.resolve('@vscode/codicons/dist/codicon.css'),
    'codicons/codicon.ttf': require.resolve('@vscode/codicons/dist/codicon.ttf'),
  };
  for (const language of ['javascript', 'typescript', 'tsx', 'python']) {
    const file = `tree-sitter-${language}.wasm`;
    copies[`grammars/${file}`] = path.join(grammars, file);
  }
  for (const [to, from] of Object.entries(copies)) {
    const target = path.join('dist', to);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(from, target);
  }
}

if (flags.has('--watch')) {
  copyAssets();
  for (const options of product) await (await context(options)).watch();
} else {
  const wanted = flags.has('--tests') ? [...product, ...tests] : product;
  // What stays behind of a deleted test would still run.
  for (const folder of flags.has('--tests') ? ['out/unit', 'out/host'] : []) {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  fs.rmSync('dist', { recursive: true, force: true });
  await Promise.all(wanted.filter((one) => one.entryPoints.length > 0).map((one) => build(one)));
  copyAssets();
}
