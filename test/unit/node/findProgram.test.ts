import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { ProgramSource, Scanner } from '../../../src/core/scanners';
import { findProgram } from '../../../src/node/findProgram';

const scanner = (...programs: readonly ProgramSource[]): Scanner => ({
  ...{ id: 'x', title: 'X', programs, args: [], exitCodes: [0] },
  ...{ network: undefined, install: '' },
});
const eslint = scanner(
  { from: 'package', name: 'eslint', bin: 'eslint' },
  { from: 'path', name: 'eslint', packages: ['eslint'] },
);

describe('findProgram', () => {
  let top: string;
  let folder: string;
  let bin: string;
  beforeEach(() => {
    top = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-')));
    folder = path.join(top, 'shop');
    bin = path.join(top, 'bin');
    fs.mkdirSync(folder);
    fs.mkdirSync(bin);
  });
  afterEach(() => fs.rmSync(top, { recursive: true, force: true }));

  const write = (file: string, text: string, mode = 0o755) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode });
  };
  const find = (one: Scanner, entries: readonly string[] = [bin], platform = process.platform) =>
    findProgram(one, folder, { platform, env: { PATH: entries.join(path.delimiter) } });
  const install = (place: string, name: string, manifest: unknown, files: object = {}) => {
    const at = path.join(place, 'node_modules', name);
    write(path.join(at, 'package.json'), JSON.stringify(manifest));
    for (const [file, text] of Object.entries(files)) write(path.join(at, file), String(text));
    return at;
  };

  it('takes the folder’s own package before PATH, and runs its script with Node', async () => {
    write(path.join(bin, 'eslint'), '#!/bin/sh\n');
    const files = { 'bin/eslint.js': '#!/usr/bin/env node\n' };
    const at = install(folder, 'eslint', { bin: { eslint: './bin/eslint.js' } }, files);
    assert.deepEqual(await find(eslint), {
      file: process.execPath,
      args: [path.join(at, 'bin', 'eslint.js')],
      isOwnNode: true,
      shown: path.join('node_modules', 'eslint', 'bin', 'eslint.js'),
    });
  });

  it('knows a script for Node by its first line and runs a program as it is', async function () {
    if (process.platform === 'win32') this.skip();
    const one = scanner({ from: 'package', name: '@ast-grep/cli', bin: 'ast-grep' });
    const at = install(folder, '@ast-grep/cli', { bin: { 'ast-grep': 'ast-grep' } });
    const file = path.join(at, 'ast-grep');
    write(file, '#!/usr/bin/env node\n');
    assert.equal((await find(one))?.isOwnNode, true);
    write(file, '\x7fELF');
    assert.equal((await find(one))?.file, file);
  });

  it('finds nothing in a package whose manifest is broken or points elsewhere', async () => {
    write(path.join(folder, 'evil.js'), '');
    const manifests = [
      ...['text', null, {}, { bin: 7 }, { bin: { other: 'a.js' } }],
      ...[{ bin: '../../evil.js' }, { bin: 'missing.js' }, { bin: '.' }, { bin: 'a\0b' }],
    ];
    for (const manifest of manifests) {
      install(folder, 'eslint', manifest);
      assert.equal(await find(eslint), undefined, JSON.stringify(manifest));
    }
    write(path.join(folder, 'node_modules', 'eslint', 'package.json'), '{ broken');
    assert.equal(await find(eslint), undefined);
  });

  it('finds what may be executed on PATH', async function () {
    if (process.platform === 'win32') this.skip();
    write(path.join(bin, 'eslint'), '#!/bin/sh\n', 0o644);
    assert.equal(await find(eslint), undefined);
    fs.chmodSync(path.join(bin, 'eslint'), 0o755);
    const file = path.join(bin, 'eslint');
    assert.deepEqual(await find(eslint), { file, args: [], isOwnNode: false, shown: file });
    assert.equal(await find(eslint, []), undefined);
  });

  it('never takes a program that lies in the folder, whatever PATH says', async () => {
    for (const name of ['eslint', 'eslint.exe', 'eslint.cmd', 'eslint.js', 'npm', 'npm.exe']) {
      write(path.join(folder, name), '#!/bin/sh\n');
    }
    const npm = scanner({ from: 'path', name: 'npm', packages: ['npm'] });
    const before = process.cwd();
    process.chdir(folder);
    try {
      for (const platform of ['linux', 'win32'] as const) {
        for (const one of [eslint, npm]) {
          const entries = ['', '.', './', folder, `${folder}${path.sep}.`, 'node_modules/.bin'];
          assert.equal(await find(one, entries, platform), undefined);
        }
      }
    } finally {
      process.chdir(before);
    }
  });

  it('on Windows takes programs, and of npm’s packages the script behind the shell’s', async () => {
    const yarn = scanner({ from: 'path', name: 'yarn', packages: ['yarn', 'corepack'] });
    write(path.join(bin, 'yarn'), '#!/bin/sh\n');
    write(path.join(bin, 'yarn.cmd'), '');
    assert.equal(await find(yarn, [bin], 'win32'), undefined);
    const at = install(
      bin,
      'corepack',
      { bin: { yarn: './dist/yarn.js' } },
      { 'dist/yarn.js': '' },
    );
    assert.deepEqual((await find(yarn, [bin], 'win32'))?.args, [path.join(at, 'dist', 'yarn.js')]);
    write(path.join(bin, 'yarn.exe'), 'MZ');
    assert.equal((await find(yarn, [bin], 'win32'))?.file, path.join(bin, 'yarn.exe'));
  });

  it('reads PATH by whatever case its name has', async () => {
    const host = { platform: 'win32', env: { Path: bin } } as const;
    write(path.join(bin, 'eslint.exe'), 'MZ');
    assert.ok(await findProgram(eslint, folder, host));
  });

  it('takes the file that the user names, also one in the folder', async () => {
    const file = path.join(folder, 'tools', 'scan.mjs');
    write(file, '');
    for (const named of [file, '${folder}/tools/scan.mjs']) {
      const program = await find(scanner({ from: 'file', path: named }));
      assert.deepEqual(program?.args, [file]);
    }
    for (const named of ['tools/scan.mjs', path.join(folder, 'missing'), folder]) {
      assert.equal(await find(scanner({ from: 'file', path: named })), undefined, named);
    }
  });
});
