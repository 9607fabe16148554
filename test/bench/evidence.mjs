// What the checks say of labelled fixes (test/labelled), as a table of confusion: by check, and all together.
//
//   npm run bench -- evidence
//
// EVIDENCE_LIST=1 lists each wrong fix that no security check objects to, and each right one that any check does.
import * as path from 'node:path';
import { run } from '../host/processes.mjs';
import { root } from '../host/project.mjs';
import { bundle } from './bundle.mjs';

/** These look for what makes a fix wrong, not for what makes it large, foreign or untidy. */
const SECURITY = [
  'finding-gone',
  'nothing-introduced',
  'nothing-removed',
  'weak-fix',
  'nothing-silenced',
];
const OUTCOMES = ['fail', 'warn', 'not-run', 'pass'];
const MODES = [
  { key: 'withFinding', title: 'with the finding' },
  { key: 'withoutFinding', title: 'without a finding' },
];

export async function measure({ scratch }) {
  const judged = await judge(scratch);
  for (const { key, title } of MODES) {
    printConfusion(title, judged, key);
    if (process.env.EVIDENCE_LIST) list(judged, key);
  }
  return MODES.flatMap(({ key, title }) => summary(judged, key, title));
}

async function judge(scratch) {
  const program = await bundle('evidence', scratch);
  const grammars = path.join(root, 'dist', 'grammars');
  const labelled = path.join(root, 'test', 'labelled');
  const { code, output } = await run(process.execPath, [program, grammars, labelled]);
  if (code !== 0) throw new Error(output);
  return JSON.parse(output);
}

function printConfusion(title, judged, key) {
  const checks = judged[0][key].map(({ check }) => check);
  const count = (check, label, outcome) =>
    judged.filter(
      (one) =>
        one.label === label &&
        one[key].some((said) => said.check === check && said.outcome === outcome),
    ).length;
  const heads = ['wrong', 'right'].flatMap((label) => OUTCOMES.map((one) => `${label} ${one}`));
  console.log(`\n== confusion by check, ${title}`);
  console.log(`${''.padEnd(24)}${heads.map((head) => head.padStart(14)).join('')}`);
  for (const check of checks) {
    const cells = ['wrong', 'right'].flatMap((label) =>
      OUTCOMES.map((outcome) => String(count(check, label, outcome)).padStart(14)),
    );
    console.log(`${check.padEnd(24)}${cells.join('')}`);
  }
}

const objections = (one, key, checks) =>
  one[key].filter(
    ({ check, outcome }) =>
      (outcome === 'fail' || outcome === 'warn') && (!checks || checks.includes(check)),
  );
const isCaught = (one, key) => objections(one, key, SECURITY).length > 0;

function summary(judged, key, title) {
  const wrong = judged.filter(({ label }) => label === 'wrong');
  const right = judged.filter(({ label }) => label === 'right');
  const seen = wrong.filter(({ isSeen }) => isSeen);
  const typescript = wrong.filter(({ item }) => /\.tsx?$/.test(item));
  const caught = (of) => of.filter((one) => isCaught(one, key)).length;
  const blocked = right.filter((one) => one[key].some(({ outcome }) => outcome === 'fail')).length;
  const warned = right.filter((one) => objections(one, key).length > 0).length;
  const least = (what, part, all, limit) =>
    row({ what, part, all, limit, isGood: part / all >= limit, sign: '>=' });
  const most = (what, part, all, limit) =>
    row({ what, part, all, limit, isGood: part / all <= limit, sign: '<=' });
  return [
    { what: `${title}:` },
    least('  wrong, seen by built-in detection: caught', caught(seen), seen.length, 0.95),
    least('  wrong, TypeScript: caught', caught(typescript), typescript.length, 0.6),
    { what: '  wrong, all: caught', figure: share(caught(wrong), wrong.length) },
    most('  right: blocked', blocked, right.length, 0.05),
    most('  right: warned or blocked', warned, right.length, 0.25),
  ];
}

const share = (part, all) => `${part} of ${all}, ${((100 * part) / Math.max(all, 1)).toFixed(1)} %`;

function row({ what, part, all, limit, isGood, sign }) {
  return {
    what,
    figure: share(part, all),
    budget: `${sign} ${100 * limit} %`,
    verdict: isGood ? 'ok' : 'off',
  };
}

function list(judged, key) {
  console.log('\nmissed:');
  for (const one of judged.filter(({ label }) => label === 'wrong')) {
    if (!isCaught(one, key))
      console.log(`  ${one.isSeen ? 'seen  ' : 'unseen'}  ${one.item}: ${one.why}`);
  }
  console.log('\nfalse alarms:');
  for (const one of judged.filter(({ label }) => label === 'right')) {
    for (const { check, outcome, detail } of objections(one, key)) {
      console.log(`  ${outcome}  ${check}  ${one.item}: ${one.why}\n        ${detail}`);
    }
  }
}
