// Bundles a TypeScript file of the benchmark, minified as the product is.
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { build } from 'esbuild';
import { root } from '../host/project.mjs';

const requires =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** Bundles `test/bench/<name>.ts` into `folder` and answers the bundle's path; `inHost` for the extension host. */
export async function bundle(name, folder, { inHost = false } = {}) {
  const outfile = path.join(folder, inHost ? `${name}.js` : `${name}.mjs`);
  await build({
    entryPoints: [path.join(root, 'test', 'bench', `${name}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: inHost ? 'cjs' : 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['vscode'],
    // Packages in CommonJS ask for Node's own modules by require(), which a module does not have.
    ...(!inHost && { banner: { js: requires } }),
    // It finds files of its own, so it stays where it is installed.
    plugins: [{ name: 'installed', setup: installed }],
    logLevel: 'warning',
  });
  return outfile;
}

function installed({ onResolve }) {
  const require = createRequire(import.meta.url);
  onResolve({ filter: /^playwright-core$/ }, ({ path }) => ({
    path: require.resolve(path),
    external: true,
  }));
}
