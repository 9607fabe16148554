import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { DependencyPlan } from '../../../src/core/dependencies/plan';
import { json, status } from '../node/dependencies/registryServer';
import { planProject } from './planProject';
import { assertRefused } from './run';
import { runBeside } from './runAsync';

describe('what countersign plan asks', function () {
  this.timeout(120_000);
  const at = planProject();

  it('says aloud that the lockfile has another hash than the registry', async () => {
    at.flawed();
    const hash = (text: string) =>
      at.write({
        'package-lock.json': at
          .read('package-lock.json')
          .replace(
            '"version": "1.0.0"\n    }\n  }',
            `"version": "1.0.0", "integrity": "${text}" } }`,
          ),
      });
    hash('sha1-AAAA');
    assert.equal(
      (await at.plan(...at.advisories())).err,
      '',
      'hashes of another kind tell nothing',
    );
    at.flawed();
    hash('sha512-AAAA');
    const { err } = await at.plan(...at.advisories());
    assert.match(
      err,
      /^countersign: Another hash than the registry's .* for b 1\.0\.0\. .*install nothing/,
    );
  });

  it('counts what does not come from a registry, and says that it stays', async () => {
    at.flawed();
    const lock = at
      .read('package-lock.json')
      .replace(/"version": "1\.0\.0"\n/, '"version": "1.0.0", "resolved": "file:../b.tgz"');
    at.write({ 'package-lock.json': lock });
    const document = await at.planned(1);
    assert.deepEqual(document.before, { packages: 2, vulnerable: 1, advisories: 1 });
    assert.match(
      document.remaining[0]?.reason ?? '',
      /comes from file:\.\.\/b\.tgz and not from a registry/,
    );
  });

  it('gives no all-clear where it could not be told of what is installed', async () => {
    at.flawed();
    const about = (range: string) => ({ name: 'b', id: 'GHSA-b', severity: 'high', range });
    at.write({ 'advisories.json': JSON.stringify([about('abc')]) }, at.top);
    const { code, out, err } = await at.plan(...at.advisories());
    assert.equal(code, 2, err);
    assert.match(out, /0 vulnerable copies/, 'what is known is shown');
    assert.match(err, /GHSA-b names versions of b in a way that is not known here/);
    at.write({ 'advisories.json': JSON.stringify([about('abc'), about('<1.0.1')]) }, at.top);
    assert.equal((await at.planned(0)).before.vulnerable, 1, 'the readable one counts');
  });

  it('says when the advisories are about other packages only', async () => {
    at.flawed();
    const list = [{ name: 'z', id: 'GHSA-z', severity: 'high', range: '*', title: '', cwe: [] }];
    at.write({ 'advisories.json': JSON.stringify(list) }, at.top);
    const { code, err } = await at.plan(...at.advisories());
    assert.equal(code, 0);
    assert.match(err, /speak of is not installed here\. Is it the right file\?/);
  });

  it('asks the audit of the registry where nothing is named, and says so where there is none', async () => {
    at.flawed();
    assertRefused(await at.plan(), /does not take such questions \(405\).*--audit FILE/);
    const answer = {
      b: [
        {
          id: 1,
          url: 'https://github.com/advisories/GHSA-b',
          title: 'bad',
          severity: 'high',
          vulnerable_versions: '<1.0.1',
          cwe: [],
        },
      ],
    };
    at.server.answer('/-/npm/v1/security/advisories/bulk', json(answer));
    const { code, out } = await at.plan('--format', 'json');
    assert.equal(code, 0);
    assert.equal((JSON.parse(out) as DependencyPlan).before.vulnerable, 1);
    assert.equal(
      at.server.requests.find(({ method }) => method === 'POST')?.body,
      '{"a":["1.0.0"],"b":["1.0.0"]}',
    );
  });

  it('takes the report of npm audit', async () => {
    at.flawed();
    const via = [
      {
        source: 1,
        name: 'b',
        dependency: 'b',
        title: 'bad',
        url: 'https://github.com/advisories/GHSA-b',
        severity: 'high',
        cwe: [],
        range: '<1.0.1',
      },
    ];
    const b = {
      name: 'b',
      severity: 'high',
      isDirect: false,
      via,
      effects: [],
      range: '<1.0.1',
      nodes: ['node_modules/b'],
      fixAvailable: true,
    };
    at.write(
      {
        'audit.json': JSON.stringify({
          auditReportVersion: 2,
          vulnerabilities: { b },
          metadata: {},
        }),
      },
      at.top,
    );
    const { code, out, err } = await at.plan(
      '--audit',
      path.join(at.top, 'audit.json'),
      '--format',
      'json',
    );
    assert.equal(code, 0, err);
    assert.equal((JSON.parse(out) as DependencyPlan).chosen, 'lockfile');
  });

  it('takes no report for an all-clear that tells of no package because of an error', async () => {
    at.flawed();
    const audit = path.join(at.top, 'audit.json');
    const asked = async (content: unknown) => {
      fs.writeFileSync(audit, JSON.stringify(content));
      return at.plan('--audit', audit);
    };
    const error = { summary: '', detail: '' };
    assertRefused(
      await asked({ message: '405 Method Not Allowed', statusCode: 405, body: '', error }),
      /holds an error of the audit and no report: 405 Method Not Allowed\. So nobody has said/,
    );
    const lint = [
      {
        filePath: '/a.js',
        messages: [{ ruleId: 'eqeqeq', severity: 2, message: 'no', line: 1, column: 1 }],
      },
    ];
    assertRefused(await asked(lint), /speaks of code and of no package\. --audit is for/);
    const { code, out } = await asked({ auditReportVersion: 2, vulnerabilities: {}, metadata: {} });
    assert.equal(code, 0);
    assert.match(out, /0 vulnerable copies/);
    const licences = {
      package: { name: 'b', version: '1.0.0', ecosystem: 'npm' },
      license_violations: ['GPL-3.0'],
    };
    const source = { path: 'package-lock.json', type: 'lockfile' };
    const scanned = await asked({ results: [{ source, packages: [licences] }] });
    assert.equal(scanned.code, 0, scanned.err);
    assert.match(scanned.err, /licences are left out/);
  });

  it('says what is wrong with the question', async () => {
    assertRefused(await at.plan(...at.advisories()), /There is no package\.json/);
    at.write({ 'package.json': '{}' });
    assertRefused(await at.plan(...at.advisories()), /no lockfile/);
    at.write({ 'package-lock.json': '<<<<<<< HEAD\n{}\n=======\n' });
    assertRefused(await at.plan(...at.advisories()), /package-lock\.json/);
    at.flawed();
    assertRefused(await at.plan('--tier', 'all'), /--tier is one of remove, lockfile/);
    assertRefused(await at.plan('--format', 'xml'), /text or json/);
    assertRefused(
      await at.plan('--advisories', path.join(at.top, 'none')),
      /cannot be read \(ENOENT\)/,
    );
    assertRefused(await at.plan('elsewhere'), /one folder only/);
    const file = path.join(at.dir, 'package.json');
    assertRefused(
      await runBeside(['plan', file, ...at.advisories()], at.top, at.env()),
      /package\.json is no folder\. Name the folder that it is in\./,
    );
    assertRefused(
      await runBeside(['plan', at.top, ...at.advisories()], at.dir, at.env()),
      /: \S*plan-\S*: There is no package\.json/,
    );
    assertRefused(
      await at.plan('--teir', 'range'),
      /: plan has no option --teir; see countersign plan --help\.$/m,
    );
    assertRefused(await at.plan(...at.advisories(), '--audit', 'x'), /not both/);
  });

  it('shows a plan also where the registry is down, from what the cache has', async () => {
    at.flawed();
    await at.planned(0);
    await at.server.close();
    assert.equal((await at.planned(0)).chosen, 'lockfile');
  });

  it('answers 2 where the registry gives no usable answer and nothing could be planned', async () => {
    at.flawed();
    const garbage = status(200, { 'content-type': 'application/json' }, '<html>');
    for (const reply of [status(405), status(429), status(403), status(500), garbage]) {
      for (const name of ['/a', '/b']) at.server.answer(name, reply);
      const { code, out, err } = await at.plan(...at.advisories(), '--tier', 'range');
      assert.equal(code, 2, err + out);
      assert.match(out, /1 vulnerable copy/, 'what is known is shown');
      assert.match(err, /gave no usable answer for \w.*Try again when it answers/);
    }
    await at.server.close();
    assert.equal((await at.planned(2)).before.vulnerable, 1);
  });
});
