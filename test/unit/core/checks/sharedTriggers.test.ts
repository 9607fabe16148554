import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { changesOf } from '../../../../src/core/checks/changes';
import { sharedTriggers } from '../../../../src/core/checks/sharedTriggers';
import { file } from './subject';

describe('sharedTriggers', () => {
  const filler = 'const x = 1;\n'.repeat(2000);
  const sides = (before: string, after: string) => {
    const subject = file(before, after);
    return sharedTriggers(subject, changesOf(subject));
  };
  const counting = (pattern: RegExp) => {
    const texts: string[] = [];
    return {
      texts,
      test(text: string) {
        texts.push(text);
        return pattern.test(text);
      },
    };
  };

  it('takes what fires before to fire after, without another look', () => {
    const { before, after } = sides(`${filler}eval(a)\n`, filler);
    const trigger = counting(/\beval\(/);
    assert.deepEqual([before(trigger), after(trigger)], [true, true]);
    assert.equal(trigger.texts.length, 1);
  });

  it('looks for the rest around the change only', () => {
    const { before, after } = sides(filler + filler, `${filler}eval(a)\n${filler}`);
    const found = { text: '' };
    const trigger = Object.assign(/\beval\(/, {
      test(text: string) {
        found.text = text;
        return text.includes('eval(');
      },
    });
    assert.deepEqual([before(trigger), after(trigger)], [false, true]);
    assert.ok(found.text.length < filler.length);
  });

  it('leaves a trigger that needs two places to itself', () => {
    const { before, after } = sides(`stripe\n${filler}`, `stripe\n${filler}pay('key')\n`);
    const trigger = { test: (text: string) => /stripe/.test(text) && /pay\(/.test(text) };
    assert.deepEqual([before(trigger), after(trigger)], [false, true]);
  });

  it('never misses what a look at the whole text would find', () => {
    const line = fc.constantFrom('a', 'bc', 'abc', '', 'ab c');
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (old, now) => {
        const [before, after] = [old.join('\n'), now.join('\n')];
        const triggers = sides(before, after);
        for (const pattern of [/abc/, /b\s*c/, /a\nbc/, /^$/m]) {
          assert.equal(triggers.before(pattern), pattern.test(before));
          assert.ok(triggers.after(pattern) || !pattern.test(after));
        }
      }),
    );
  });
});
