import assert from 'node:assert/strict';
import { checks } from '../../../../src/core/checks';
import { dependencies } from '../../../../src/core/checks/dependencies';
import { findingGone } from '../../../../src/core/checks/findingGone';
import type { Check, SubjectFile } from '../../../../src/core/evidence';
import { gather, verdictOf } from '../../../../src/core/evidence';
import type { DependencyFinding } from '../../../../src/core/finding';
import { checkPorts, dependencyFinding, draftOf, file } from './subject';

type Versions = Readonly<Record<string, string>>;

/** A manifest and its lockfile: packages by place, with what they ask for after the version. */
interface Project {
  readonly manifest: string;
  readonly lock: string;
}

interface Parts {
  readonly asks?: Versions;
  readonly packages?: Readonly<Record<string, string>>;
  readonly needs?: Readonly<Record<string, Versions>>;
  readonly more?: object;
  /** What the lockfile takes the project to ask for, where that is something else. */
  readonly locked?: Versions;
  readonly from?: Versions;
}

function project({
  asks = {},
  packages = {},
  needs = {},
  more,
  locked = asks,
  from = {},
}: Parts): Project {
  const entries = Object.entries(packages).map(([place, version]) => [
    `node_modules/${place}`,
    {
      version,
      resolved: from[place] ?? `https://registry.example.org/${place}-${version}.tgz`,
      integrity: `sha512-${place}${version}`,
      ...(needs[place] && { dependencies: needs[place] }),
    },
  ]);
  const root = { name: 'shop', dependencies: locked };
  return {
    manifest: `${JSON.stringify({ name: 'shop', dependencies: asks, ...more }, null, 2)}\n`,
    lock: `${JSON.stringify({ lockfileVersion: 3, packages: { '': root, ...(Object.fromEntries(entries) as object) } }, null, 2)}\n`,
  };
}

const stream: DependencyFinding = {
  ...dependencyFinding,
  location: { path: 'package.json' },
  advisory: { id: 'GHSA-mh6f', title: 'Malicious package' },
  package: 'event-stream',
  cwe: ['CWE-506'],
  vulnerable: '>3.3.5 <4.0.0',
  installed: '3.3.6',
};
const plain: DependencyFinding = {
  ...stream,
  advisory: { id: 'GHSA-mh6f', title: 'A flaw' },
  cwe: ['CWE-79'],
};
const before = project({
  asks: { 'event-stream': '^3.3.4' },
  packages: { 'event-stream': '3.3.6', 'flatmap-stream': '0.1.1', through: '2.3.8' },
  needs: { 'event-stream': { 'flatmap-stream': '^0.1.0', through: '^2.3.1' } },
});
const minimal = project({
  asks: { 'event-stream': '^3.3.4' },
  packages: { 'event-stream': '3.3.5', through: '2.3.8' },
  needs: { 'event-stream': { through: '^2.3.1' } },
});

/** What a check says of the way from one project to another; `parts` limits which files change. */
async function says(
  check: Check,
  after: Project,
  { finding = stream, others = [] as readonly DependencyFinding[], was = before } = {},
): Promise<string> {
  const files = [
    file(was.manifest, after.manifest, 'package.json'),
    file(was.lock, after.lock, 'package-lock.json'),
  ].filter((one) => one.before !== one.after);
  const disk: Readonly<Record<string, string>> = {
    'package.json': was.manifest,
    'package-lock.json': was.lock,
  };
  const read = (path: string) =>
    Promise.resolve(disk[path] === undefined ? undefined : new TextEncoder().encode(disk[path]));
  const ports = { ...checkPorts, read, dependencyFindings: () => Promise.resolve(others) };
  const { outcome, detail } = await check.run({ finding, files }, ports);
  return `${outcome}: ${detail}`;
}

describe('a change of dependencies', () => {
  it('that is minimal passes, and says what it moves', async () => {
    assert.match(
      await says(findingGone, minimal),
      /^pass: .*no copy of event-stream .*\(before: 1\)\. Left: event-stream 3\.3\.5/,
    );
    const said = await says(dependencies, minimal);
    assert.match(said, /^pass: .*1 changed, 0 added, 1 removed/);
    assert.match(
      said,
      /1 package goes back to an older version, event-stream from 3\.3\.6 to 3\.3\.5/,
    );
  });

  it('that goes back warns where nothing made to do harm is at stake', async () => {
    assert.match(
      await says(dependencies, minimal, { finding: plain }),
      /^warn: 1 package goes back/,
    );
  });

  it('that goes back is no matter where the advisory only in its title tells of malware', async () => {
    for (const advisory of [
      { id: 'GHSA-mh6f', title: 'Malicious Package in event-stream' },
      { id: 'GHSA-mh6f-8j2x-4483', title: 'Critical severity vulnerability' },
    ]) {
      const finding = { ...plain, advisory };
      assert.match(await says(dependencies, minimal, { finding }), /^pass: /);
    }
  });

  it('to the latest version over a major says so', async () => {
    const latest = project({
      asks: { 'event-stream': '^4.0.1' },
      packages: { 'event-stream': '4.0.1', through: '2.3.8' },
      needs: { 'event-stream': { through: '^2.3.1' } },
    });
    assert.match(await says(findingGone, latest), /^pass/);
    assert.match(
      await says(dependencies, latest),
      /^warn: 1 package crosses a major version, event-stream from 3\.3\.6 to 4\.0\.1/,
    );
  });

  it('over a major where the finding names a nearer version names that', async () => {
    const latest = project({
      asks: { 'event-stream': '^4.0.1' },
      packages: { 'event-stream': '4.0.1' },
    });
    const finding = { ...plain, vulnerable: '<3.4.1 || >=4.0.0 <4.0.1', patched: '3.4.1, 4.0.1' };
    assert.match(
      await says(dependencies, latest, { finding }),
      /event-stream 3\.4\.1, which the finding calls fixed, stays within the major of 3\.3\.6/,
    );
    assert.doesNotMatch(await says(dependencies, latest), /which the finding calls fixed/);
  });

  it('of package.json alone leaves what is installed', async () => {
    const alone = { manifest: before.manifest.replace('^3.3.4', '^4.0.1'), lock: before.lock };
    assert.match(
      await says(findingGone, alone),
      /^fail: .*does not change and still holds event-stream 3\.3\.6 at node_modules\/event-stream/,
    );
    assert.match(
      await says(dependencies, alone),
      /^fail: package-lock\.json does not follow package\.json: it has event-stream \^3\.3\.4, there it is \^4\.0\.1/,
    );
  });

  it('that removes from package.json only leaves it in the lockfile', async () => {
    const removed = { manifest: project({}).manifest, lock: before.lock };
    assert.match(
      await says(dependencies, removed),
      /^fail: .*still asks for event-stream \^3\.3\.4, which is gone there/,
    );
    assert.match(await says(findingGone, removed), /^fail/);
  });

  it('of the lockfile alone has to follow package.json', async () => {
    const bad = project({
      asks: { 'event-stream': '^3.3.4' },
      packages: { 'event-stream': '4.0.1', through: '2.3.8' },
    });
    assert.match(
      await says(dependencies, bad),
      /^fail: .*event-stream \^3\.3\.4 is asked for, and 4\.0\.1 is locked/,
    );
  });

  it('by an override to what is vulnerable fails', async () => {
    for (const more of [
      { overrides: { 'event-stream': '3.3.6' } },
      { overrides: { 'npm-run-all': { 'event-stream@^3': '3.3.6' } } },
      { resolutions: { '**/event-stream': '3.3.6' } },
      { pnpm: { overrides: { 'a>event-stream': '3.3.6' } } },
    ]) {
      const pinned = project({ asks: { 'event-stream': '^3.3.4' }, more });
      const said = await says(dependencies, { ...pinned, lock: before.lock });
      assert.match(
        said,
        /^fail: An override pins event-stream to 3\.3\.6, which is open to GHSA-mh6f/,
      );
    }
  });

  it('that brings another known flaw fails', async () => {
    const through: DependencyFinding = {
      ...plain,
      id: 'b'.repeat(64),
      advisory: { id: 'GHSA-2', title: 'Bad' },
      package: 'through',
      vulnerable: '<2.3.5',
    };
    const worse = { ...minimal, lock: minimal.lock.replaceAll('2.3.8', '2.3.4') };
    const said = await says(dependencies, worse, { others: [through] });
    assert.match(said, /^fail: through 2\.3\.4 is newly installed and open to GHSA-2/);
  });

  it('that a parent cannot take says who asks for what', async () => {
    const needs = { 'ps-tree': { 'event-stream': '~3.3.0' } };
    const was = project({
      asks: { 'ps-tree': '^1.0.0' },
      packages: { 'ps-tree': '1.1.0', 'event-stream': '3.3.6' },
      needs,
    });
    const now = project({
      asks: { 'ps-tree': '^1.0.0' },
      packages: { 'ps-tree': '1.1.0', 'event-stream': '4.0.1' },
      needs,
    });
    assert.match(
      await says(dependencies, now, { was }),
      /ps-tree 1\.1\.0 asks for event-stream ~3\.3\.0 and gets 4\.0\.1/,
    );
    const overridden = {
      ...now,
      manifest: now.manifest.replace('}\n}', '},\n  "overrides": { "event-stream": "4.0.1" }\n}'),
    };
    assert.doesNotMatch(await says(dependencies, overridden, { was }), /asks for event-stream/);
    const without = project({
      asks: { 'ps-tree': '^1.0.0' },
      packages: { 'ps-tree': '1.1.0' },
      needs,
    });
    assert.match(
      await says(dependencies, without, { was }),
      /asks for event-stream, which is not there/,
    );
  });

  it('warns of names that look like others and of other places, also deep in the lockfile', async () => {
    const added = (place: string, address?: string) =>
      project({
        asks: { 'event-stream': '^3.3.4' },
        packages: { 'event-stream': '3.3.5', through: '2.3.8', [place]: '1.0.0' },
        ...(address !== undefined && { from: { [place]: address } }),
      });
    assert.match(
      await says(dependencies, added('lodahs')),
      /newly installed lodahs looks like lodash/,
    );
    assert.match(
      await says(dependencies, added('kit', 'git+ssh://git@github.com/x/kit.git#abc')),
      /^fail: kit 1\.0\.0 comes from ssh:\/\/git@github\.com, unlike all others/,
    );
  });

  it('leaves broken JSON to nobody', async () => {
    const broken = { manifest: before.manifest.replace('}\n', ''), lock: minimal.lock };
    assert.match(
      await says(dependencies, broken),
      /^fail: package\.json is not valid JSON any more/,
    );
  });

  it('tells copies apart by place', async () => {
    const two = (outer: string, inner: string) =>
      project({
        asks: { 'event-stream': '^3.3.4', a: '1.0.0' },
        packages: { 'event-stream': outer, a: '1.0.0', 'a/node_modules/event-stream': inner },
      });
    const was = two('3.3.6', '3.3.6');
    assert.match(
      await says(findingGone, two('3.3.5', '3.3.6'), { was }),
      /^warn: 1 of 2 .*Left: 3\.3\.6 at node_modules\/a\/node_modules\/event-stream/,
    );
    assert.match(await says(findingGone, two('3.3.5', '3.3.4'), { was }), /^pass/);
  });

  it('is not known to help without a lockfile, for other ranges and other ecosystems', async () => {
    const manifest = before.manifest.replace('^3.3.4', '3.3.5');
    const files: readonly SubjectFile[] = [file(before.manifest, manifest, 'package.json')];
    const none = await findingGone.run({ finding: stream, files }, checkPorts);
    assert.match(
      `${none.outcome}: ${none.detail}`,
      /^not-run: There is no lockfile beside package\.json/,
    );
    const odd = { ...stream, vulnerable: 'many, perhaps' };
    const { installed: _, ...unknown } = odd;
    assert.match(
      await says(findingGone, minimal, { finding: unknown }),
      /^not-run: .*not one of npm's/,
    );
    assert.match(await says(findingGone, minimal, { finding: odd }), /^pass/);
    assert.match(
      await says(findingGone, minimal, { finding: { ...stream, ecosystem: 'PyPI' } }),
      /^not-run: Locks of PyPI/,
    );
  });

  it('knows an alias by its real name', async () => {
    const alias = (version: string): Project => {
      const made = project({ asks: { es: 'npm:event-stream@^3.3.4' }, packages: { es: version } });
      return {
        ...made,
        lock: made.lock.replace('"version"', '"name": "event-stream",\n      "version"'),
      };
    };
    assert.match(
      await says(findingGone, alias('3.3.5'), { was: alias('3.3.6') }),
      /^pass: .*before: 1/,
    );
  });

  it('of more packages than the plan needs says so', async () => {
    const [one] = [{ fixed: 1, introduced: 0, changed: 0, added: 0, removed: 1, majors: 0 }];
    const option = {
      ...one,
      tier: 'lockfile',
      edits: [],
      downgrades: 0,
      invalidEdges: 0,
      compatibility: [],
    } as const;
    const plan = {
      before: { packages: 3, vulnerable: 1, advisories: 1 },
      options: [option],
      chosen: 'lockfile',
      remaining: [],
    } as const;
    const files = [file(before.lock, minimal.lock, 'package-lock.json')];
    const draft = { ...draftOf(), plan };
    const { detail } = await dependencies.run({ finding: stream, draft, files }, checkPorts);
    assert.match(detail, /1 packages change or come, where the plan does with 0/);
  });

  it('is seen in a lockfile of Yarn', async () => {
    const yarn = (version: string) =>
      `event-stream@^3.3.4:\n  version "${version}"\n  resolved "https://registry.example.org/e-${version}.tgz#a"\n`;
    const files = [file(yarn('3.3.6'), yarn('4.0.1'), 'yarn.lock')];
    const { detail } = await dependencies.run({ finding: stream, files }, checkPorts);
    assert.match(detail, /1 package crosses a major version, event-stream from 3\.3\.6 to 4\.0\.1/);
    assert.match((await findingGone.run({ finding: stream, files }, checkPorts)).detail, /no copy/);
  });

  it('reads the older form of the lockfile', async () => {
    const older = (version: string) => ({
      manifest: before.manifest,
      lock: JSON.stringify(
        { dependencies: { 'event-stream': { version, requires: {} } } },
        null,
        2,
      ),
    });
    const was = older('3.3.6');
    assert.match(await says(findingGone, older('3.3.5'), { was }), /^pass/);
    assert.match(
      await says(findingGone, { ...older('3.3.6'), lock: `${was.lock}\n` }, { was }),
      /^fail: .*still holds/,
    );
  });

  it('comes out clear when it is minimal: what asks about code has nothing to ask', async () => {
    const path = 'package-lock.json';
    const files = [file(before.lock, minimal.lock, path)];
    const edit = { start: 0, end: before.lock.length, text: minimal.lock };
    const draft = draftOf({ path, baseSha256: '0'.repeat(64), edits: [edit] });
    const read = (asked: string) =>
      Promise.resolve(
        asked === 'package.json' ? new TextEncoder().encode(before.manifest) : undefined,
      );
    const evidence = await gather(
      checks,
      { finding: stream, draft, files },
      { ...checkPorts, read },
    );
    const loud = evidence.filter(({ outcome, isMoot }) => outcome !== 'pass' && isMoot !== true);
    assert.deepEqual(loud, []);
    assert.equal(verdictOf(evidence, []), 'clear');
  });
});
