import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { HumanError, messageOf } from '../core/errors';
import { policyPath } from '../core/policy';
import { codeOf } from './atomicFile';
import { workspaceFiles } from './workspaceFiles';

/** Where the policy of a folder is written for the first time. */
export interface PolicyFolder {
  /** Writes it where there is none yet, and returns its path relative to the folder. A HumanError says why not. */
  create(text: string): Promise<string>;
}

export function policyFolder(root: string): PolicyFolder {
  const files = workspaceFiles(root);
  return {
    async create(text) {
      const real = await files.realPath(policyPath);
      if (!real.ok) throw new HumanError(`${policyPath} cannot be written: ${real.why}.`);
      if (real.path !== policyPath) {
        throw new HumanError(`${policyPath} is really ${real.path}. Replace the link by a folder.`);
      }
      const file = path.join(root, policyPath);
      try {
        await fs.mkdir(path.dirname(file), { recursive: true });
        await fs.writeFile(file, text, { flag: 'wx' });
      } catch (error) {
        const code = codeOf(error);
        if (code === 'EEXIST') {
          throw new HumanError(`There is a ${policyPath} already. Edit it, or delete it first.`);
        }
        throw new HumanError(`${policyPath} could not be written (${code || messageOf(error)}).`);
      }
      return policyPath;
    },
  };
}
