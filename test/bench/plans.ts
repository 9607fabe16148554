import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Advisory } from '../../src/core/dependencies/advisories/advisory';
import { editManifest } from '../../src/core/dependencies/editManifest';
import { isMalware } from '../../src/core/dependencies/advisories/malware';
import type { PackumentResult, Packuments } from '../../src/core/dependencies/packument';
import { planFixes } from '../../src/core/dependencies/planner/planFixes';
import { readGraph } from '../../src/core/dependencies/locks/readGraph';
import { readPackument } from '../../src/core/dependencies/readPackument';
import { get } from '../../src/core/readers/json';
import { writeNpmLock } from '../../src/core/dependencies/writeNpmLock';
import { type Listed, recountLocks } from './recountLocks';

/** Plans one lockfile twice, the second time with all packuments in memory, and prints a recount as JSON. */
async function main([
  lock = '',
  data = '',
  kept = '',
  out = '',
  tier = '',
  registry = '',
]: readonly string[]) {
  const read = (name: string): string => fs.readFileSync(path.join(lock, name), 'utf8');
  const [lockText, manifestText] = [read('package-lock.json'), read('package.json')];
  const listed = JSON.parse(
    fs.readFileSync(path.join(data, 'advisories.json'), 'utf8'),
  ) as Listed[];
  const result = readGraph({
    lockfile: { path: 'package-lock.json', text: lockText },
    manifest: { path: 'package.json', text: manifestText },
  });
  if (!result.ok) return { why: result.why };
  const packuments = keeping(kept, registry);
  const advisories = listed.map(advisoryOf);
  const node = get(get(JSON.parse(manifestText), 'engines'), 'node');
  const plan = () =>
    planFixes(result.graph, advisories, packuments, {
      maxTier: tier === 'override' ? 'override' : 'range',
      ...(typeof node === 'string' && { node }),
    });
  await plan();
  const start = process.cpuUsage();
  const { plan: found, outcomes } = await plan();
  const { user, system } = process.cpuUsage(start);
  const outcome = found.chosen && outcomes.get(found.chosen);
  const edits = outcome ? [...outcome.ranges, ...outcome.overrides] : [];
  const after = outcome ? writeNpmLock(lockText, result.graph, outcome) : lockText;
  const manifest = editManifest(manifestText, edits) ?? manifestText;
  fs.writeFileSync(path.join(out, 'package-lock.json'), after);
  fs.writeFileSync(path.join(out, 'package.json'), manifest);
  return {
    ...recountLocks([lockText, manifestText], [after, manifest], listed),
    cpu: (user + system) / 1e6,
    mb: process.memoryUsage().rss / 1e6,
    lines: [
      ...(found.options.find((one) => one.tier === found.chosen)?.edits ?? []).map((edit) =>
        JSON.stringify(edit),
      ),
      ...found.remaining.map((one) => `${one.path} ${one.version}: ${one.reason}`),
    ],
  };
}

function advisoryOf({ id, name, range, severity, cwe, title }: Listed): Advisory {
  const known = { id, aliases: [], cwe: cwe ?? [], title: title ?? '' };
  return {
    ...known,
    package: name,
    ecosystem: 'npm',
    range,
    fixedVersions: [],
    severity: severity === 'critical' || severity === 'high' ? severity : 'medium',
    malware: isMalware(known),
  };
}

/** What the registry says, kept in a folder so that it is asked once. */
function keeping(folder: string, registry: string): Packuments {
  const known = new Map<string, Promise<PackumentResult>>();
  const get = async (name: string): Promise<PackumentResult> => {
    const file = path.join(folder, `${encodeURIComponent(name)}.json`);
    if (!fs.existsSync(file)) {
      const response = await fetch(registry + name.replace('/', '%2f'), {
        headers: { accept: 'application/vnd.npm.install-v1+json' },
        signal: AbortSignal.timeout(60_000),
      });
      if (!response.ok) return { ok: false, why: `It answered ${response.status}.` };
      fs.writeFileSync(file, await response.text());
    }
    return readPackument(name, fs.readFileSync(file));
  };
  return {
    get: (name) => {
      const answer = known.get(name) ?? get(name);
      known.set(name, answer);
      return answer;
    },
  };
}

void main(process.argv.slice(2)).then((answer) =>
  process.stdout.write(`${JSON.stringify(answer)}\n`),
);
