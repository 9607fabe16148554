import assert from 'node:assert/strict';
import { isSnykJson, readSnykJson } from '../../../../src/core/readers/snykJson';
import { dependencies, survives } from './hostile';

const lodash = {
  id: 'SNYK-JS-LODASH-567746',
  title: 'Prototype Pollution',
  description: '## Overview\nlodash is a library.',
  severity: 'high',
  cvssScore: 7.4,
  packageName: 'lodash',
  name: 'lodash',
  version: '4.17.15',
  packageManager: 'npm',
  identifiers: { CVE: ['CVE-2020-8203'], CWE: ['CWE-1321'], GHSA: ['GHSA-p6mc-m468-83gw'] },
  semver: { vulnerable: ['>=3.7.0 <4.17.19'] },
  fixedIn: ['4.17.19'],
  from: ['shop@1.0.0', 'lodash@4.17.15'],
  upgradePath: [false, 'lodash@4.17.19'],
  isUpgradable: true,
  isPatchable: false,
};
const inner = {
  ...lodash,
  from: ['shop@1.0.0', 'async@2.6.2', 'lodash@4.17.15'],
  upgradePath: [false, 'async@3.0.0', 'lodash@4.17.19'],
};
const project = {
  ok: false,
  vulnerabilities: [lodash, inner],
  dependencyCount: 12,
  packageManager: 'npm',
  projectName: 'shop',
  displayTargetFile: 'package-lock.json',
  path: '/builds/shop',
  filtered: { ignore: [], patch: [] },
};

describe('reading Snyk Open Source', () => {
  it('makes one finding of the many ways to a package', () => {
    const { format, findings, problems } = readSnykJson('s', project);
    assert.equal(format, 'snyk');
    assert.deepEqual(problems, []);
    assert.deepEqual(findings, [
      {
        kind: 'dependency',
        tool: { name: 'Snyk Open Source' },
        ruleId: 'GHSA-p6mc-m468-83gw',
        severity: 'high',
        securitySeverity: 7.4,
        message: 'lodash >=3.7.0 <4.17.19: Prototype Pollution',
        cwe: ['CWE-1321'],
        help: {
          uri: 'https://security.snyk.io/vuln/SNYK-JS-LODASH-567746',
          text: '## Overview\nlodash is a library.',
        },
        advisory: {
          id: 'GHSA-p6mc-m468-83gw',
          url: 'https://security.snyk.io/vuln/SNYK-JS-LODASH-567746',
          title: 'Prototype Pollution',
        },
        package: 'lodash',
        direct: true,
        vulnerable: '>=3.7.0 <4.17.19',
        nodes: [],
        installed: '4.17.15',
        patched: '4.17.19',
        paths: [
          ['shop@1.0.0', 'lodash@4.17.15'],
          ['shop@1.0.0', 'async@2.6.2', 'lodash@4.17.15'],
        ],
        manifest: { uri: 'package-lock.json', base: '/builds/shop' },
        fix: { package: 'lodash', version: '4.17.19', major: false },
      },
    ]);
  });

  it('offers the step that changes, and says when it is a major one', () => {
    const fixOf = (said: object) =>
      dependencies(readSnykJson('s', { ...project, vulnerabilities: [said] }))[0]?.fix;
    assert.deepEqual(fixOf(inner), { package: 'async', version: '3.0.0', major: true });
    assert.equal(fixOf({ ...inner, isUpgradable: false }), undefined);
    assert.equal(fixOf({ ...inner, upgradePath: [false, false] }), undefined);
    const same = ['shop@1.0.0', 'async@2.6.2', 'lodash@4.17.19'];
    assert.equal(fixOf({ ...inner, upgradePath: [false, ...same.slice(1)] })?.package, 'lodash');
    const early = { from: ['p@1', 'a@0.4.1'], upgradePath: [false, 'a@0.5.0'] };
    assert.equal(fixOf({ ...inner, ...early })?.major, true);
  });

  it('reads a list of projects, each with its own manifest', () => {
    const python = {
      ...project,
      packageManager: 'pip',
      displayTargetFile: 'api/requirements.txt',
      vulnerabilities: [{ ...lodash, packageName: 'jinja2', packageManager: 'pip', semver: {} }],
    };
    assert.ok(isSnykJson([project, python]));
    const found = dependencies(readSnykJson('s', [project, python]));
    assert.deepEqual(
      found.map(({ ecosystem, manifest, vulnerable }) => [ecosystem, manifest?.uri, vulnerable]),
      [
        [undefined, 'package-lock.json', '>=3.7.0 <4.17.19'],
        ['PyPI', 'api/requirements.txt', '4.17.15'],
      ],
    );
  });

  it('marks what is ignored in Snyk', () => {
    const filtered = {
      ignore: [{ ...lodash, filtered: { ignored: [{ reason: 'not reachable' }] } }],
    };
    const [finding] = dependencies(
      readSnykJson('s', { ...project, vulnerabilities: [], filtered }),
    );
    assert.equal(finding?.suppressed, 'ignored in Snyk: not reachable');
  });

  it('leaves licences out, and says so, and passes on why a project failed', () => {
    const licence = { ...lodash, type: 'license', id: 'snyk:lic:npm:x' };
    const { findings, problems } = readSnykJson('s', [
      { ...project, vulnerabilities: [licence, { id: 'x' }] },
      { ok: false, error: 'Missing node_modules folder', path: '/x' },
    ]);
    assert.deepEqual(findings, []);
    assert.deepEqual(
      problems.map(({ count }) => count),
      [0, 0, 1],
    );
    assert.match(problems[1]?.message ?? '', /could not test a project: Missing node_modules/);
  });

  it('reads the ranges of Go and does not take an image for a folder', () => {
    const [finding] = dependencies(
      readSnykJson('s', {
        ...project,
        path: 'shop:latest',
        vulnerabilities: [
          { ...lodash, semver: { vulnerable: { 'a/b': ['<1.2.0'], 'a/c': ['<1.2.0'] } } },
        ],
      }),
    );
    assert.equal(finding?.vulnerable, '<1.2.0');
    assert.deepEqual(finding.manifest, { uri: 'package-lock.json' });
  });

  it('survives any report', () => survives(readSnykJson, [project]));
});
