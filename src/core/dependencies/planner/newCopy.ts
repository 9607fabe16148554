import { preferredVersions } from '../advisories/malware';
import type { PublishedVersion } from '../packument';
import type { Catalog } from './catalog';
import type { Request } from './copies';
import type { Tree } from './tree';
import { isLower } from './versions';

/**
 * Versions for a new copy that answers a request, the one to try first at the head: of a package that
 * answered it before, or that has a vulnerable copy, what is nearest to that one, up before down but
 * for malware; of any other the highest, as npm would have it. `fits` ascend.
 */
export function forNewCopy(
  fits: readonly PublishedVersion[],
  request: Request,
  { ledger }: Tree,
  catalog: Catalog,
): readonly PublishedVersion[] {
  const last = fits.at(-1);
  if (last === undefined) return fits;
  const { name } = last;
  const vulnerable = ledger.vulnerableOf(name).filter((one) => isLower(one, last.version));
  const from = request.before?.version ?? vulnerable.at(-1);
  if (from === undefined) return [...fits].reverse();
  const above = fits.filter(({ version }) => !isLower(version, from));
  const below = fits.filter(({ version }) => isLower(version, from)).reverse();
  const malware = catalog.flawsOf(name, from).filter((flaw) => flaw.malware);
  if (malware.length === 0) return [...above, ...below];
  const named = malware.flatMap(preferredVersions).flatMap((version) => {
    return fits.find((one) => one.version === version) ?? [];
  });
  return [...new Set([...named, ...below, ...above])];
}
