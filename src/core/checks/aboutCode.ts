import type { Check } from '../evidence';
import { manifestFor } from '../dependencies/literals/manifestPaths';
import { isNodeLockfile } from './lockedPackages';

/** The same check, which has nothing to say where only manifests and lockfiles of packages change. */
export function aboutCode(check: Check): Check {
  return {
    ...check,
    run(subject, ports) {
      const { files } = subject;
      if (files.length > 0 && files.every(({ path }) => isPackageFile(path))) {
        return {
          outcome: 'not-run',
          detail: 'Only manifests and lockfiles of packages change: there is no code to look at.',
          isMoot: true,
        };
      }
      return check.run(subject, ports);
    },
  };
}

function isPackageFile(path: string): boolean {
  if (isNodeLockfile(path) || /(?:^|\/)package\.json$/.test(path)) return true;
  // A Gemfile is a program.
  return manifestFor(path) === path && !/(?:Gemfile|\.rb|\.gemspec)$/.test(path);
}
