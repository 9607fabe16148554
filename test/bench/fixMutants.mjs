// Good fixes, spoilt in one way each: how many of them the check that is there for it sees.
//
//   npm run bench -- fixMutants
//
// EVIDENCE_LIST=1 lists each mutant that is missed.
import * as path from 'node:path';
import { run } from '../host/processes.mjs';
import { root } from '../host/project.mjs';
import { bundle } from './bundle.mjs';

const LEAST = 0.98;

export async function measure({ scratch }) {
  const program = await bundle('fixMutants', scratch);
  const places = [path.join(root, 'dist', 'grammars'), path.join(root, 'test')];
  const { code, output } = await run(process.execPath, [program, ...places]);
  if (code !== 0) throw new Error(output);
  const { fixes, results } = JSON.parse(output);
  if (process.env.EVIDENCE_LIST) results.forEach(list);
  return [{ what: `mutants of ${fixes} good fixes` }, ...results.map(row)];
}

function row({ id, caughtBy, made, caught }) {
  const share = caught / Math.max(made, 1);
  return {
    what: `  ${id}: ${caughtBy.join(', ')}`,
    figure: `${caught} of ${made}, ${(100 * share).toFixed(1)} %`,
    budget: `>= ${100 * LEAST} %`,
    verdict: share >= LEAST ? 'ok' : 'off',
  };
}

function list({ id, missed }) {
  for (const { fix, others } of missed) {
    console.log(`missed  ${id}  ${fix}${others && `  (${others} objected)`}`);
  }
}
