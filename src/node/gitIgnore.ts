import * as fs from 'node:fs';
import * as path from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** What the `.gitignore` files from the top of a repository down to one folder say. */
export interface IgnoreRules {
  /** Whether they leave out a file or folder that lies directly in the folder. */
  leavesOut(name: string, isFolder: boolean): boolean;
  /** The same for a folder below, with what its own `.gitignore` adds. */
  below(name: string): IgnoreRules;
}

/** The rules of one `.gitignore`, and the way from its folder to the one that is asked about. */
interface Level {
  readonly rules: Ignore;
  readonly way: string;
}

/** Of one file; no written one is larger. */
const maxBytes = 256 * 1024;

export const noRules: IgnoreRules = {
  leavesOut: () => false,
  below: () => noRules,
};

/**
 * The rules for what lies in a folder: those of the folders above it as well, up to the one with the
 * repository. None when these leave out the folder itself, because then it was asked for by name.
 */
export function ignoreRules(folder: string): IgnoreRules {
  const folders = [folder];
  for (let at = folder; !fs.existsSync(path.join(at, '.git')); folders.unshift(at)) {
    const above = path.dirname(at);
    // Without a repository only the folder's own rules count.
    if (above === at) return rulesAt([], folder);
    at = above;
  }
  const [top = folder, ...more] = folders;
  const excluded = readRules(path.join(top, '.git', 'info', 'exclude'));
  let rules = rulesAt(excluded ? [{ rules: excluded, way: '' }] : [], top);
  for (const at of more) {
    const name = path.basename(at);
    if (rules.leavesOut(name, true)) return rulesAt([], folder);
    rules = rules.below(name);
  }
  return rules;
}

function rulesAt(above: readonly Level[], folder: string): IgnoreRules {
  const own = readRules(path.join(folder, '.gitignore'));
  const levels = own ? [{ rules: own, way: '' }, ...above] : above;
  return {
    leavesOut(name, isFolder) {
      for (const { rules, way } of levels) {
        const { ignored, unignored } = rules.test(way + name + (isFolder ? '/' : ''));
        if (ignored || unignored) return ignored;
      }
      return false;
    },
    below(name) {
      const further = levels
        .map(({ rules, way }) => ({ rules, way: `${way}${name}/` }))
        // One that left the folder out, and was overruled, would leave out all that is in it.
        .filter(({ rules, way }) => !rules.test(way).ignored);
      return rulesAt(further, path.join(folder, name));
    },
  };
}

function readRules(file: string): Ignore | undefined {
  try {
    if (fs.lstatSync(file).size > maxBytes) return undefined;
    const lines = fs.readFileSync(file, 'utf8').split(/\r?\n/);
    const rules = lines.filter((line) => line !== '' && !line.startsWith('#') && isQuick(line));
    if (rules.length === 0) return undefined;
    const ignorecase = process.platform !== 'linux';
    return ignore({ ignorecase, allowRelativePaths: true }).add(rules);
  } catch {
    return undefined;
  }
}

/** Each star more multiplies the time that a match may take; people write one or two. */
function isQuick(rule: string): boolean {
  const names = rule.split('/');
  const anyFolders = names.filter((name) => /^\*{2,}$/.test(name)).length;
  return anyFolders <= 4 && names.every((name) => (name.match(/\*+/g) ?? []).length <= 3);
}
