import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { PlannedFile } from '../../../../src/core/dependencies/planning';
import { sha256Hex } from '../../../../src/core/hash';
import { writePlan } from '../../../../src/node/dependencies/writePlan';

describe('writing a plan', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'write-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const put = (name: string, before: string, after: string): PlannedFile => {
    fs.writeFileSync(path.join(folder, name), before);
    const baseSha256 = sha256Hex(fs.readFileSync(path.join(folder, name)));
    return { path: name, before: before.replace(/^\uFEFF/, ''), after, baseSha256 };
  };
  const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8');

  it('keeps byte order mark, line ends and mode', async () => {
    const one = put('package.json', '\uFEFF{\r\n"a": 1\r\n}\r\n', '{\n"a": 2\n}\n');
    const two = put('package-lock.json', '{\n}\n', '{\n"b": 1\n}\n');
    fs.chmodSync(path.join(folder, 'package.json'), 0o640);
    await writePlan(folder, [one, two]);
    assert.equal(read('package.json'), '\uFEFF{\r\n"a": 2\r\n}\r\n');
    assert.equal(read('package-lock.json'), '{\n"b": 1\n}\n');
    assert.equal(fs.statSync(path.join(folder, 'package.json')).mode & 0o777, 0o640);
    assert.deepEqual(fs.readdirSync(folder).sort(), ['package-lock.json', 'package.json']);
  });

  it('writes nothing when one of them has changed meanwhile', async () => {
    const one = put('package.json', '1', '2');
    const two = put('package-lock.json', '1', '2');
    fs.writeFileSync(path.join(folder, 'package-lock.json'), 'somebody else');
    await assert.rejects(writePlan(folder, [one, two]), /has changed since it was read/);
    assert.equal(read('package.json'), '1');
    assert.equal(read('package-lock.json'), 'somebody else');
  });

  it('writes nothing when one of them is gone, or may not be written', async () => {
    const [one, two] = [put('package.json', '1', '2'), put('package-lock.json', '1', '2')];
    fs.chmodSync(path.join(folder, 'package-lock.json'), 0o444);
    await assert.rejects(writePlan(folder, [one, two]), /may not be written\. Nothing was changed/);
    fs.rmSync(path.join(folder, 'package-lock.json'));
    await assert.rejects(writePlan(folder, [one, two]), /is not there any more/);
    assert.equal(read('package.json'), '1');
  });

  it('writes nothing outside of the folder', async () => {
    const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'outside-'));
    fs.writeFileSync(path.join(outside, 'a'), '1');
    fs.symlinkSync(path.join(outside, 'a'), path.join(folder, 'package.json'));
    const baseSha256 = sha256Hex(Buffer.from('1'));
    const file = { path: 'package.json', before: '1', after: '2', baseSha256 };
    await assert.rejects(writePlan(folder, [file]), /package\.json is a symbolic link/);
    assert.equal(fs.readFileSync(path.join(outside, 'a'), 'utf8'), '1');
    fs.rmSync(outside, { recursive: true });
  });
});
