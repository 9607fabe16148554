import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { editManifest } from '../../../../src/core/dependencies/editManifest';
import type { RangeEdit } from '../../../../src/core/dependencies/planner/outcome';

const range = (name: string, from: string, to?: string): RangeEdit => ({
  kind: 'range',
  manifest: 'package.json',
  section: 'dependencies',
  name,
  from,
  ...(to !== undefined && { to }),
});
const override = (keys: readonly string[], to: string) => ({ kind: 'override', keys, to }) as const;

describe('editManifest', () => {
  it('changes one range and no other character, whatever the format', () => {
    const part = fc.constantFrom('  ', '\t', '    ', '');
    const eol = fc.constantFrom('\n', '\r\n');
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(names, part, eol, fc.boolean(), (all, indent, end, isClosed) => {
        const asks = Object.fromEntries(all.map((name) => [name, '^1.0.0']));
        // The first key is longer than any of the names, or the oracle would find it in their place.
        const whole = { version: '1.0.0', dependencies: asks, z: [1, 'é'] };
        const plain = JSON.stringify(whole, null, indent);
        const text = plain.replaceAll('\n', end) + (isClosed ? end : '');
        const edited = editManifest(text, [range(all[0] ?? '', '^1.0.0', '^1.4.2')]);
        assert.equal(
          edited,
          text
            .replace(`"${all[0]}":`, '§')
            .replace(/(§\s*)"\^1\.0\.0"/, '$1"^1.4.2"')
            .replace('§', `"${all[0]}":`),
        );
      }),
    );
  });

  it('takes a line out and keeps the order of the others', () => {
    const text =
      '{\r\n\t"dependencies": {\r\n\t\t"b": "1",\r\n\t\t"a": "2",\r\n\t\t"c": "3"\r\n\t}\r\n}\r\n';
    assert.equal(
      editManifest(text, [range('a', '2')]),
      '{\r\n\t"dependencies": {\r\n\t\t"b": "1",\r\n\t\t"c": "3"\r\n\t}\r\n}\r\n',
    );
  });

  it('adds an override with the indentation and the line ends of the file', () => {
    const text = '{\r\n\t"name": "x"\r\n}';
    const edited = editManifest(text, [override(['b@1.0.0'], '1.0.1')]) ?? '';
    assert.deepEqual(JSON.parse(edited), { name: 'x', overrides: { 'b@1.0.0': '1.0.1' } });
    assert.doesNotMatch(edited, /[^\r]\n/);
    assert.match(edited, /\r\n\t"overrides": \{\r\n\t\t"b@1/);
    const more = editManifest(edited, [override(['a'], '2.0.0')]) ?? '';
    assert.deepEqual((JSON.parse(more) as { overrides: unknown }).overrides, {
      'b@1.0.0': '1.0.1',
      a: '2.0.0',
    });
  });

  it('is undefined where the text is not what the edit was made for', () => {
    assert.equal(editManifest('{"dependencies":{"a":"1"}}', [range('a', '2', '3')]), undefined);
    assert.equal(editManifest('{"dependencies":{}}', [range('a', '2', '3')]), undefined);
    assert.equal(editManifest('[]', [override(['a'], '1')]), undefined);
    assert.equal(editManifest('', [range('a', '1', '2')]), undefined);
  });

  it('treats __proto__ as a name like any other', () => {
    const text = '{"dependencies":{"__proto__":"^1.0.0"}}';
    assert.equal(
      editManifest(text, [range('__proto__', '^1.0.0', '^1.0.1')]),
      '{"dependencies":{"__proto__":"^1.0.1"}}',
    );
  });
});
