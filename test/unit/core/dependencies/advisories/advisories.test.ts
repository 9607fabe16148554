import assert from 'node:assert/strict';
import type { Advisory } from '../../../../../src/core/dependencies/advisories/advisory';
import { readAdvisories } from '../../../../../src/core/dependencies/advisories/advisories';
import { advisoriesOfFindings } from '../../../../../src/core/dependencies/advisories/findingAdvisories';
import { preferredVersions } from '../../../../../src/core/dependencies/advisories/malware';
import type { DependencyFinding } from '../../../../../src/core/finding';
import { readReport } from '../../../../../src/core/readers';

const read = (content: unknown) => readAdvisories('a.json', JSON.stringify(content));
const only = (content: unknown): Advisory => {
  const { advisories, problems } = read(content);
  assert.deepEqual(problems, []);
  assert.equal(advisories.length, 1);
  return advisories[0] as Advisory;
};
const lines = ({ advisories }: { advisories: readonly Advisory[] }): readonly string[] =>
  advisories.map((one) => `${one.id} ${one.package} ${one.range}`);

const eventStream = {
  schema_version: '1.4.0',
  id: 'GHSA-mh6f-8j2x-4483',
  aliases: ['CVE-2018-0001'],
  summary: 'Malware that came with an update',
  details:
    'Version 3.3.6 is harmful. Users are told to downgrade to the last harmless version, 3.3.4, or upgrade to 4.0.1.',
  affected: [
    {
      package: { ecosystem: 'npm', name: 'event-stream' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '3.3.6' }, { fixed: '4.0.0' }] }],
    },
    {
      package: { ecosystem: 'npm', name: 'flatmap-stream' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
    },
  ],
  database_specific: { cwe_ids: ['CWE-506'], severity: 'HIGH' },
};

const osv = (affected: object[], more: object = {}) => ({
  id: 'OSV-1',
  affected: affected.map((one) => ({ package: { ecosystem: 'npm', name: 'x' }, ...one })),
  ...more,
});
const semver = (...events: object[]) => ({ ranges: [{ type: 'SEMVER', events }] });

describe('reading advisories', () => {
  it('reads an OSV record: one advisory for each package', () => {
    const { advisories, problems } = read(eventStream);
    assert.deepEqual(problems, []);
    assert.deepEqual(lines({ advisories }), [
      'GHSA-mh6f-8j2x-4483 event-stream >=3.3.6 <4.0.0',
      'GHSA-mh6f-8j2x-4483 flatmap-stream *',
    ]);
    const [first] = advisories;
    assert.deepEqual(
      [first?.aliases, first?.fixedVersions, first?.severity, first?.malware, first?.cwe],
      [['CVE-2018-0001'], ['4.0.0'], 'critical', true, ['CWE-506']],
    );
    assert.equal(first?.url, 'https://github.com/advisories/GHSA-mh6f-8j2x-4483');
  });

  it('reads events in any order, several ranges, last affected and listed versions', () => {
    const range = (...affected: object[]) => only(osv(affected)).range;
    assert.equal(
      range(
        semver(
          { fixed: '2.0.1' },
          { introduced: '2.0.0' },
          { fixed: '1.0.5' },
          { introduced: '0' },
        ),
      ),
      '<1.0.5 || >=2.0.0 <2.0.1',
    );
    assert.equal(
      range(semver({ introduced: '1.0.0' }, { last_affected: '1.9.0' })),
      '>=1.0.0 <=1.9.0',
    );
    assert.equal(
      range(semver({ introduced: '0' }, { fixed: '1.0.0' }), semver({ introduced: '3.0.0' })),
      '<1.0.0 || >=3.0.0',
    );
    assert.equal(
      range({ ...semver({ introduced: '0' }, { fixed: '1.0.0' }), versions: ['0.9.0', '7.7.7'] }),
      '<1.0.0 || 7.7.7',
    );
    assert.equal(range({ versions: ['1.0.0', '1.0.1'] }), '1.0.0 || 1.0.1');
  });

  it('reads lists and lines of records, and counts those that were withdrawn or say nothing', () => {
    const withdrawn = { ...eventStream, withdrawn: '2020-01-01T00:00:00Z' };
    const { advisories, problems } = read([
      osv([semver({ introduced: '0' })]),
      withdrawn,
      osv([{}]),
    ]);
    assert.deepEqual(lines({ advisories }), ['OSV-1 x *']);
    assert.deepEqual(problems, [
      'a.json: advisories that were withdrawn were left out: 1 (GHSA-mh6f-8j2x-4483).',
      'a.json: advisories that name no package or no versions were left out: 1 (OSV-1).',
    ]);
    const text = `${JSON.stringify(eventStream)}\n\n${JSON.stringify(osv([semver({ introduced: '0' })]))}\n`;
    assert.equal(readAdvisories('a.jsonl', text).advisories.length, 3);
  });

  it('cuts no range, and says so of one that is too long to be read', () => {
    const parts = Array.from({ length: 8000 }, (_, at) => `>=0.${at}.0 <0.${at}.1`);
    const range = [...parts, '<1.0.1'].join(' || ');
    assert.equal(only({ id: 'X', name: 'x', severity: 'high', range }).range, range);
    const huge = { id: 'X', name: 'x', severity: 'high', range: Array(9).fill(range).join(' || ') };
    const { advisories, problems } = read([huge]);
    assert.deepEqual(advisories, []);
    assert.match(problems.join(), /name no package, no versions or no id were left out: 1 \(x\)/);
  });

  it('lets one source stand where another that cannot be read speaks of the same flaw', () => {
    const told = (range: string) => ({ id: 'GHSA-aaaa-bbbb-cccc', name: 'x', range });
    const { advisories } = read([told('sometimes'), told('<1.0.0')]);
    assert.deepEqual(lines({ advisories }), ['GHSA-aaaa-bbbb-cccc x <1.0.0']);
  });

  it('leaves out listed versions that are none', () => {
    const listed = {
      ...semver({ introduced: '0' }, { fixed: '1.0.0' }),
      versions: ['7.7.7', 'r7'],
    };
    assert.equal(only(osv([listed])).range, '<1.0.0 || 7.7.7');
  });

  it("reads what npm's registry answers, and plain lists", () => {
    const bulk = {
      lodash: [
        {
          id: 1106900,
          url: 'https://github.com/advisories/GHSA-p6mc-m468-83gw',
          title: 'Prototype Pollution',
          severity: 'high',
          vulnerable_versions: '>=3.7.0 <4.17.19',
          cwe: ['CWE-1321'],
          cvss: { score: 7.4, vectorString: null },
        },
      ],
      __proto__x: [],
    };
    const one = only(bulk);
    assert.deepEqual(
      [one.id, one.aliases, one.package, one.range, one.severity, one.cwe, one.malware],
      [
        'GHSA-p6mc-m468-83gw',
        ['npm:1106900'],
        'lodash',
        '>=3.7.0 <4.17.19',
        'high',
        ['CWE-1321'],
        false,
      ],
    );
    const plain = {
      name: 'b',
      id: 'nswg:1',
      severity: 'moderate',
      range: '< 2, >= 1',
      ranges: ['*'],
      cwe: null,
      patched: '>=2.0.0',
    };
    const [listed] = read([plain]).advisories;
    assert.deepEqual(
      [listed?.range, listed?.severity, listed?.fixedVersions],
      ['< 2 >= 1', 'medium', ['2.0.0']],
    );
  });

  it('joins what an alias joins, and nothing else', () => {
    const entry = (id: string, range: string, aliases: string[] = []) => ({
      name: 'x',
      id,
      range,
      aliases,
    });
    assert.deepEqual(
      lines(
        read([
          entry('npm:1', '<1.0.0', ['CVE-2020-0001']),
          entry('npm:2', '<1.0.0'),
          entry('GHSA-aaaa-bbbb-cccc', '<1.0.1', ['CVE-2020-0001']),
        ]),
      ),
      ['GHSA-aaaa-bbbb-cccc x <1.0.0 || <1.0.1', 'npm:2 x <1.0.0'],
    );
  });

  it('reads thousands of ranges and versions, and ranges of blanks, in no time', function () {
    this.timeout(20_000);
    const about = { ecosystem: 'npm', name: 'a' };
    const events = Array.from({ length: 4000 }, (_, at) =>
      at % 2 === 0 ? { introduced: `0.${at}.0` } : { fixed: `0.${at}.1` },
    );
    const versions = Array.from({ length: 5000 }, (_, at) => `2.${at}.0`);
    const ranges = [{ type: 'SEMVER', events }];
    const { range } = only({ id: 'GHSA-a', affected: [{ package: about, ranges, versions }] });
    assert.ok(range.endsWith('|| 2.4999.0'));
    const blanks = `<1.0.1${' '.repeat(95_000)}`;
    const listed = (text: string) => only([{ name: 'a', id: 'b', range: text, cwe: [] }]).range;
    assert.equal(listed(`${blanks}(semver)`), '<1.0.1');
    assert.equal(listed(`${blanks}<1`), '<1.0.1 <1');
  });

  it('says why nothing could be read', () => {
    const why = (text: string) => readAdvisories('a.json', text);
    assert.deepEqual(why('').problems, ['a.json is empty.']);
    assert.deepEqual(why('no').problems, ['a.json is neither JSON nor lines of JSON.']);
    assert.deepEqual(why('{"a":1}').problems, [
      'a.json holds no advisories in a form that is known here.',
    ]);
    assert.deepEqual(why('{}'), { advisories: [], problems: [] });
    assert.deepEqual(why('['.repeat(5000)).advisories, []);
    assert.match(why('[1]').problems[0] ?? '', /left out: 1/);
  });
});

describe('advisories of malware', () => {
  it('prefers the version that the advisory tells to go back to', () => {
    const [first] = read(eventStream).advisories;
    assert.deepEqual(preferredVersions(first as Advisory), ['3.3.4', '4.0.0']);
  });

  it('believes no version that is vulnerable itself, and no advice about other flaws', () => {
    const advice = (details: string, more: object = {}) =>
      preferredVersions(
        only({
          ...osv([semver({ introduced: '2.0.0' }, { fixed: '2.0.9' })]),
          details,
          id: 'MAL-2024-1',
          ...more,
        }),
      );
    assert.deepEqual(advice('Please roll back to 2.0.4 or 1.9.9.'), ['1.9.9', '2.0.9']);
    assert.deepEqual(advice('Remove 1.0.0. Downgrade. Upgrade to 3.0.0.'), ['2.0.9']);
    assert.deepEqual(advice('Downgrade to v1.5.0.', { id: 'OSV-2' }), []);
  });

  it('knows malware by its weakness, its id and its title', () => {
    const malware = (more: object) =>
      read([{ name: 'x', id: 'npm:1', range: '*', ...more }]).advisories[0]?.malware;
    assert.equal(malware({ cwe: 'CWE-506' }), true);
    assert.equal(malware({ aliases: ['MAL-2023-1'] }), true);
    assert.equal(malware({ title: 'Embedded Malicious Code' }), true);
    assert.equal(malware({ title: 'Malicious input blocks the event loop' }), false);
  });
});

describe('advisories of findings', () => {
  const finding = (more: Partial<DependencyFinding>): DependencyFinding => ({
    kind: 'dependency',
    id: 'f'.repeat(64),
    tool: { name: 't' },
    ruleId: 'CVE-1',
    severity: 'high',
    message: 'm',
    location: { path: 'package.json' },
    cwe: [],
    related: [],
    advisory: { id: 'CVE-1', title: 'A flaw' },
    package: 'x',
    direct: true,
    vulnerable: '<1.0.0',
    nodes: [],
    ...more,
  });
  const rangeOf = (...all: Partial<DependencyFinding>[]): string | undefined =>
    advisoriesOfFindings(all.map(finding)).advisories[0]?.range;

  it('takes a stated range, in any spelling', () => {
    assert.equal(
      rangeOf({ vulnerable: '>= 1.0.0, < 1.2.0 || = 3.0.0' }),
      '>= 1.0.0 < 1.2.0 || = 3.0.0',
    );
    assert.equal(rangeOf({ vulnerable: '<1.2.0 (semantic)' }), '<1.2.0');
  });

  it('counts all before the fix as vulnerable where only the installed version is told', () => {
    const installed = (version: string, patched: string) =>
      rangeOf({ vulnerable: version, installed: version, patched });
    assert.equal(installed('1.1.0', '1.2.3'), '<1.2.3');
    assert.equal(installed('1.1.0, 2.0.0', '2.0.5, 1.2.3'), '<1.2.3 || >=2.0.0-0 <2.0.5');
    assert.equal(installed('1.1.0', '1.2.3, 1.4.1'), '<1.2.3 || >=1.3.0-0 <1.4.1');
    assert.equal(rangeOf({ vulnerable: '1.1.0', installed: '1.1.0' }), '*');
    const only = { vulnerable: '1.1.0', installed: '1.1.0', patched: '1.2.0' };
    assert.equal(rangeOf(only, { vulnerable: '<1.1.9' }), '<1.1.9');
    assert.equal(rangeOf({ ...only, cwe: ['CWE-506'] }), '1.1.0');
    const advisory = { id: 'CVE-1', title: 'Embedded malicious code' };
    assert.equal(rangeOf({ ...only, advisory }), '1.1.0');
    assert.equal(rangeOf({ ...only, tool: { name: 'npm audit' } }), '1.1.0');
  });

  it('keeps what it cannot read, and tells', () => {
    const { advisories, problems } = advisoriesOfFindings([finding({ vulnerable: 'some day' })]);
    assert.equal(advisories[0]?.range, 'some day');
    assert.equal(problems.length, 1);
  });

  it('understands the findings of npm audit', () => {
    const report = {
      auditReportVersion: 2,
      vulnerabilities: {
        x: {
          name: 'x',
          severity: 'high',
          via: [
            {
              source: 7,
              name: 'x',
              title: 'Malicious Package',
              url: 'https://npmjs.com/advisories/7',
              range: '>=2.0.0 <2.1.0',
              cwe: ['CWE-506'],
            },
          ],
          range: '>=2',
          nodes: ['node_modules/x'],
          fixAvailable: false,
        },
      },
    };
    const { findings } = readReport('audit.json', new TextEncoder().encode(JSON.stringify(report)));
    const placed = findings.flatMap((one) =>
      one.kind === 'dependency' ? [finding({ ...one, direct: true, nodes: one.nodes ?? [] })] : [],
    );
    const { advisories } = advisoriesOfFindings(placed);
    assert.deepEqual(lines({ advisories }), ['npm:7 x >=2.0.0 <2.1.0']);
    assert.equal(advisories[0]?.malware, true);
  });
});
