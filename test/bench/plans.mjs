// Our plans for the lockfiles of the corpora beside npm's, both from a recount of what was written: never from the
// planner's own numbers. COUNTERSIGN_CORPORA is the folder that has `dependencies`; what the registry says is kept in a
// folder below the system's for temporary files. PLANS_SHOW=1 prints each change, and the reason of what is left.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { npm, run } from '../host/processes.mjs';
import { bundle } from './bundle.mjs';
import { held } from './figures.mjs';

const LOCKS = ['realworld', 'hackathon-2022', 'juice-shop', 'dvna'];
// A git dependency makes npm wait for its host, which may not be there.
const patience = 60_000;
const kept = path.join(os.tmpdir(), 'countersign-packuments');

export async function measure({ scratch }) {
  const folder = process.env.COUNTERSIGN_CORPORA;
  const dependencies = folder && path.join(folder, 'dependencies');
  if (!dependencies || !fs.existsSync(dependencies)) {
    return [{ what: 'set COUNTERSIGN_CORPORA', figure: 'nothing was planned' }];
  }
  fs.mkdirSync(kept, { recursive: true });
  const baseline = readJson(path.join(dependencies, 'baseline.json')).projects;
  const program = await bundle('plans', scratch);
  const { output } = await npm(['config', 'get', 'registry']);
  const registry = output.trim().replace(/\/*$/, '/');
  const rows = [];
  for (const tier of ['range', 'override']) {
    const totals = { fixed: 0, changes: 0 };
    for (const name of fs.readdirSync(path.join(dependencies, 'lockfiles')).sort()) {
      const lock = path.join(dependencies, 'lockfiles', name);
      if (!fs.statSync(lock).isDirectory()) continue;
      const out = path.join(scratch, `${name}-${tier}`);
      fs.mkdirSync(out);
      const answer = await planned(program, [lock, dependencies, kept, out, tier, registry]);
      rows.push(rowOf(`${name}, ${tier}`, answer, await dryRun(out)));
      if (tier === 'range') rows.push(npmRow(baseline[name]?.auditFix));
      if (process.env.PLANS_SHOW) for (const line of answer.lines ?? []) console.log(line);
      if (!LOCKS.includes(name)) continue;
      totals.fixed += answer.fixed ?? 0;
      totals.changes += (answer.changed ?? 0) + (answer.added ?? 0);
    }
    const ratio = totals.changes / totals.fixed;
    rows.push(
      held({
        what: `${LOCKS.length} baseline locks, ${tier}`,
        value: ratio,
        limit: 1.3 + Number.EPSILON,
        figure: `${totals.fixed} fixed, ${totals.changes} changes, ${ratio.toFixed(2)} a fix`,
        budget: '<= 1.3 changes a fix',
      }),
    );
  }
  return rows;
}

async function planned(program, args) {
  const { code, output } = await run(process.execPath, [program, ...args]);
  if (code !== 0) throw new Error(output);
  return JSON.parse(output.trim().split('\n').at(-1));
}

/** What npm itself says of the files; nothing is installed. */
async function dryRun(cwd) {
  const args = ['ci', '--dry-run', '--ignore-scripts', '--no-audit', '--no-fund'];
  if (!fs.existsSync(path.join(cwd, 'package-lock.json'))) return 'not written';
  const { code, timedOut } = await npm(args, { cwd, timeout: patience });
  return timedOut ? `npm ci not done in ${patience / 1000} s` : `npm ci ${code}`;
}

function rowOf(what, answer, dry) {
  if (answer.why) return { what, figure: answer.why };
  const { before, left, fixed, changed, added, removed, majors, downgrades, unmet, cpu, mb } =
    answer;
  const ratio = fixed > 0 ? `${((changed + added) / fixed).toFixed(2)} a fix` : 'no fix';
  const bad = majors + downgrades + unmet;
  return held({
    what,
    value: bad,
    limit: 1,
    figure: `${before} vulnerable, ${left} left, ${changed}+${added} changed+added, ${removed} removed, ${ratio}, ${majors} majors, ${downgrades} down, ${unmet} unmet, ${dry}, ${cpu.toFixed(1)} s CPU, ${mb.toFixed(0)} MB`,
    budget: 'no major, downgrade (malware aside), unmet',
  });
}

function npmRow(fix) {
  const what = '  npm audit fix';
  if (fix?.changed === undefined) return { what, figure: fix?.status ?? 'not measured' };
  return {
    what,
    figure: `${fix.after.vulnerableNodes} left, ${fix.changed}+${fix.added} changed+added, ${fix.removed} removed, ${fix.majorsCrossed} majors, ${fix.downgraded} down`,
  };
}

function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}
