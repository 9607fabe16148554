import { indexText } from '../../lines';
import type { ManifestKind } from './literal';
import { onlyOne, refuse, rewriteRequirement } from './literal';
import type { NamedRequirement } from './pep508';
import { normalizedName, readPep508 } from './pep508';
import { pythonFlavour } from './pythonFlavours';
import { manifestPaths } from './manifestPaths';

interface RequirementLine extends NamedRequirement {
  readonly hasHash: boolean;
}

/** The requirements of a file for pip, each on its line or on several that end in a backslash. */
function requirementLines(text: string): readonly RequirementLine[] {
  const index = indexText(text);
  const found: RequirementLine[] = [];
  for (let line = 0; line < index.lineCount; line += 1) {
    const start = index.lineStart(line);
    let said = text.slice(start, index.lineEnd(line));
    while (/\\$/.test(said) && line + 1 < index.lineCount) {
      line += 1;
      said = text.slice(start, index.lineEnd(line));
    }
    const plain = said.replace(/(?:^|\s)#.*$/s, '');
    const options = plain.search(/\s--?\w|\\(?:\r?\n|\r|$)/);
    const requirement = readPep508(options < 0 ? plain : plain.slice(0, options), start);
    if (requirement) found.push({ ...requirement, hasHash: /--hash\b/.test(plain) });
  }
  return found;
}

/** Files for pip: requirements, and constraints, which look the same. */
export const requirements: ManifestKind = {
  ecosystem: 'PyPI',
  fits: (path) => manifestPaths.requirements.test(path),
  rewrite(text, told) {
    const name = normalizedName(told.package);
    const lines = requirementLines(text).filter((one) => one.name === name);
    const found = onlyOne(lines, told.package, 'The file');
    if (!found.ok) return found;
    if (found.one.isAddress) {
      return refuse(`${told.package} comes from an address, not by its version.`);
    }
    if (found.one.hasHash || /^[ \t]*--require-hashes\b/m.test(text)) {
      return refuse(
        `The line of ${told.package} carries hashes of its version, which a new one does not fit. Make the file anew, as with: pip-compile --generate-hashes --upgrade-package ${told.package}`,
      );
    }
    return rewriteRequirement(
      found.one,
      told,
      pythonFlavour,
      (version) => `pip install "${told.package}==${version}"`,
    );
  },
};
