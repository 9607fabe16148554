import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { sha256Hex } from '../../../src/core/hash';
import type { JournalFile, JournalRecord, Observed } from '../../../src/core/journal';
import { isJournalId, readRecord, recover, serializeRecord } from '../../../src/core/journal';

const base = sha256Hex('base');
const final = sha256Hex('final');
const other = sha256Hex('other');

const fileOf = (path: string): JournalFile => ({
  path,
  realPath: path,
  baseSha256: base,
  finalSha256: final,
  bom: false,
});

function recordOf(state: JournalRecord['state'], files = [fileOf('a.js')]): JournalRecord {
  return {
    version: 1,
    id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    state,
    folder: 'file:///shop',
    files,
    entry: '{"id":"01ARZ3NDEKTSV4RRFFQ69G5FAV"}\n',
    at: '2026-01-01T00:00:00.000Z',
  };
}

const on = (disk: string, buffer?: Observed['buffer']): Omit<Observed, 'path'> =>
  buffer ? { disk, buffer } : { disk };

describe('recover', () => {
  const dirty = (sha256: string) => ({ sha256, dirty: true });
  const clean = (sha256: string) => ({ sha256, dirty: false });
  const table: readonly (readonly [
    title: string,
    state: JournalRecord['state'],
    seen: Omit<Observed, 'path'>,
    entry: boolean,
    action: string,
  ])[] = [
    ['drops a fix that never began', 'prepared', on(base), false, 'drop'],
    ['drops it with the file open and clean', 'prepared', on(base, clean(base)), false, 'drop'],
    ['drops it when the edit was undone unsaved', 'prepared', on(base, dirty(base)), false, 'drop'],
    [
      'offers to finish what stands in the editor',
      'prepared',
      on(base, dirty(final)),
      false,
      'offer',
    ],
    ['records a fix that was saved', 'prepared', on(final), false, 'record'],
    ['records it under later unsaved edits', 'prepared', on(final, dirty(other)), false, 'record'],
    ['records a fix that was read back', 'applied', on(final, clean(final)), false, 'record'],
    ['writes a recorded entry that is gone again', 'recorded', on(final), false, 'record'],
    ['is done when both are there', 'applied', on(final), true, 'done'],
    ['is done when the entry came before the state', 'prepared', on(final), true, 'done'],
    ['is done when a recorded fix changed later', 'recorded', on(other), true, 'done'],
    ['is done when an applied and recorded fix was undone', 'applied', on(base), true, 'done'],
    ['asks when the file holds something else', 'prepared', on(other), false, 'attention'],
    ['asks when the file is gone', 'prepared', on('missing'), false, 'attention'],
    [
      'asks when the editor holds something else',
      'prepared',
      on(base, dirty(other)),
      false,
      'attention',
    ],
    ['asks when an applied fix is gone from disk', 'applied', on(base), false, 'attention'],
    ['asks when an entry stands for no fix', 'prepared', on(base), true, 'attention'],
  ];
  for (const [title, state, seen, entry, action] of table) {
    it(title, () => {
      const answer = recover(recordOf(state), [{ path: 'a.js', ...seen }], entry);
      assert.equal(answer.action, action, answer.why);
    });
  }

  it('asks when a file was not looked at', () => {
    assert.equal(recover(recordOf('prepared'), [], false).action, 'attention');
  });

  it('asks, naming each file, when several files are in different states', () => {
    const record = recordOf('prepared', [fileOf('a.js'), fileOf('b.js')]);
    const seen = [
      { path: 'a.js', ...on(final) },
      { path: 'b.js', ...on(base, dirty(final)) },
    ];
    const answer = recover(record, seen, false);
    assert.equal(answer.action, 'attention');
    assert.match(answer.why, /a\.js has the fix on disk; b\.js has the fix in the editor only/);
  });

  it('keeps its promises in every combination of states of two files', () => {
    const hashes = [base, final, other];
    const buffers = [undefined, ...hashes.flatMap((hash) => [clean(hash), dirty(hash)])];
    const places = [...hashes, 'missing'].flatMap((disk) => buffers.map((one) => on(disk, one)));
    const states = ['prepared', 'applied', 'recorded'] as const;
    const record = (state: JournalRecord['state']) =>
      recordOf(state, [fileOf('a.js'), fileOf('b.js')]);
    for (const state of states) {
      for (const a of places) {
        for (const b of places) {
          for (const entry of [true, false]) {
            const seen = [
              { path: 'b.js', ...b },
              { path: 'a.js', ...a },
            ];
            const { action } = recover(record(state), seen, entry);
            const landed = [a, b].filter(({ disk }) => disk === final).length;
            const where = JSON.stringify({ state, a, b, entry, action });
            const unsaved = [a, b].some(({ buffer }) => buffer?.dirty && buffer.sha256 === final);
            if (action === 'drop') assert.ok(landed === 0 && !unsaved && !entry, where);
            if (action === 'record') assert.ok(landed === 2 && !entry, where);
            if (action === 'offer') assert.ok(landed === 0 && !entry, where);
            if (action === 'done') assert.ok(entry, where);
            if (landed > 0 && !entry) assert.ok(['record', 'attention'].includes(action), where);
          }
        }
      }
    }
  });

  it('is not misled by a file that the fix does not change', () => {
    const same = { ...fileOf('b.js'), finalSha256: base };
    const seen = (disk: string) => [
      { path: 'a.js', ...on(disk) },
      { path: 'b.js', ...on(base) },
    ];
    const record = recordOf('prepared', [fileOf('a.js'), same]);
    assert.equal(recover(record, seen(final), false).action, 'record');
    assert.equal(recover(record, seen(base), false).action, 'drop');
  });
});

describe('the journal record', () => {
  it('comes back as it was written', () => {
    const record = recordOf('applied');
    assert.deepEqual(readRecord(serializeRecord(record)), { ok: true, record });
  });

  it('is refused when it is torn anywhere', () => {
    const text = serializeRecord(recordOf('prepared'));
    fc.assert(
      fc.property(fc.nat(text.trimEnd().length - 1), (length) => {
        assert.equal(readRecord(text.slice(0, length)).ok, false);
      }),
    );
  });

  it('is refused when it is something else', () => {
    const record = recordOf('prepared');
    const wrong: readonly unknown[] = [
      null,
      [],
      { ...record, version: 2 },
      { ...record, id: '../../etc/passwd' },
      { ...record, files: [] },
      { ...record, files: [fileOf('a.js'), fileOf('a.js')] },
      { ...record, files: [{ ...fileOf('a.js'), finalSha256: 'x' }] },
      { ...record, more: 1 },
    ];
    for (const one of wrong) assert.equal(readRecord(JSON.stringify(one)).ok, false);
  });

  it('has a ULID for its id', () => {
    assert.ok(isJournalId('01ARZ3NDEKTSV4RRFFQ69G5FAV'));
    for (const id of [
      '',
      '..',
      'x.json',
      '01arz3ndektsv4rrffq69g5fav',
      '81ARZ3NDEKTSV4RRFFQ69G5FAV',
    ]) {
      assert.ok(!isJournalId(id), id);
    }
  });
});
