import assert from 'node:assert/strict';
import { isCyclonedx, readCyclonedxVdr } from '../../../../src/core/readers/cyclonedxVdr';
import { dependencies, survives } from './hostile';

const component = {
  type: 'library',
  'bom-ref': 'c1',
  group: 'com.fasterxml.jackson.core',
  name: 'jackson-databind',
  version: '2.9.8',
  purl: 'pkg:maven/com.fasterxml.jackson.core/jackson-databind@2.9.8?type=jar',
  properties: [{ name: 'SrcFile', value: '/builds/shop/pom.xml' }],
  components: [{ 'bom-ref': 'c2', name: 'inner', purl: 'pkg:npm/%40scope/inner@1.0.0' }],
};
const vulnerability = {
  id: 'CVE-2019-12384',
  source: { name: 'NVD', url: 'https://nvd.nist.gov/vuln/detail/CVE-2019-12384' },
  references: [{ id: 'GHSA-mph4-vhrx-mv67', source: { name: 'GitHub' } }],
  ratings: [
    { source: { name: 'redhat' }, score: 5.1, severity: 'medium', method: 'CVSSv31' },
    { source: { name: 'NVD' }, score: 8.1, severity: 'high', method: 'CVSSv31' },
  ],
  cwes: [502],
  description: 'Allows deserialization of arbitrary classes. More is said of it here.',
  affects: [
    {
      ref: 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#c1',
      versions: [
        { range: 'vers:maven/>=2.0.0|<2.9.9.1', status: 'affected' },
        { version: '2.9.9.1', status: 'unaffected' },
      ],
    },
  ],
};
const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { tools: { components: [{ name: 'made-scanner', version: '2.1' }] } },
  components: [component],
  vulnerabilities: [vulnerability],
};
const withAnalysis = (analysis: unknown) => ({
  ...bom,
  vulnerabilities: [{ ...vulnerability, analysis }],
});

describe('reading vulnerabilities in CycloneDX', () => {
  it('makes one finding of each component that is affected', () => {
    assert.ok(isCyclonedx(bom));
    const { format, findings, problems } = readCyclonedxVdr('b', bom);
    assert.equal(format, 'cyclonedx');
    assert.deepEqual(problems, []);
    assert.deepEqual(findings, [
      {
        kind: 'dependency',
        tool: { name: 'made-scanner', version: '2.1' },
        ruleId: 'GHSA-mph4-vhrx-mv67',
        severity: 'high',
        securitySeverity: 8.1,
        message:
          'com.fasterxml.jackson.core:jackson-databind >=2.0.0 <2.9.9.1: Allows deserialization of arbitrary classes',
        cwe: ['CWE-502'],
        help: {
          uri: 'https://nvd.nist.gov/vuln/detail/CVE-2019-12384',
          text: 'Allows deserialization of arbitrary classes. More is said of it here.',
        },
        advisory: {
          id: 'GHSA-mph4-vhrx-mv67',
          url: 'https://nvd.nist.gov/vuln/detail/CVE-2019-12384',
          title: 'Allows deserialization of arbitrary classes',
        },
        package: 'com.fasterxml.jackson.core:jackson-databind',
        vulnerable: '>=2.0.0 <2.9.9.1',
        nodes: [],
        installed: '2.9.8',
        patched: '2.9.9.1',
        ecosystem: 'Maven',
        manifest: { uri: '/builds/shop/pom.xml' },
      },
    ]);
  });

  it('finds components inside of others, and package URLs without a component', () => {
    const affects = [{ ref: 'c2' }, { ref: 'pkg:pypi/jinja2@2.4.1' }];
    const found = dependencies(
      readCyclonedxVdr('b', { ...bom, vulnerabilities: [{ ...vulnerability, affects }] }),
    );
    assert.deepEqual(
      found.map((one) => [one.package, one.ecosystem, one.vulnerable]),
      [
        ['@scope/inner', undefined, '1.0.0'],
        ['jinja2', 'PyPI', '2.4.1'],
      ],
    );
  });

  const ruledOut: readonly [analysis: unknown, why: string | undefined][] = [
    [
      { state: 'not_affected', justification: 'code_not_reachable', detail: 'Not called.' },
      'not affected: code not reachable: Not called.',
    ],
    [{ state: 'false_positive' }, 'false positive'],
    [{ state: 'resolved' }, 'resolved'],
    [{ state: 'exploitable', detail: 'Is called.' }, undefined],
    [{ state: 'in_triage' }, undefined],
    [{ response: ['will_not_fix'] }, undefined],
    [undefined, undefined],
  ];
  for (const [analysis, why] of ruledOut) {
    it(`takes ${JSON.stringify(analysis) ?? 'no analysis'} for ${why ?? 'open'}`, () => {
      const [finding] = dependencies(readCyclonedxVdr('b', withAnalysis(analysis)));
      assert.equal(finding?.suppressed, why);
    });
  }

  it('says that a bill of materials without vulnerabilities tells nothing', () => {
    const plain = { bomFormat: bom.bomFormat, components: bom.components };
    const { findings, problems } = readCyclonedxVdr('b', plain);
    assert.deepEqual(findings, []);
    assert.match(problems[0]?.message ?? '', /bill of materials without vulnerabilities; scan it/);
    assert.deepEqual(readCyclonedxVdr('b', { ...bom, vulnerabilities: [] }).problems, []);
  });

  it('counts vulnerabilities of no component', () => {
    const affects = [{ ref: 'gone' }, {}];
    const { findings, problems } = readCyclonedxVdr('b', {
      ...bom,
      vulnerabilities: [{ ...vulnerability, affects }, { id: 'CVE-2024-1' }],
    });
    assert.deepEqual(findings, []);
    assert.equal(problems[0]?.count, 3);
  });

  it('survives any report', () =>
    survives(readCyclonedxVdr, withAnalysis({ state: 'not_affected', detail: 'x' })));
});
