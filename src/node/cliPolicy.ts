import * as path from 'node:path';
import { HumanError } from '../core/errors';
import { checkRelativePath } from '../core/paths';
import { explainPolicy, explanationText } from '../core/policyExplain';
import type { ReviewPorts } from '../core/ports';
import { starterNames, starters, starterText } from '../core/starterPolicies';
import type { Answer } from './answer';
import { openFolder } from './folder';
import { policyFolder } from './policyFolder';

/**
 * What the policy in force says of one file, whether or not it is there: the committed copy and that
 * of the working tree, as in the editor.
 */
export async function explainPath(
  file: string,
  root: string,
  loaded: Pick<ReviewPorts, 'syntax' | 'rules' | 'checks' | 'content'>,
): Promise<Answer> {
  const folder = openFolder(path.resolve(root), loaded, () => true);
  const relative = path.isAbsolute(file) ? path.relative(path.resolve(root), file) : file;
  const checked = checkRelativePath(relative.split(path.sep).join('/'));
  const named = checked.ok ? checked.path : file;
  const real = checked.ok ? await folder.ports.realPath(named) : checked;
  if (!real.ok) throw new HumanError(`No draft may touch ${file}: ${real.why}.`);
  const explanation = explainPolicy(await folder.policy(), named, real.path);
  return {
    code: explanation.problems.length > 0 ? 1 : 0,
    json: () => explanation,
    text: () => explanationText(explanation).join('\n'),
    notes: [],
  };
}

/** Writes a starter policy where there is no policy yet. */
export async function initPolicy(name: string | undefined, root: string): Promise<Answer> {
  const known = starterNames.find((one) => one === name);
  if (known === undefined) {
    const list = starterNames.map((one) => `${one}: ${starters[one].what}`).join(' ');
    const usage = `countersign policy init ${starterNames.join('|')}`;
    throw new HumanError(`Name the policy to start with, as in ${usage}. ${list}`);
  }
  const written = await policyFolder(path.resolve(root)).create(starterText(known));
  return {
    code: 0,
    json: () => ({ written, starter: known }),
    text: () => `${written} is written. ${starters[known].next} Then commit it.`,
    notes: [],
  };
}
