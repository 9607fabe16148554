import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { DependencyPlan } from '../../../src/core/dependencies/plan';
import type { RegistryServer } from '../node/dependencies/registryServer';
import { json, registryServer, silence, status } from '../node/dependencies/registryServer';
import { type Run, assertRefused } from './run';
import { runBeside } from './runAsync';

/** What GHSA-mh6f-8j2x-4483 says, in the form of the corpora. */
const eventStream = [
  {
    name: 'event-stream',
    id: 'GHSA-mh6f-8j2x-4483',
    severity: 'critical',
    range: '>=3.3.6 <4.0.0',
    title: 'Malicious Package in event-stream',
    cwe: ['CWE-506'],
  },
];

interface Asking {
  readonly dependencies: Readonly<Record<string, string>>;
}

describe('countersign plan', function () {
  this.timeout(120_000);
  let server: RegistryServer;
  let top: string;
  let dir: string;

  beforeEach(async () => {
    server = await registryServer();
    top = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'plan-')));
    dir = path.join(top, 'project');
    fs.mkdirSync(dir);
    write({ 'advisories.json': JSON.stringify(eventStream) }, top);
    publishStory(server);
  });
  afterEach(async () => {
    await server.close();
    fs.rmSync(top, { recursive: true, force: true });
  });

  const env = (): NodeJS.ProcessEnv => ({
    ...process.env,
    HOME: top,
    npm_config_registry: server.address,
    npm_config_cache: path.join(top, 'cache'),
    npm_config_globalconfig: path.join(top, 'none'),
    npm_config_omit_lockfile_registry_resolved: 'true',
  });
  const write = (files: Record<string, string>, folder = dir) => {
    for (const [name, text] of Object.entries(files))
      fs.writeFileSync(path.join(folder, name), text);
  };
  const read = (name: string) => fs.readFileSync(path.join(dir, name), 'utf8');
  const advisories = () => ['--advisories', path.join(top, 'advisories.json')];
  const plan = (...args: readonly string[]): Promise<Run> =>
    runBeside(['plan', dir, ...args], top, env());
  const planned = async (code: number, ...args: readonly string[]): Promise<DependencyPlan> => {
    const answer = await plan(...advisories(), '--format', 'json', ...args);
    assert.equal(answer.code, code, answer.err + answer.out);
    return JSON.parse(answer.out) as DependencyPlan;
  };
  const versionsIn = (lock: string): Record<string, string> => {
    const { packages } = JSON.parse(lock) as { packages: Record<string, { version: string }> };
    const entries = Object.entries(packages).filter(([name]) => name !== '');
    return Object.fromEntries(
      entries.map(([name, one]) => [name.replace('node_modules/', ''), one.version]),
    );
  };

  /** A project as npm has installed it while 3.3.6 could still be had. */
  async function project(dependencies: Record<string, string>): Promise<void> {
    write({
      'package.json': `${JSON.stringify({ name: 'a', version: '1.0.0', dependencies }, null, 2)}\n`,
    });
    publishAttack(server);
    const code = await new Promise((resolve) => {
      const args = ['install', '--package-lock-only', '--ignore-scripts', '--no-audit'];
      spawn('npm', args, { cwd: dir, env: env(), stdio: 'ignore' }).once('exit', resolve);
    });
    assert.equal(code, 0);
    withdrawAttack(server);
    fs.rmSync(path.join(top, 'cache'), { recursive: true, force: true });
    assert.equal(versionsIn(read('package-lock.json'))['event-stream'], '3.3.6');
  }

  /** `b` 1.0.0 is vulnerable, 1.0.1 is not, and `a` asks for it. */
  const flawed = () => {
    for (const version of ['1.0.0', '1.0.1']) server.publish({ name: 'b', version });
    server.publish({ name: 'a', version: '1.0.0', dependencies: { b: '^1.0.0' } });
    const packages = {
      '': { name: 'p', version: '1.0.0', dependencies: { a: '^1.0.0' } },
      'node_modules/a': { version: '1.0.0', dependencies: { b: '^1.0.0' } },
      'node_modules/b': { version: '1.0.0' },
    };
    write({
      'package.json': JSON.stringify({
        name: 'p',
        version: '1.0.0',
        dependencies: { a: '^1.0.0' },
      }),
      'package-lock.json': `${JSON.stringify({ name: 'p', version: '1.0.0', lockfileVersion: 3, requires: true, packages }, null, 2)}\n`,
    });
    const list = [
      { name: 'b', id: 'GHSA-b', severity: 'high', range: '<1.0.1', title: 'bad', cwe: [] },
    ];
    write({ 'advisories.json': JSON.stringify(list) }, top);
  };
  const place = '/-/npm/v1/security/advisories/bulk';

  it('prints one document of the documented form', async () => {
    flawed();
    const document = await planned(0);
    const members = ['before', 'options', 'chosen', 'remaining', 'vulnerable'];
    assert.deepEqual(Object.keys(document), members);
    assert.deepEqual(document.before, { packages: 2, vulnerable: 1, advisories: 1 });
    assert.equal(document.chosen, 'lockfile');
    const option = document.options.find(({ tier }) => tier === 'lockfile');
    assert.deepEqual(Object.keys(option ?? {}).sort(), [
      ...['added', 'changed', 'compatibility', 'downgrades', 'edits', 'fixed', 'introduced'],
      ...['invalidEdges', 'majors', 'removed', 'tier'],
    ]);
  });

  it('tells a person what is wrong, by which way, and what it would do', async () => {
    flawed();
    const { code, out } = await plan(...advisories());
    assert.equal(code, 0);
    assert.match(out, /^package-lock\.json: 2 packages, 1 vulnerable copy, 1 advisory\.\n/);
    assert.match(out, /high {6}b 1\.0\.0 {2}\(transitive\) {2}GHSA-b\n +the project > a > b\n/);
    assert.match(
      out,
      /Proposed: lockfile only.*\n {2}fixes 1 of 1 vulnerable copy, changes 1, adds 0, removes 0/,
    );
    assert.match(out, /^Add --write to do it\.$/m);
    assert.match(out, /b 1\.0\.0 -> 1\.0\.1 {2}\(node_modules\/b\)/);
  });

  it('says aloud that the lockfile has another hash than the registry', async () => {
    flawed();
    const hash = (text: string) =>
      write({
        'package-lock.json': read('package-lock.json').replace(
          '"version": "1.0.0"\n    }\n  }',
          `"version": "1.0.0", "integrity": "${text}" } }`,
        ),
      });
    hash('sha1-AAAA');
    assert.equal((await plan(...advisories())).err, '', 'hashes of another kind tell nothing');
    flawed();
    hash('sha512-AAAA');
    const { err } = await plan(...advisories());
    assert.match(
      err,
      /^countersign: Another hash than the registry's .* for b 1\.0\.0\. .*install nothing/,
    );
  });

  it('counts what does not come from a registry, and says that it stays', async () => {
    flawed();
    const lock = read('package-lock.json').replace(
      /"version": "1\.0\.0"\n/,
      '"version": "1.0.0", "resolved": "file:../b.tgz"',
    );
    write({ 'package-lock.json': lock });
    const document = await planned(1);
    assert.deepEqual(document.before, { packages: 2, vulnerable: 1, advisories: 1 });
    assert.match(
      document.remaining[0]?.reason ?? '',
      /comes from file:\.\.\/b\.tgz and not from a registry/,
    );
  });

  it('writes the lockfile and nothing else', async () => {
    flawed();
    const manifest = read('package.json');
    fs.chmodSync(path.join(dir, 'package-lock.json'), 0o600);
    const { code, out, err } = await plan(...advisories(), '--write');
    assert.equal(code, 0, err + out);
    assert.match(out, /Wrote package-lock\.json\./);
    const kept = /Git does not have them as they were; that is kept in (\S+)\.$/m.exec(out)?.[1];
    assert.ok(kept);
    assert.deepEqual(versionsIn(fs.readFileSync(path.join(kept, 'package-lock.json'), 'utf8')), {
      a: '1.0.0',
      b: '1.0.0',
    });
    fs.rmSync(kept, { recursive: true });
    assert.deepEqual(versionsIn(read('package-lock.json')), { a: '1.0.0', b: '1.0.1' });
    assert.equal(read('package.json'), manifest);
    assert.deepEqual(fs.readdirSync(dir).sort(), ['package-lock.json', 'package.json']);
    assert.equal(fs.statSync(path.join(dir, 'package-lock.json')).mode & 0o777, 0o600);
  });

  it('removes an unused package only when that is asked for, and says what to look at', async () => {
    flawed();
    server.withdraw('b', '1.0.1');
    const shown = await plan(...advisories());
    assert.equal(shown.code, 1);
    assert.match(shown.out, /Other options:\n {2}remove +fixes 1 copy.*removes 2/);
    assert.match(shown.out, /package\.json: a \^1\.0\.0 goes away/);
    const { code, out, err } = await plan(...advisories(), '--tier', 'remove', '--write');
    assert.equal(code, 0, err + out);
    assert.match(out, /Removal asks: a was not seen in the \d+ files.*Look at /);
    assert.deepEqual(versionsIn(read('package-lock.json')), {});
    assert.deepEqual((JSON.parse(read('package.json')) as Asking).dependencies, {});
  });

  it('does not offer to remove what is used or may guard the application', async () => {
    flawed();
    server.withdraw('b', '1.0.1');
    write({ 'index.js': "require('a');\n" });
    assert.deepEqual((await planned(1, '--tier', 'remove')).options, []);
    fs.rmSync(path.join(dir, 'index.js'));
    assert.equal((await planned(0, '--tier', 'remove')).chosen, 'remove');
    server.publish({ name: 'helmet', version: '1.0.0', dependencies: { b: '^1.0.0' } });
    for (const name of ['package.json', 'package-lock.json']) {
      write({ [name]: read(name).replaceAll(/"a"/g, '"helmet"').replace('/a"', '/helmet"') });
    }
    assert.deepEqual((await planned(1, '--tier', 'remove')).options, []);
  });

  it('crosses a major only when that is asked for', async () => {
    flawed();
    server.withdraw('b', '1.0.1');
    server.publish({ name: 'a', version: '2.0.0' });
    assert.deepEqual(
      (await planned(1)).options.filter(({ tier }) => tier === 'major'),
      [],
    );
    const unasked = await planned(1, '--package', 'b');
    assert.ok(unasked.options.some(({ tier, majors }) => tier === 'major' && majors === 1));
    const written = await plan(...advisories(), '--tier', 'major', '--write');
    assert.equal(written.code, 0, written.err + written.out);
    assert.match(written.out, /package\.json: a \^1\.0\.0 -> \^2\.0\.0/);
    assert.deepEqual(versionsIn(read('package-lock.json')), { a: '2.0.0' });
    assert.equal((JSON.parse(read('package.json')) as Asking).dependencies['a'], '^2.0.0');
  });

  it('names the command where another package manager writes the lockfile', async () => {
    flawed();
    fs.rmSync(path.join(dir, 'package-lock.json'));
    const locks = {
      'yarn.lock': `# yarn lockfile v1\n\n\na@^1.0.0:\n  version "1.0.0"\n  dependencies:\n    b "^1.0.0"\n\nb@^1.0.0:\n  version "1.0.0"\n`,
      'pnpm-lock.yaml': `lockfileVersion: '9.0'\n\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: 1.0.0\n\npackages:\n  a@1.0.0:\n    resolution: {integrity: sha512-aa}\n  b@1.0.0:\n    resolution: {integrity: sha512-bb}\n\nsnapshots:\n  a@1.0.0:\n    dependencies:\n      b: 1.0.0\n  b@1.0.0: {}\n`,
    };
    for (const [name, text] of Object.entries(locks)) {
      write({ [name]: text });
      const manifest = read('package.json');
      const answer = await plan(...advisories(), '--tier', 'override', '--write');
      assert.equal(answer.code, 1, answer.err + answer.out);
      const command = name === 'yarn.lock' ? /run yarn install/ : /run pnpm install/;
      assert.match(answer.err + answer.out, command);
      assert.match(answer.err + answer.out, /Nothing was written/);
      assert.deepEqual([read(name), read('package.json')], [text, manifest]);
      const { out } = await plan(...advisories(), '--tier', 'override');
      assert.match(out, command);
      assert.doesNotMatch(out, /--write/);
      fs.rmSync(path.join(dir, name));
    }
  });

  it('leads back through git where git has the files as they were', async () => {
    flawed();
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      ['-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '-qm', 'Start'],
    ]) {
      execFileSync('git', args, { cwd: dir });
    }
    const { out } = await plan(...advisories(), '--write');
    assert.match(out, /To undo it: git checkout -- package-lock\.json$/m);
  });

  it('plans for one package alone, and says which is not there', async () => {
    flawed();
    const { code, out } = await plan(...advisories(), '--package', 'b');
    assert.equal(code, 0);
    assert.match(out, /b 1\.0\.0 -> 1\.0\.1/);
    const { out: other, code: nothing } = await plan(...advisories(), '--package', 'a');
    assert.doesNotMatch(other, /b 1\.0\.0/);
    assert.match(
      other,
      /^Of a alone; 1 vulnerable copy of other packages is not planned for\.\n\nThere is nothing to fix\.$/m,
    );
    assert.equal(nothing, 0);
    assertRefused(await plan(...advisories(), '--package', 'z'), /z is not installed here/);
  });

  it('says when the advisories are about other packages only', async () => {
    flawed();
    const list = [{ name: 'z', id: 'GHSA-z', severity: 'high', range: '*', title: '', cwe: [] }];
    write({ 'advisories.json': JSON.stringify(list) }, top);
    const { code, err } = await plan(...advisories());
    assert.equal(code, 0);
    assert.match(err, /speak of is not installed here\. Is it the right file\?/);
  });

  it('asks the audit of the registry where nothing is named, and says so where there is none', async () => {
    flawed();
    assertRefused(await plan(), /does not take such questions \(405\).*--audit FILE/);
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
    server.answer(place, json(answer));
    const { code, out } = await plan('--format', 'json');
    assert.equal(code, 0);
    assert.equal((JSON.parse(out) as DependencyPlan).before.vulnerable, 1);
    assert.equal(
      server.requests.find(({ method }) => method === 'POST')?.body,
      '{"a":["1.0.0"],"b":["1.0.0"]}',
    );
  });

  it('takes the report of npm audit', async () => {
    flawed();
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
    write(
      {
        'audit.json': JSON.stringify({
          auditReportVersion: 2,
          vulnerabilities: { b },
          metadata: {},
        }),
      },
      top,
    );
    const { code, out, err } = await plan(
      '--audit',
      path.join(top, 'audit.json'),
      '--format',
      'json',
    );
    assert.equal(code, 0, err);
    assert.equal((JSON.parse(out) as DependencyPlan).chosen, 'lockfile');
  });

  it('takes no report for an all-clear that tells of no package because of an error', async () => {
    flawed();
    const audit = path.join(top, 'audit.json');
    const asked = async (content: unknown) => {
      fs.writeFileSync(audit, JSON.stringify(content));
      return plan('--audit', audit);
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

  it('answers 0 when nothing is vulnerable, and 1 when nothing helps', async () => {
    flawed();
    server.withdraw('b', '1.0.1');
    const { remaining } = await planned(1);
    assert.equal(remaining.length, 1);
    assert.match(remaining[0]?.reason ?? '', /\w.*\.$/);
    write({ 'advisories.json': JSON.stringify([{ ...eventStream[0] }]) }, top);
    assert.equal((await planned(0)).before.vulnerable, 0);
  });

  it('says what is wrong with the question', async () => {
    assertRefused(await plan(...advisories()), /There is no package\.json/);
    write({ 'package.json': '{}' });
    assertRefused(await plan(...advisories()), /no lockfile/);
    write({ 'package-lock.json': '<<<<<<< HEAD\n{}\n=======\n' });
    assertRefused(await plan(...advisories()), /package-lock\.json/);
    flawed();
    assertRefused(await plan('--tier', 'all'), /--tier is one of remove, lockfile/);
    assertRefused(await plan('--format', 'xml'), /text or json/);
    assertRefused(await plan('--advisories', path.join(top, 'none')), /cannot be read \(ENOENT\)/);
    assertRefused(await plan('elsewhere'), /one folder only/);
    const file = path.join(dir, 'package.json');
    assertRefused(
      await runBeside(['plan', file, ...advisories()], top, env()),
      /package\.json is no folder\. Name the folder that it is in\./,
    );
    assertRefused(
      await runBeside(['plan', top, ...advisories()], dir, env()),
      /: \S*plan-\S*: There is no package\.json/,
    );
    assertRefused(
      await plan('--teir', 'range'),
      /: plan has no option --teir; see countersign plan --help\.$/m,
    );
    assertRefused(await plan(...advisories(), '--audit', 'x'), /not both/);
  });

  it('shows a plan also where the registry is down, from what the cache has', async () => {
    flawed();
    await planned(0);
    await server.close();
    assert.equal((await planned(0)).chosen, 'lockfile');
  });

  it('answers 2 where the registry gives no usable answer and nothing could be planned', async () => {
    flawed();
    const garbage = status(200, { 'content-type': 'application/json' }, '<html>');
    for (const reply of [status(405), status(429), status(403), status(500), garbage]) {
      for (const name of ['/a', '/b']) server.answer(name, reply);
      const { code, out, err } = await plan(...advisories(), '--tier', 'range');
      assert.equal(code, 2, err + out);
      assert.match(out, /1 vulnerable copy/, 'what is known is shown');
      assert.match(err, /gave no usable answer for \w.*Try again when it answers/);
    }
    await server.close();
    assert.equal((await planned(2)).before.vulnerable, 1);
  });

  it('says in JSON what was written', async () => {
    flawed();
    const document = (await planned(0, '--write')) as DependencyPlan & { written?: unknown };
    assert.deepEqual(document.written, ['package-lock.json']);
    assert.ok(!('written' in (await planned(0))));
    const none = (await planned(0, '--write')) as DependencyPlan & { written?: unknown };
    assert.deepEqual(none.written, []);
  });

  it('names the link that it does not write through, and changes nothing', async () => {
    for (const name of ['package.json', 'package-lock.json']) {
      for (const place of [top, path.join(dir, 'real')]) {
        flawed();
        fs.mkdirSync(place, { recursive: true });
        fs.renameSync(path.join(dir, name), path.join(place, name));
        fs.symlinkSync(path.join(place, name), path.join(dir, name));
        const before = read(name);
        const answer = await plan(...advisories(), '--write');
        assertRefused(answer, /symbolic link/);
        assert.ok(answer.err.includes(`countersign: ${name} is a symbolic link`), answer.err);
        assert.equal(read(name), before);
        fs.rmSync(path.join(dir, name));
        fs.rmSync(path.join(place, name));
      }
    }
  });

  it('lets no foreign text reach the terminal as it is', async () => {
    flawed();
    const list = [
      {
        name: 'b',
        id: 'GHSA-\u001b[31mred',
        severity: 'high',
        range: '<1.0.1',
        title: '\u202e',
        cwe: [],
      },
    ];
    write({ 'advisories.json': JSON.stringify(list) }, top);
    const { out, err } = await plan(...advisories());
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(out + err, /[\u001b\u202e]/);
  });

  it('changes nothing when it is broken off', async () => {
    flawed();
    const before = read('package-lock.json');
    server.answer('/b', silence);
    const broken = await runBeside(['plan', dir, ...advisories(), '--write'], top, env(), (end) => {
      const timer = setInterval(() => {
        if (!server.requests.some((one) => one.path === '/b')) return;
        clearInterval(timer);
        end('SIGINT');
      }, 20);
    });
    assertRefused(broken, /It was broken off\. Nothing was changed/);
    assert.equal(read('package-lock.json'), before);
  });

  describe('the story of event-stream', () => {
    it('goes back to 3.3.4 by the lockfile alone where a range asks for it', async () => {
      await project({ 'event-stream': '^3.3.4' });
      const { before, chosen, options, remaining } = await planned(0);
      assert.deepEqual([before.vulnerable, chosen, remaining], [1, 'lockfile', []]);
      const option = options.find(({ tier }) => tier === 'lockfile');
      assert.deepEqual(
        [option?.fixed, option?.changed, option?.added, option?.removed, option?.majors],
        [1, 1, 1, 2, 0],
      );
      const manifest = read('package.json');
      const written = await plan(...advisories(), '--write');
      assert.equal(written.code, 0, written.err + written.out);
      assert.match(written.out, /Wrote package-lock\.json\./);
      assert.match(written.out, /Rotate every secret/);
      assert.equal(read('package.json'), manifest);
      const versions = versionsIn(read('package-lock.json'));
      assert.equal(versions['event-stream'], '3.3.4');
      assert.ok(!('flatmap-stream' in versions));
      const again = await planned(0);
      assert.equal(again.before.vulnerable, 0);
    });

    it('changes package.json where it pins the version', async () => {
      await project({ 'event-stream': '3.3.6' });
      const { chosen } = await planned(0);
      assert.equal(chosen, 'range');
      const written = await plan(...advisories(), '--write');
      assert.equal(written.code, 0, written.err + written.out);
      assert.match(written.out, /Wrote package\.json and package-lock\.json\./);
      assert.match(read('package.json'), /"event-stream": "3\.3\.4"/);
      assert.equal(versionsIn(read('package-lock.json'))['event-stream'], '3.3.4');
    });

    it('leaves the parent that asks for ~3.3.0 as it is', async () => {
      await project({ 'ps-tree': '^1.1.0' });
      const { chosen, options } = await planned(0);
      assert.equal(chosen, 'lockfile');
      assert.equal(options.find(({ tier }) => tier === 'lockfile')?.majors, 0);
      const written = await plan(...advisories(), '--write');
      assert.equal(written.code, 0, written.err + written.out);
      const versions = versionsIn(read('package-lock.json'));
      assert.deepEqual([versions['event-stream'], versions['ps-tree']], ['3.3.4', '1.1.0']);
    });

    it('says of 4.0.1 that it is a major and takes away what the code calls', async () => {
      for (const range of ['3.3.6', '^3.3.4']) {
        await project({ 'event-stream': range });
        write({ 'pipe.js': "const es = require('event-stream');\nes.flatmap();\n" });
        const { options, chosen, passedOver } = await planned(0, '--package', 'event-stream');
        assert.notEqual(chosen, 'major');
        const major = options.find(({ tier }) => tier === 'major');
        assert.ok(major);
        assert.ok(major.edits.some((edit) => edit.kind === 'copy' && edit.to === '4.0.1'));
        const facts = major.compatibility.flatMap((one) => one.facts);
        const gone = facts.find(({ about, breaks }) => about === 'exports' && breaks === 'yes');
        assert.match(gone?.text ?? '', /`flatmap`/);
        assert.deepEqual(gone?.places, [{ path: 'pipe.js', line: 1 }]);
        assert.match(passedOver?.[0]?.reason ?? '', /same hand/);
        const { out } = await plan(...advisories(), '--package', 'event-stream');
        assert.match(
          out,
          /crosses 1 major\n.*4\.0\.1\n.*\n +! 4\.0\.1 has no `flatmap`.*pipe\.js:2/,
        );
        assert.match(out, /Not taken:\n {2}event-stream 3\.3\.5: /);
        assert.match(out, /Rotate every secret/);
      }
    });

    it('says of 4.0.1 that a parent does not let it in', async () => {
      await project({ 'ps-tree': '^1.1.0' });
      const { out } = await plan(...advisories(), '--package', 'event-stream');
      assert.match(out, /event-stream 4\.0\.1: .*major step.*ps-tree 1\.1\.0 asks for .*~3\.3\.0/);
      assert.match(out, /Rotate every secret/);
    });
  });
});

const streams = { 'map-stream': '^1.0.0', split: '^1.0.0', through: '^1.0.0' };

/** 3.3.4 had an older split than those that came after it, as in the public registry. */
function publishStory(server: RegistryServer): void {
  for (const name of ['map-stream', 'split', 'through']) server.publish({ name, version: '1.0.0' });
  server.publish({ name: 'split', version: '0.3.3' });
  const names = 'exports.split = () => {};\nexports.flatmap = () => {};\n';
  const old = { ...streams, split: '0.3' };
  server.publish(
    { name: 'event-stream', version: '3.3.4', dependencies: old },
    { 'index.js': names },
  );
  for (const version of ['3.3.5', '4.0.1']) {
    const text = version === '4.0.1' ? 'exports.split = () => {};\n' : names;
    server.publish({ name: 'event-stream', version, dependencies: streams }, { 'index.js': text });
  }
  const asked = { 'event-stream': '~3.3.0' };
  server.publish({ name: 'ps-tree', version: '1.1.0', dependencies: asked });
}

function publishAttack(server: RegistryServer): void {
  const dependencies = { ...streams, 'flatmap-stream': '0.1.1' };
  server.publish({ name: 'flatmap-stream', version: '0.1.1' });
  server.publish({ name: 'event-stream', version: '3.3.6', dependencies });
}

function withdrawAttack(server: RegistryServer): void {
  server.withdraw('event-stream', '3.3.6');
  server.withdraw('flatmap-stream', '0.1.1');
}
