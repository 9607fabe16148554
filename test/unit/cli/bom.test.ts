import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { entryOf, serializeEntry } from '../../../src/core/aibom/entry';
import { after, before, decisionOf, path as file, reviewOf, ulid } from '../core/aibom/samples';
import { assertRefused, commitAll, folderWith, git, run, runJson, write } from './run';

const id = ulid(1);
const entryFile = `.ai-bom/entries/${id}.json`;
const entry = serializeEntry(entryOf(reviewOf(), decisionOf(), id));

interface Verified {
  readonly ok: boolean;
  readonly lines: readonly { file: string; ok: boolean; message: string; place?: object }[];
}

function project(): string {
  return folderWith({ [file]: after, [entryFile]: entry });
}

describe('countersign bom', function () {
  this.timeout(60_000);

  it('lists the decisions', () => {
    const folder = project();
    assert.match(run(['bom', 'list'], folder).out, new RegExp(`${id} .*accepted .*src/search.js`));
    const answer = runJson(['bom', 'list', folder], 0) as { entries: { id: string }[] };
    assert.deepEqual(
      answer.entries.map((one) => one.id),
      [id],
    );
  });

  it('is content with an empty folder', () => {
    assert.match(run(['bom', 'list'], folderWith({})).out, /^0 entries\.\n$/);
    const empty = folderWith({});
    const { code, out } = run(['bom', 'verify'], empty);
    assert.equal(code, 0);
    assert.equal(out, `No AI-BOM entries in ${empty}.\n`);
  });

  it('verifies code that is as approved', () => {
    const answer = runJson(['bom', 'verify', project()], 0) as Verified;
    assert.ok(answer.ok);
    assert.match(answer.lines[0]?.message ?? '', /as approved/);
  });

  it('says no to edited code, with its place', () => {
    const folder = project();
    write(folder, file, after.replace('[term]', 'term'));
    const answer = runJson(['bom', 'verify', folder], 1) as Verified;
    assert.deepEqual(answer.lines[0]?.place, { path: file, line: 3 });
    const { code, out } = run(['bom', 'verify'], folder);
    assert.equal(code, 1);
    assert.match(out, /NO .*edited since approval \(src\/search\.js:3\)/);
  });

  it('says no to a changed entry and to merge markers, with the file', () => {
    const folder = project();
    for (const text of [entry.replace('Grace', 'Mallory'), `<<<<<<< HEAD\n${entry}`]) {
      write(folder, entryFile, text);
      const answer = runJson(['bom', 'verify', folder], 1) as Verified;
      assert.equal(answer.lines[0]?.file, entryFile);
      assert.match(run(['bom', 'list'], folder).err, /01JD/);
      assertRefused(run(['bom', 'export'], folder), /bom verify/);
    }
  });

  it('reads no file outside of the folder for an entry', function () {
    if (process.platform === 'win32') this.skip();
    const folder = project();
    const elsewhere = folderWith({ 'search.js': after });
    fs.rmSync(path.join(folder, 'src'), { recursive: true });
    fs.symlinkSync(elsewhere, path.join(folder, 'src'));
    assert.match(
      (runJson(['bom', 'verify', folder], 1) as Verified).lines[0]?.message ?? '',
      /gone/,
    );
  });

  it('sees with --base that an entry was deleted or replaced while its fix stands', () => {
    const folder = project();
    commitAll(folder);
    assert.equal(run(['bom', 'verify', '--base', 'HEAD'], folder).code, 0);
    fs.rmSync(path.join(folder, entryFile));
    assert.equal(run(['bom', 'verify'], folder).code, 0);
    assert.match(run(['bom', 'verify', '--base', 'HEAD'], folder).out, /NO .*deleted while/);
    write(folder, file, before);
    assert.equal(run(['bom', 'verify', '--base', 'HEAD'], folder).code, 0);
    write(folder, file, after);
    const decision = decisionOf({ reviewer: { name: 'Mallory' } });
    write(folder, entryFile, serializeEntry(entryOf(reviewOf(), decision, id)));
    assert.equal(run(['bom', 'verify'], folder).code, 0);
    assert.match(run(['bom', 'verify', '--base', 'HEAD'], folder).out, /NO .*was changed/);
  });

  it('compares a folder below the top of its repository', () => {
    const top = folderWith({ [`app/${file}`]: after, [`app/${entryFile}`]: entry });
    commitAll(top);
    const folder = path.join(top, 'app');
    assert.equal(run(['bom', 'verify', '--base', 'HEAD'], folder).code, 0);
    fs.rmSync(path.join(folder, entryFile));
    assert.equal(run(['bom', 'verify', '--base', 'HEAD'], folder).code, 1);
  });

  it('refuses a base that git does not know, or that looks like an option', () => {
    const folder = project();
    assertRefused(run(['bom', 'verify', '--base', 'HEAD'], folder), /HEAD/);
    commitAll(folder);
    for (const base of ['no-such-branch', '--output=x', 'HEAD:src']) {
      assertRefused(run(['bom', 'verify', `--base=${base}`], folder), /no revision/);
    }
    git(folder, 'status');
  });

  it('exports CycloneDX to stdout or into a file', () => {
    const folder = project();
    const { code, out } = run(['bom', 'export', '--format', 'cyclonedx'], folder);
    assert.equal(code, 0);
    const document = JSON.parse(out) as { bomFormat: string; specVersion: string };
    assert.deepEqual([document.bomFormat, document.specVersion], ['CycloneDX', '1.6']);
    assert.equal(run(['bom', 'export', '--out', 'bom.cdx.json'], folder).code, 0);
    assert.equal(fs.readFileSync(path.join(folder, 'bom.cdx.json'), 'utf8'), out);
    assertRefused(run(['bom', 'export', '--out', 'no/such/bom.json'], folder), /cannot be written/);
  });

  it('refuses bad usage with one line', () => {
    assertRefused(run(['bom']), /bom list/);
    assertRefused(run(['bom', 'list', 'a', 'b']), /one folder/);
    assertRefused(run(['bom', 'list', '/no/such']), /no folder/);
    assertRefused(run(['bom', 'export', '--format', 'spdx']), /cyclonedx/);
    assertRefused(run(['bom', 'list', '--base', 'HEAD']), /--base is for verify/);
  });
});
