import { hasRationale } from '../draft';
import type { Check, CheckPorts, SubjectFile } from '../evidence';
import { oneLine } from '../plainText';
import { isSameCode } from './sameTokens';

export const contract: Check = {
  id: 'contract',
  title: 'The draft changes something and says why',
  async run({ draft, files }, ports) {
    const changed = files.filter(({ before, after }) => before !== after);
    if (changed.length === 0) {
      return { outcome: 'fail', detail: 'The text after is the text before: nothing changes.' };
    }
    if (draft && !hasRationale(draft)) {
      return { outcome: 'fail', detail: 'The draft does not say what is wrong and why it helps.' };
    }
    if (await isIdle(changed, ports)) {
      return {
        outcome: 'warn',
        detail: 'Nothing but comments and spaces changes, so the code does what it did.',
      };
    }
    if (!draft) {
      return {
        outcome: 'not-run',
        detail: 'The change came without a draft, so without a reason.',
        isMoot: true,
      };
    }
    const idle = files
      .filter((file) => !changed.includes(file))
      .map(({ path }) => oneLine(path, 200));
    return idle.length > 0
      ? { outcome: 'warn', detail: `Listed in the draft but not changed: ${idle.join(', ')}.` }
      : {
          outcome: 'pass',
          detail: 'It says what is wrong, why the change helps, and changes code.',
        };
  },
};

async function isIdle(files: readonly SubjectFile[], ports: CheckPorts): Promise<boolean> {
  try {
    for (const file of files) {
      if (file.status !== undefined || !(await isSameCode(file, ports))) return false;
    }
    return true;
  } catch {
    // What cannot be parsed is told by another check.
    return false;
  }
}
