import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { execFileSync } from 'node:child_process';
import { fingerprintLines } from '../../../src/core/drift';
import { commitAll, folderWith, write } from '../cli/run';
import { age, flowOf, load, placesIn, requestFor, result, sarif } from './reports';

const before = 'first();\neval(input);\nlast();\n';
const after = '// new\n\nfirst();\neval(input);\nlast(changed);\n';
const results = [1, 2, 3].map((line) => result('a.js', line));

/** Loads a report that was written an hour before its source. */
async function loadOld(source: string, report: string, mayRun = false, folder = folderWith({})) {
  write(folder, 'a.js', source);
  write(folder, 'r.json', report);
  age(folder, 'r.json', 3600);
  const loaded = await load(requestFor(path.join(folder, 'r.json'), [folder], { mayRun }));
  return { ...loaded, folder, places: placesIn(loaded.table) };
}

const artifact = (more: object) => ({ artifacts: [{ location: { uri: 'a.js' }, ...more }] });

describe('findings of a file that has changed since it was scanned', () => {
  it('are where the text that the report embeds leads', async () => {
    const embedded = sarif(results, artifact({ contents: { text: before } }));
    assert.deepEqual((await loadOld(after, embedded)).places, [2, 3, 'stale']);
    assert.deepEqual((await loadOld(before, embedded)).places, [0, 1, 2]);
  });

  it('are where the embedded text leads also when the tool decoded it in another way', async () => {
    const latin1 = Buffer.from(`/* é€ */\n${before}`).toString('latin1');
    const embedded = sarif([result('a.js', 3)], artifact({ contents: { text: latin1 } }));
    assert.deepEqual((await loadOld(`/* é€ */\n${before}`, embedded)).places, [2]);
    assert.deepEqual((await loadOld(`\n/* é€ */\n${before}`, embedded)).places, [3]);
  });

  it('are where the report says when the file has the hash that the report gives', async () => {
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    const hashed = (text: string) =>
      sarif(
        [
          result('a.js', 2, {}, { snippet: { text: 'eval(input)' } }),
          result('a.js', 1, {}, { snippet: { text: 'otherwise(1)' } }),
        ],
        artifact({ hashes: { 'sha-256': sha256(text).toUpperCase() } }),
      );
    assert.deepEqual((await loadOld(before, hashed(before))).places, [1, 0]);
    assert.deepEqual((await loadOld(before, hashed(after))).places, [1, 'stale']);
  });

  it('are where the commit that was scanned leads, if git may be asked', async () => {
    const folder = folderWith({ 'a.js': before });
    commitAll(folder);
    const revisionId = execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const told = (revision: string) =>
      sarif(results, {
        versionControlProvenance: [{ revisionId: revision, repositoryUri: 'x:y' }],
      });
    const report = told(revisionId.trim());
    assert.deepEqual((await loadOld(after, report, true, folder)).places, [2, 3, 'stale']);
    assert.deepEqual((await loadOld(after, report, false, folder)).places, [0, 1, 2]);
    const unknown = told('0123456789'.repeat(4));
    assert.deepEqual((await loadOld(after, unknown, true, folder)).places, [0, 1, 2]);
  });

  it('are shown also when git is in trouble', async () => {
    const folder = folderWith({ 'a.js': before });
    commitAll(folder);
    write(folder, '.git/config', '[core\n');
    const report = sarif(results, { versionControlProvenance: [{ revisionId: 'abcdef0123' }] });
    assert.deepEqual((await loadOld(after, report, true, folder)).places, [0, 1, 2]);
  });

  it('are where their snippets are, or stale', async () => {
    const snippets = [
      result('a.js', 2, {}, { snippet: { text: 'eval(input)' } }),
      result('a.js', 3, {}, { snippet: { text: 'last(); // done' } }),
      result('a.js', 2),
    ];
    assert.deepEqual((await loadOld(after, sarif(snippets))).places, [3, 'stale', 1]);
  });
});

describe('a finding that is opened after its file has changed', () => {
  const flow = [result('a.js', 2, flowOf('a.js', 1, 2, 3))];

  it('has its parts where they are now, by the lines that were seen', async () => {
    const { folder, report, table } = await loadOld(before, sarif(flow));
    report.lines.set('a.js', fingerprintLines(before));
    write(folder, 'a.js', after);
    const whole = report.whole(0, table.id(0));
    assert.ok(whole?.kind === 'code');
    assert.equal(whole.location.region?.start.line, 3);
    assert.deepEqual(
      whole.codeFlows[0]?.map(({ region }) => region?.start.line),
      [2, 3, undefined],
    );
    write(folder, 'a.js', 'none();\n');
    assert.equal(report.whole(0, table.id(0))?.place, 'stale');
  });

  it('is elsewhere when its file was deleted, and back with it', async () => {
    const { folder, report, table } = await loadOld(before, sarif(flow));
    execFileSync('rm', [path.join(folder, 'a.js')]);
    assert.equal(report.whole(0, table.id(0))?.place, 'elsewhere');
    write(folder, 'a.js', before);
    assert.equal(report.whole(0, table.id(0))?.location.region?.start.line, 1);
  });

  it('stays stale when the file is as it was seen, but newer than the report', async () => {
    const snippet = { snippet: { text: 'nothing like this' } };
    const { report, table, places } = await loadOld(
      before,
      sarif([result('a.js', 2, {}, snippet)]),
    );
    assert.deepEqual(places, ['stale']);
    report.lines.set('a.js', fingerprintLines(before));
    assert.equal(report.whole(0, table.id(0))?.place, 'stale');
  });
});
