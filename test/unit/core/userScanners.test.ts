import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { userScanners } from '../../../src/core/userScanners';

describe('userScanners', () => {
  it('reads a scanner with its arguments as they are', () => {
    const args = ['--json', '${folder}', 'a b', '; rm -rf'];
    const entry = { name: 'Ours', command: 'our-scan', args, exitCodes: [0, 3] };
    const { scanners, problems } = userScanners([entry]);
    assert.deepEqual(problems, []);
    const [scanner] = scanners;
    assert.equal(scanner?.title, 'Ours');
    assert.deepEqual(scanner.args, args);
    assert.deepEqual(scanner.exitCodes, [0, 3]);
    assert.deepEqual(scanner.programs, [{ from: 'path', name: 'our-scan', packages: [] }]);
  });

  it('takes 0 and 1 for exit codes and no arguments when none are named', () => {
    const [scanner] = userScanners([{ name: 'Ours', command: 'x' }]).scanners;
    assert.deepEqual(scanner?.exitCodes, [0, 1]);
    assert.deepEqual(scanner.args, []);
  });

  it('takes absolute paths and paths in the folder, and no others', () => {
    const source = (command: string) =>
      userScanners([{ name: 'x', command }]).scanners[0]?.programs[0]?.from;
    for (const path of ['/opt/x', 'C:\\x.exe', 'c:/x', '${folder}/.venv/bin/x', '\\\\server\\x']) {
      assert.equal(source(path), 'file', path);
    }
    for (const path of ['./x', 'bin/x', '../x', '..\\x', '${folder}x/y', '/opt/x.cmd', 'x.BAT']) {
      assert.equal(source(path), undefined, path);
    }
  });

  it('leaves out what it cannot use, and says which and why', () => {
    const { scanners, problems } = userScanners([
      'text',
      { name: 'No command' },
      { name: 'Args', command: 'x', args: 'a b' },
      { name: 'Codes', command: 'x', exitCodes: ['1'] },
      { name: 'Null', command: 'x', args: ['a\0b'] },
      { name: 'Good', command: 'x' },
      { name: 'Good', command: 'y' },
    ]);
    assert.deepEqual(
      scanners.map(({ title }) => title),
      ['Good'],
    );
    assert.equal(problems.length, 6);
    assert.match(problems[0] ?? '', /^Scanner 1 in your settings has no name\.$/);
    assert.match(problems[5] ?? '', /the scanner Good twice/);
  });

  it('makes a plain line of a name', () => {
    const name = 'a\n[b](command:evil) $(x)';
    const [scanner] = userScanners([{ name, command: 'x' }]).scanners;
    assert.doesNotMatch(scanner?.title ?? '', /\n|\]\(|\$\(/);
    assert.match(scanner?.id ?? '', /^user-[0-9a-f]{16}$/);
  });

  it('never throws, and answers for every entry', () => {
    const entry = fc.oneof(
      fc.anything(),
      fc.record({ name: fc.anything(), command: fc.anything(), args: fc.anything() }),
      fc.record({ name: fc.string(), command: fc.string(), args: fc.array(fc.string()) }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.array(entry)), (setting) => {
        const { scanners, problems } = userScanners(setting);
        const entries = Array.isArray(setting) ? setting.length : 0;
        assert.equal(scanners.length + problems.length, entries);
      }),
    );
  });
});
