import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergeAdvisories } from '../../../../../src/core/dependencies/advisories/toldAdvisory';
import { advisory } from '../planner/smallProjects';

describe('merged advisories', () => {
  it('are one for all that an id or an alias joins, whatever their order', () => {
    const id = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G');
    const one = fc.record({ id, aliases: fc.uniqueArray(id, { maxLength: 2 }) });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (told) => {
        const given = told.map((more) => advisory('x', '<1.0.0', more));
        const merged = mergeAdvisories(given);
        const sets = merged.map((each) => new Set([each.id, ...each.aliases]));
        const all = sets.flatMap((each) => [...each]);
        assert.equal(new Set(all).size, all.length, 'two have an id in common');
        for (const { id: own, aliases } of given) {
          const holder = sets.find((each) => each.has(own));
          assert.ok(holder && aliases.every((alias) => holder.has(alias)));
        }
        // Whatever is in one of them is joined by a chain of ids.
        for (const each of sets) {
          const [first = ''] = each;
          const reached = new Set([first]);
          for (let size = 0; size < reached.size;) {
            size = reached.size;
            for (const { id: own, aliases } of given) {
              const ids = [own, ...aliases];
              if (ids.some((one) => reached.has(one))) ids.forEach((one) => reached.add(one));
            }
          }
          assert.deepEqual([...each].sort(), [...reached].sort());
        }
      }),
    );
  });

  it('of different packages are different', () => {
    const given = ['x', 'y'].map((name) => advisory(name, '<1.0.0', { id: 'A' }));
    assert.equal(mergeAdvisories(given).length, 2);
  });
});
