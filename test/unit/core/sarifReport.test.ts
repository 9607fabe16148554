import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { applyEdits } from '../../../src/core/draft';
import { suppliedDrafter } from '../../../src/core/drafters/supplied';
import type { CodeFinding } from '../../../src/core/finding';
import {
  locateFindings,
  reportResolver,
  reportedPaths,
  workspaceOf,
} from '../../../src/core/locate';
import { readReport } from '../../../src/core/readers';
import * as rules from '../../../src/core/rules';
import { type ScanReport, sarifReport } from '../../../src/core/sarifReport';
import { scanFile } from '../../../src/core/scan';
import { testSyntax } from '../grammars';
import { portsOf } from './drafters/ports';

type Files = Readonly<Record<string, string>>;

const schemaFile = 'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';

/** The draft of JSON Schema that it is written in only differs in the name of the id. */
function validator() {
  const {
    id: _id,
    $schema: _draft,
    ...schema
  } = JSON.parse(fs.readFileSync(schemaFile, 'utf8')) as Record<string, unknown>;
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  return ajv.compile(schema);
}

const isValid = validator();

function assertValid(log: object): void {
  assert.ok(isValid(log), JSON.stringify(isValid.errors?.slice(0, 3)));
}

const about: Omit<ScanReport, 'findings'> = {
  rules: rules.rules,
  version: '1.2.3',
  rootUri: 'file:///home/me/my%20shop/',
  isComplete: true,
  notifications: [],
};

async function scanned(files: Files): Promise<CodeFinding[]> {
  const parts = { syntax: await testSyntax(), rules, version: '1.2.3', withFixes: true };
  const found: CodeFinding[] = [];
  for (const [path, text] of Object.entries(files)) {
    found.push(...((await scanFile(path, text, parts)) ?? []));
  }
  return found;
}

/** The log as our own reader and locator take it. */
function readBack(log: object, files: Files): readonly CodeFinding[] {
  const report = readReport('r.sarif', new TextEncoder().encode(JSON.stringify(log)));
  assert.deepEqual(report.problems, []);
  const workspace = workspaceOf(['/home/me/my shop'], Object.keys(files));
  const { findings, problems } = locateFindings(report, {
    resolve: reportResolver(reportedPaths(report), workspace),
    text: (path) => files[path],
  });
  assert.deepEqual(problems, []);
  return findings.filter((one): one is CodeFinding => one.kind === 'code');
}

interface Result {
  readonly kind?: string;
  readonly level: string;
  readonly ruleIndex: number;
  readonly properties?: { readonly guard: object };
  readonly suppressions?: readonly object[];
  readonly relatedLocations?: readonly object[];
}

interface Log {
  readonly runs: readonly {
    readonly results: readonly Result[];
    readonly tool: { readonly driver: { readonly rules: readonly Record<string, unknown>[] } };
    readonly invocations: readonly { readonly toolExecutionNotifications: readonly object[] }[];
  }[];
}

function runOf(log: object) {
  const [run] = (log as Log).runs;
  assert.ok(run);
  return run;
}

const shell = "const { exec } = require('child_process');\n";
const shop: Files = {
  'src/a b/ünïcode#1.js': `${shell}/* 😀 */ exec(\`ls \${dir}\`); exec(\`ls \${dir}\`);\n\texec('id ' + x[0](1));\n`,
  'src/tls.ts': 'export const options = { rejectUnauthorized: false };\r\n',
  'src/db.js':
    "const mysql = require('mysql2');\nconst db = mysql.createConnection({});\nconst sql = `SELECT * FROM t WHERE id = ${id}`;\ndb.query(sql);\n",
};

describe('a scan as SARIF', () => {
  it('is valid and comes back as it was, with its ids, places and fixes', async () => {
    const findings = (await scanned(shop)).map((one) => {
      const step = { ...one.location, message: 'Here it comes in.' };
      return { ...one, codeFlows: [[step, { ...one.location, message: 'Here it is used.' }]] };
    });
    assert.ok(findings.length >= 5);
    const log = sarifReport({ ...about, findings });
    assertValid(log);
    const back = readBack(log, shop);
    const told = ({
      id,
      ruleId,
      severity,
      message,
      location,
      related,
      codeFlows,
      cwe,
    }: CodeFinding) => ({ id, ruleId, severity, message, location, related, codeFlows, cwe });
    const plain = findings.map((one) => ({
      ...one,
      message: one.message.replaceAll('](1)', '] (1)'),
    }));
    assert.deepEqual(back.map(told), plain.map(told));
    assert.deepEqual(
      back.map(({ fixes }) => fixes),
      findings.map(({ fixes }) => fixes),
    );
    assert.ok(findings.some(({ fixes }) => fixes.length > 0));
    assert.ok(findings.some(({ related }) => related.length > 0));
  });

  it('carries fixes that the drafter of supplied fixes applies, as the recipe would', async () => {
    const files = { 'a.js': `${shell}exec(\`ls \${dir}\`);\n` };
    const [finding] = readBack(sarifReport({ ...about, findings: await scanned(files) }), files);
    assert.ok(finding);
    const result = await suppliedDrafter().draft(
      finding,
      portsOf(files),
      new AbortController().signal,
    );
    assert.ok(result.ok);
    const [change] = result.draft.changes;
    const after = applyEdits(files['a.js'], change?.edits ?? []);
    assert.ok(after.ok);
    assert.match(after.text, /execFile\('ls', \[dir\]\)/);
    assert.deepEqual(await scanned({ 'a.js': after.text }), []);
  });

  it('tells what each rule is, as code scanning reads it', () => {
    const { driver } = runOf(sarifReport({ ...about, findings: [] })).tool;
    assert.equal(driver.rules.length, rules.rules.length);
    const rule = driver.rules.find(({ id }) => id === 'sql-concatenation');
    assert.equal(rule?.['name'], 'SqlConcatenation');
    assert.deepEqual(rule?.['defaultConfiguration'], { level: 'error' });
    const properties = rule?.['properties'] as { tags: string[]; precision: string };
    assert.deepEqual(properties.tags.slice(0, 2), ['security', 'external/cwe/cwe-089']);
    assert.equal(
      properties.precision,
      rules.rules.find(({ id }) => id === rule?.['id'])?.precision,
    );
    assert.equal((properties as Record<string, unknown>)['security-severity'], '9.5');
    for (const { help } of driver.rules) {
      const { text, markdown } = help as { text: string; markdown: string };
      assert.match(text, /\n\nhttps:/);
      assert.match(markdown, /## Fix\n\n./);
    }
  });

  it('asks for a review where a guard stands before the code', async () => {
    const [found] = await scanned({ 'a.js': `${shell}exec(\`ls \${dir}\`);\n` });
    assert.ok(found);
    const region = { start: { line: 0, character: 2 }, end: { line: 0, character: 5 } };
    const guard = { path: 'a.js', region, message: 'This check stands before it.' };
    const log = sarifReport({ ...about, findings: [{ ...found, severity: 'info', guard }] });
    assertValid(log);
    const [result] = runOf(log).results;
    assert.equal(result?.kind, 'review');
    assert.equal(result.level, 'none');
    assert.deepEqual(result.properties?.guard, {
      uri: 'a.js',
      startLine: 1,
      startColumn: 3,
      endLine: 1,
      endColumn: 6,
    });
    assert.equal(result.relatedLocations?.length, 1);
    const [back] = readBack(log, { 'a.js': `${shell}exec(\`ls \${dir}\`);\n` });
    assert.equal(back?.severity, 'info');
    assert.equal(back.id, found.id);
  });

  it('gives every severity a level, and reads it back', async () => {
    const [found] = await scanned({ 'a.js': `${shell}exec(\`ls \${dir}\`);\n` });
    assert.ok(found);
    for (const severity of ['critical', 'high', 'medium', 'low', 'info'] as const) {
      const one = rules.rules.map((rule) => ({ ...rule, severity }));
      const log = sarifReport({ ...about, rules: one, findings: [{ ...found, severity }] });
      assertValid(log);
      const [back] = readBack(log, { 'a.js': `${shell}exec(\`ls \${dir}\`);\n` });
      assert.equal(back?.severity, severity);
    }
  });

  it('says what was set aside and what was not scanned', async () => {
    const [found] = await scanned({ 'a.js': `${shell}exec(\`ls \${dir}\`);\n` });
    assert.ok(found);
    const message = 'b.js was not scanned: it is too large.';
    const log = sarifReport({
      ...about,
      findings: [{ ...found, setAside: 'Only tests.' }],
      notifications: [{ path: 'b.js', level: 'warning', message }],
    });
    assertValid(log);
    const run = runOf(log);
    assert.deepEqual(run.results[0]?.suppressions, [
      { kind: 'external', status: 'accepted', justification: 'Only tests.' },
    ]);
    assert.deepEqual(run.invocations[0]?.toolExecutionNotifications, [
      {
        level: 'warning',
        message: { text: message },
        locations: [
          { physicalLocation: { artifactLocation: { uri: 'b.js', uriBaseId: '%SRCROOT%' } } },
        ],
      },
    ]);
    const [back] = readBack(log, { 'a.js': `${shell}exec(\`ls \${dir}\`);\n` });
    assert.equal(back?.suppressed, 'Only tests.');
  });

  it('names files of whatever name so that they are found again', async () => {
    const text = `${shell}exec(\`ls \${dir}\`);\n`;
    const name = fc
      .array(fc.constantFrom('a', ' ', '%', '#', '?', 'é', '😀', ':', '[', '+', '&'), {
        minLength: 1,
        maxLength: 8,
      })
      .map((parts) => `src/x${parts.join('')}y.js`);
    await fc.assert(
      fc.asyncProperty(name, async (path) => {
        const files = { [path]: text };
        const log = sarifReport({ ...about, findings: await scanned(files) });
        assertValid(log);
        assert.deepEqual(
          readBack(log, files).map(({ location }) => location.path),
          [path],
        );
      }),
      { numRuns: 30 },
    );
  });
});
