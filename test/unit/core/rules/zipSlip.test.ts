import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import { fixes, isSilent, refuses, reports, runs, type Found, type Quiet } from './promises';
import * as shapes from './shapes';
import { keepsItsStyle } from './styles';

const { detect, fixed } = shapes.of('zip-slip');

const head = `const fs = require('fs');
const path = require('path');
`;
const unzipper = `${head}const unzipper = require('unzipper');
function unpack(archive, target) {
  fs.createReadStream(archive)
    .pipe(unzipper.Parse())
    .on('entry', (entry) => {
      const dest = path.join(target, entry.path);
      entry.pipe(fs.createWriteStream(dest));
    });
}
`;
const admZip = `${head}const AdmZip = require('adm-zip');
exports.unpack = function (archive, target) {
  for (const entry of new AdmZip(archive).getEntries()) {
    fs.writeFileSync(path.join(target, entry.entryName), entry.getData());
  }
};
`;
const tar = `${head}const tar = require('tar-stream');
const extract = tar.extract();
extract.on('entry', function (header, stream, next) {
  const file = path.join('./out', header.name);
  stream.pipe(fs.createWriteStream(file));
  stream.on('end', next);
});
`;

describe('the names in an archive', () => {
  const found: readonly Found[] = [
    ['of unzipper', unzipper, 'dest'],
    ['of adm-zip', admZip, 'path.join(target, entry.entryName)'],
    ['of tar-stream', tar, 'file'],
    [
      'of a stream that is looped over, in a module',
      `import { createWriteStream } from 'node:fs';
import unzipper from 'unzipper';
export async function unpack(source, target) {
  for await (const entry of source.pipe(unzipper.Parse({ forceStream: true }))) {
    const name = entry.path;
    entry.pipe(createWriteStream(\`\${target}/\${name}\`));
  }
}`,
      '`${target}/${name}`',
    ],
    [
      'of decompress, after a promise, in TypeScript',
      `import fs from 'fs/promises';
import decompress from 'decompress';
class Store {
  async add(buffer: Buffer) {
    const files = await decompress(buffer);
    for (const file of files) await fs.writeFile('data/' + file.path, file.data);
  }
}`,
      "'data/' + file.path",
    ],
    [
      'of yauzl when it is told not to look',
      `${head}const yauzl = require('yauzl');
yauzl.open(process.argv[2], { decodeStrings: false }, (err, zip) => {
  zip.on('entry', (entry) => zip.openReadStream(entry, (e, s) => s.pipe(fs.createWriteStream('out/' + entry.fileName))));
});`,
      "'out/' + entry.fileName",
    ],
  ];
  reports('zip-slip', found);
  it('are named for whoever packed the archive', async () => {
    const [only] = await detect(unzipper);
    assert.match(only?.message ?? '', /whoever packed the archive/);
  });

  const quiet: readonly Quiet[] = [
    ['without their folders', unzipper.replace('entry.path)', 'path.basename(entry.path))')],
    [
      'when they are compared with the folder',
      unzipper.replace(
        '      entry.pipe',
        '      if (dest.startsWith(target + path.sep))\n      entry.pipe',
      ),
    ],
    [
      'when one with .. is passed over',
      unzipper.replace(
        '      const dest',
        "      if (entry.path.includes('..')) return;\n      const dest",
      ),
    ],
    ['that adm-zip has without folders', admZip.replace('entry.entryName', 'entry.name')],
    [
      'that yauzl looks at',
      `${head}const yauzl = require('yauzl');
yauzl.open(file, (err, zip) => {
  zip.on('entry', (entry) => fs.createWriteStream('out/' + entry.fileName));
});`,
    ],
    [
      'of events that are none of an archive',
      `${head}feed.on('entry', (entry) => fs.writeFileSync('out/' + entry.name, ''));`,
    ],
    ['that are only read', unzipper.replace('createWriteStream(dest)', 'createReadStream(dest)')],
  ];
  isSilent('zip-slip', quiet);
});

describe('the recipe for the names in an archive', () => {
  const check = (name: string, folder: string) =>
    `if (!path.resolve(${name}).startsWith(path.resolve(${folder}) + path.sep)) {`;
  fixes('zip-slip', [
    [
      'an entry of unzipper, which it drains',
      unzipper,
      unzipper.replace(
        '      entry.pipe',
        `      ${check('dest', 'target')}
        entry.autodrain();
        return;
      }
      entry.pipe`,
      ),
    ],
    [
      'an entry of adm-zip, and goes on with the next',
      admZip,
      admZip.replace(
        'fs.writeFileSync(path.join(target, entry.entryName), ',
        `const filePath = path.join(target, entry.entryName);
    ${check('filePath', 'target')}
      continue;
    }
    fs.writeFileSync(filePath, `,
      ),
    ],
    [
      'a stream of tar-stream, which it resumes to ask for the next',
      tar,
      tar.replace(
        '  stream.pipe',
        `  ${check('file', "'./out'")}
    stream.resume();
    next();
    return;
  }
  stream.pipe`,
      ),
    ],
  ]);

  const refused: readonly [string, string, RegExp][] = [
    [
      'an unknown folder',
      unzipper.replace('(target, entry', '(pick(), entry'),
      /folder is not fixed/,
    ],
    [
      'a name alone',
      unzipper.replace('path.join(target, entry.path)', 'entry.path'),
      /not put together/,
    ],
    [
      'next that is handed on before',
      tar.replace('  const file', "  stream.on('end', next);\n  const file"),
      /handed on before/,
    ],
    [
      'a loop that counts',
      admZip.replace(
        'for (const entry of new AdmZip(archive).getEntries()) {',
        'const all = new AdmZip(archive).getEntries();\n  for (let i = 0; i < all.length; i++) {\n    const entry = all[i];',
      ),
      /How this loop goes on/,
    ],
  ];
  refuses('zip-slip', refused);

  keepsItsStyle('zip-slip', [unzipper, admZip, tar]);

  runs('zip-slip', 'makes code that unpacks what is inside and passes over the rest', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'archive-'));
    const entries = ['a.txt', 'sub/../b.txt', '../out-of.txt', '../target-2/c.txt'];
    try {
      for (const [code, escapes] of [
        [admZip, true],
        [await fixed(admZip), false],
      ] as const) {
        mkdirSync(join(folder, 'target', 'sub'), { recursive: true });
        mkdirSync(join(folder, 'target-2'));
        unpack(code, entries, join(folder, 'target'));
        assert.ok(existsSync(join(folder, 'target', 'a.txt')));
        assert.ok(existsSync(join(folder, 'target', 'b.txt')));
        assert.equal(existsSync(join(folder, 'out-of.txt')), escapes);
        assert.equal(existsSync(join(folder, 'target-2', 'c.txt')), escapes);
        rmSync(folder, { recursive: true });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** Runs code that unpacks an archive with a stub of adm-zip. */
function unpack(code: string, names: readonly string[], target: string): void {
  class Archive {
    getEntries() {
      return names.map((entryName) => ({ entryName, getData: () => Buffer.from(entryName) }));
    }
  }
  const load = createRequire(join(tmpdir(), 'unpack.js'));
  const exports: { unpack?: (archive: string, target: string) => void } = {};
  const require = (name: string): unknown => (name === 'adm-zip' ? Archive : load(name));
  vm.runInNewContext(code, { require, exports });
  exports.unpack?.('a.zip', target);
}
