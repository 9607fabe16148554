// What is read of the exports of package versions, for api.mjs: `api.mjs grammars jobs.json`, answers JSON.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { apiDifference } from '../../src/core/dependencies/exports/apiDifference';
import {
  type ModuleExports,
  readModuleExports,
} from '../../src/core/dependencies/exports/moduleExports';
import { createSyntax } from '../../src/core/syntax';

interface Job {
  readonly package: string;
  readonly from: string;
  readonly to: string;
  /** Where the two versions are unpacked. */
  readonly folders: readonly [string, string];
}

const [grammars = '', list = ''] = process.argv.slice(2);
const jobs = JSON.parse(fs.readFileSync(list, 'utf8')) as readonly Job[];
const syntax = await createSyntax((name) => fs.promises.readFile(path.join(grammars, name)));

function filesOf(folder: string): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    files.set(path.relative(folder, file).split(path.sep).join('/'), fs.readFileSync(file));
  }
  return files;
}

async function timed(folder: string): Promise<{ read: ModuleExports; ms: number }> {
  const files = filesOf(folder);
  const began = performance.now();
  const read = await readModuleExports(files, syntax);
  return { read, ms: performance.now() - began };
}

const shown = ({ read, ms }: { read: ModuleExports; ms: number }) => ({
  reading: read.reading,
  why: read.why,
  shape: read.shape,
  format: read.format,
  names: [...read.names],
  inherited: read.inherited.size,
  ms,
});

const results = [];
for (const job of jobs) {
  const before = await timed(job.folders[0]);
  const after = await timed(job.folders[1]);
  results.push({
    package: job.package,
    from: job.from,
    to: job.to,
    before: shown(before),
    after: shown(after),
    difference: apiDifference(before.read, after.read),
  });
}
process.stdout.write(JSON.stringify(results));
