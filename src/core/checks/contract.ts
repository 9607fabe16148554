import { hasRationale } from '../draft';
import type { Check } from '../evidence';

export const contract: Check = {
  id: 'contract',
  title: 'The draft changes something and says why',
  run({ draft, files }) {
    if (files.every(({ before, after }) => before === after)) {
      return { outcome: 'fail', detail: 'The text after is the text before: nothing changes.' };
    }
    if (!draft) {
      return {
        outcome: 'not-run',
        detail: 'The change came without a draft, so without a reason.',
      };
    }
    if (!hasRationale(draft)) {
      return { outcome: 'fail', detail: 'The draft does not say what is wrong and why it helps.' };
    }
    const idle = files.filter(({ before, after }) => before === after).map(({ path }) => path);
    return idle.length > 0
      ? { outcome: 'warn', detail: `Listed in the draft but not changed: ${idle.join(', ')}.` }
      : {
          outcome: 'pass',
          detail: 'It says what is wrong, why the change helps, and changes text.',
        };
  },
};
