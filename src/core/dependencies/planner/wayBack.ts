import { preferredVersions } from '../advisories/malware';
import type { PublishedVersion } from '../packument';
import type { Catalog } from './catalog';
import type { Copy } from './copies';
import { crossesMajor, isLower } from './versions';

/**
 * Where a copy that was made to do harm may go: what its advisory names, then the last version before
 * it, then later ones; none for a copy that was not.
 */
export function wayBack(copy: Copy, catalog: Catalog): readonly PublishedVersion[] {
  const malware = copy.flaws.filter((flaw) => flaw.malware);
  if (malware.length === 0) return [];
  const inLine = catalog
    .offeredOf(copy.name)
    .filter((one) => catalog.flawsIn(one).length === 0)
    .filter(({ version }) => !crossesMajor(copy.version, version));
  const named = malware.flatMap(preferredVersions).flatMap((version) => {
    return inLine.find((one) => one.version === version) ?? [];
  });
  const lower = inLine.filter(({ version }) => isLower(version, copy.version)).slice(-1);
  const higher = inLine.filter(({ version }) => isLower(copy.version, version)).slice(0, 1);
  return [...new Set([...named, ...lower, ...higher])];
}
