import assert from 'node:assert/strict';
import { breather } from '../../../../src/node/dependencies/breather';

describe('a breather', () => {
  it('lets a timer have its turn in work that never ends by itself', async () => {
    const pause = breather();
    let isOver = false;
    setTimeout(() => (isOver = true), 1);
    let turns = 0;
    while (!isOver) {
      turns += 1;
      await pause();
    }
    assert.ok(turns > 0);
  });
});
