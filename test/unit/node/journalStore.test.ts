import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { sha256Hex } from '../../../src/core/hash';
import type { JournalRecord } from '../../../src/core/journal';
import { serializeRecord } from '../../../src/core/journal';
import { journalStore } from '../../../src/node/journalStore';

const ids = ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '01BX5ZZKBKACTAV9WEVGEMMVRZ'] as const;

function recordOf(id: string, state: JournalRecord['state'] = 'prepared'): JournalRecord {
  const sha256 = sha256Hex('');
  return {
    version: 1,
    id,
    state,
    folder: 'file:///shop',
    files: [{ path: 'a', realPath: 'a', baseSha256: sha256, finalSha256: sha256, bom: false }],
    entry: '{}',
    at: '2026-01-01T00:00:00.000Z',
  };
}

describe('journalStore', () => {
  let directory: string;
  beforeEach(() => {
    directory = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-')), 'journal');
  });
  afterEach(() => fs.rmSync(path.dirname(directory), { recursive: true, force: true }));

  it('is empty before anything was put in', async () => {
    assert.deepEqual(await journalStore(directory).list(), { records: [], problems: [] });
  });

  it('keeps, replaces and removes records, across restarts', async () => {
    await journalStore(directory).put(recordOf(ids[1]));
    await journalStore(directory).put(recordOf(ids[0]));
    await journalStore(directory).put(recordOf(ids[0], 'applied'));
    const { records, problems } = await journalStore(directory).list();
    assert.deepEqual(records, [recordOf(ids[0], 'applied'), recordOf(ids[1])]);
    assert.deepEqual(problems, []);
    await journalStore(directory).remove(ids[0]);
    await journalStore(directory).remove(ids[0]);
    assert.deepEqual((await journalStore(directory).list()).records, [recordOf(ids[1])]);
  });

  it('reports torn and foreign files, and leaves them where they are', async () => {
    const store = journalStore(directory);
    await store.put(recordOf(ids[0]));
    const foreign: Readonly<Record<string, string>> = {
      [`${ids[1]}.json`]: serializeRecord(recordOf(ids[1])).slice(0, 50),
      '01ARZ3NDEKTSV4RRFFQ69G5FAW.json': serializeRecord(recordOf(ids[0])),
      'notes.txt': 'hello',
    };
    for (const [name, text] of Object.entries(foreign)) {
      fs.writeFileSync(path.join(directory, name), text);
    }
    fs.mkdirSync(path.join(directory, 'folder'));
    fs.writeFileSync(path.join(directory, `.${ids[0]}.json.abc.tmp`), 'half a wri');
    const { records, problems } = await store.list();
    assert.deepEqual(records, [recordOf(ids[0])]);
    assert.equal(problems.length, 4);
    for (const name of Object.keys(foreign)) {
      assert.ok(
        problems.some((problem) => problem.includes(name)),
        name,
      );
      assert.ok(fs.existsSync(path.join(directory, name)));
    }
  });

  it('writes and removes nothing that is not named by a ULID', async () => {
    const store = journalStore(directory);
    await assert.rejects(store.put(recordOf('../../x')), /cannot be written/);
    await assert.rejects(store.remove('../x'), /is not the id/);
    assert.ok(!fs.existsSync(directory));
  });
});
