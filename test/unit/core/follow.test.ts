import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Region } from '../../../src/core/finding';
import { indexText } from '../../../src/core/lines';
import { type Edit, OpenFile, coveredBy, placeOf } from './openFile';

const shop = [
  "import { db } from './db';",
  '',
  'function order(id) {',
  '  return db.query(`select ${id}`);',
  '}',
  '',
  'function pay(card) {',
  '  log(card.number);',
  '  return send(card);',
  '}',
  '',
].join('\n');
const query = 'db.query(`select ${id}`)';
const log = 'log(card.number)';
const open = (text = shop, parts: readonly string[] = [query, log]) =>
  new OpenFile(
    text,
    parts.map((part) => placeOf(text, part)),
  );

describe('a finding in an open file', () => {
  it('stays at its code while lines above, below and beside it are typed', () => {
    const file = open();
    assert.equal(
      file.replace("import { db } from './db';", "import { db } from './db';\n\n// x"),
      true,
    );
    assert.equal(file.replace('  return send', '  check();\n  return send'), false);
    assert.equal(file.replace('return ', 'const all = 1; return '), true);
    assert.equal(file.replace('\n}\n\nfunction pay', ' // later\n}\n\nfunction pay'), false);
    assert.deepEqual(file.covered(), [query, log]);
  });

  it('grows and shrinks with what is typed into it', () => {
    const file = open();
    file.replace('select', 'select * from orders where id =');
    file.replace('card.number', 'card');
    assert.deepEqual(file.covered(), [
      'db.query(`select * from orders where id = ${id}`)',
      'log(card)',
    ]);
  });

  it('goes with its line, and is back when that is undone', () => {
    const file = open();
    const line = '  log(card.number);\n';
    assert.equal(file.replace(line, ''), true);
    assert.deepEqual(file.covered(), [query, undefined]);
    file.replace('function order', '// more\nfunction order');
    assert.deepEqual(file.covered(), [query, undefined]);
    file.replace('// more\n', '');
    assert.equal(file.replace('  return send', `${line}  return send`), true);
    assert.deepEqual(file.covered(), [query, log]);
  });

  it('goes when its code is typed over, and is back when that is undone', () => {
    const file = open();
    file.replace(query, 'db.prepared(id)');
    assert.deepEqual(file.covered(), [undefined, log]);
    file.replace('prepared(id)', 'prepared(id, 1)');
    file.replace('prepared(id, 1)', 'prepared(id)');
    assert.equal(file.replace('db.prepared(id)', query), true);
    assert.deepEqual(file.covered(), [query, log]);
  });

  it('moves when the whole file is replaced by one with more lines above', () => {
    const file = open();
    assert.equal(file.become(`// Copyright\n\n${shop}`), true);
    assert.deepEqual(file.covered(), [query, log]);
    assert.equal(file.places[0]?.start.line, 5);
  });

  it('moves when its line is moved by a replacement of the whole file', () => {
    const file = open();
    const line = '  return db.query(`select ${id}`);\n';
    file.become(shop.replace(line, '') + line);
    assert.deepEqual(file.covered(), [query, log]);
  });

  it('goes when the whole file is replaced by one without its line, and comes back with it', () => {
    const file = open();
    const without = shop.replace('  log(card.number);\n', '');
    file.become(without);
    assert.deepEqual(file.covered(), [query, undefined]);
    file.become(shop);
    assert.deepEqual(file.covered(), [query, log]);
    file.become('');
    assert.deepEqual(file.covered(), [undefined, undefined]);
    file.become(without);
    assert.deepEqual(file.covered(), [query, undefined]);
    file.become(shop);
    assert.deepEqual(file.covered(), [query, log]);
  });

  it('follows several edits at once', () => {
    const file = open();
    const all = (part: string, text: string): Edit[] =>
      [...file.text.matchAll(new RegExp(part, 'g'))].map(({ index }) => ({
        from: index,
        to: index + part.length,
        text,
      }));
    file.edit(...all('card', 'creditCard'), ...all('function', '\nexport function'));
    assert.deepEqual(file.covered(), [query, 'log(creditCard.number)']);
    file.edit(...all('creditCard', 'card'), ...all('\nexport function', 'function'));
    assert.equal(file.text, shop);
    assert.deepEqual(file.covered(), [query, log]);
  });

  it('goes with its line also when other lines are edited at the same time', () => {
    const file = open();
    const line = '  log(card.number);\n';
    const from = shop.indexOf(line);
    file.edit({ from: 0, to: 0, text: '// top\n' }, { from, to: from + line.length, text: '' });
    assert.deepEqual(file.covered(), [query, undefined]);
    file.become(shop);
    assert.deepEqual(file.covered(), [query, log]);
  });

  it('says whether a place changed', () => {
    const file = open();
    assert.equal(file.replace('  return send', '  return  send'), false);
    assert.equal(file.replace('  return  send', '  return send'), false);
    assert.equal(file.become(shop), false);
    assert.equal(file.replace('  return db', 'return db'), true);
    assert.equal(file.replace('return db', '  return db'), true);
  });

  it('keeps no place where there was none', () => {
    const file = new OpenFile(shop, [undefined, placeOf(shop, log)]);
    file.become(`\n${shop}`);
    file.become(shop);
    assert.deepEqual(file.covered(), [undefined, log]);
  });

  it('that covers nothing stays where it stands', () => {
    const at = { line: 7, character: 2 };
    const file = new OpenFile(shop, [{ start: at, end: at }]);
    file.replace('function order', '\nfunction order');
    assert.deepEqual(file.places[0]?.start, { line: 8, character: 2 });
  });

  it('is known from many states, of which the oldest are forgotten', () => {
    const file = open();
    const before: string[] = [];
    for (let turn = 0; turn < 70; turn += 1) {
      before.push(file.text);
      file.become(`// ${turn} turns of the page\n${shop}`);
    }
    assert.deepEqual(file.covered(), [query, log]);
    file.become('');
    file.become(before.at(-1) ?? '');
    assert.deepEqual(file.covered(), [query, log]);
    file.become('');
    file.become(before[1] ?? '');
    assert.deepEqual(file.covered(), [undefined, undefined]);
  });
});

describe('places in a file under any edits', () => {
  const line = fc.constantFrom('', '}', '  eval(input);', 'const a = load();', 'send(a, b);', 'x');
  const text = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'));
  const inserted = fc.oneof(
    text,
    text.map((one) => `${one}\n`),
    fc.constantFrom('', 'a', '\n'),
  );
  const edit = fc.record({ from: fc.nat(), length: fc.nat(40), text: inserted });

  const inText = (all: string, raw: { from: number; length: number; text: string }): Edit => {
    const from = raw.from % (all.length + 1);
    return { from, to: Math.min(all.length, from + raw.length), text: raw.text };
  };

  it('cover the same text as long as only other text is edited', () => {
    fc.assert(
      fc.property(text, text, fc.array(edit, { maxLength: 8 }), (above, below, edits) => {
        const code = 'query(`select ${id}`)';
        const start = `${above}\n  return ${code};\n${below}`;
        const file = open(start, [code]);
        for (const raw of edits) {
          const one = inText(file.text, raw);
          const at = file.text.indexOf(code);
          if (one.to > at && one.from < at + code.length) continue;
          if (one.text === '' && one.from === one.to) continue;
          file.edit(one);
          assert.deepEqual(file.covered(), [code]);
        }
      }),
    );
  });

  it('lie inside the text, and those that were replaced cover their own lines again or are gone', () => {
    fc.assert(
      fc.property(text, text, fc.array(fc.nat(), { maxLength: 4 }), (before, after, marks) => {
        const count = before.split('\n').length;
        const whole = marks.map((mark): Region => {
          const at = mark % count;
          const length = before.split('\n')[at]?.length ?? 0;
          return { start: { line: at, character: 0 }, end: { line: at, character: length } };
        });
        const file = new OpenFile(before, whole);
        const covered = file.covered();
        file.become(after);
        file.places.forEach((place, index) => {
          if (place) assert.equal(coveredBy(after, place), covered[index]);
        });
        file.become(before);
        assert.deepEqual(file.places, whole);
      }),
    );
  });

  it('are inside the text after any edits, and back where they were when all are undone', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        (all, edits, raw) => {
          const from = raw % all.length || 0;
          const index = indexText(all);
          const place = { start: index.positionAt(from), end: index.positionAt(all.length) };
          const file = new OpenFile(all, [place]);
          for (const each of edits) {
            file.edit(inText(file.text, each));
            const [now] = file.places;
            if (!now) continue;
            const lines = file.text.split('\n');
            for (const { line: at, character } of [now.start, now.end]) {
              // A region of whole lines ends before the line below them, which the last one has not.
              const isBelow = at === lines.length && character === 0;
              assert.ok(isBelow || character <= (lines[at]?.length ?? -1));
            }
          }
          file.become(all);
          assert.deepEqual(file.places, [place]);
        },
      ),
    );
  });
});
