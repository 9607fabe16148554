import type { Severity } from '../../finding';

/** One reason why some versions of a package should not be installed. */
export interface Advisory {
  /** GHSA, CVE, OSV or the scanner's own. */
  readonly id: string;
  readonly aliases: readonly string[];
  readonly package: string;
  /** OSV's spelling: `npm`, `PyPI`, `Go`, `crates.io`, `Maven`, `RubyGems`. */
  readonly ecosystem: string;
  /** The vulnerable versions as one range of node-semver, such as `<1.2.6 || >=2.0.0 <2.0.1`. */
  readonly range: string;
  /** Versions that the advisory itself calls fixed, in no order. */
  readonly fixedVersions: readonly string[];
  readonly severity: Severity;
  /** `CWE-506` and the like. */
  readonly cwe: readonly string[];
  readonly title: string;
  readonly details?: string;
  readonly url?: string;
  /** The package was made to do harm (CWE-506, `MAL-`): what ran it has to be cleaned up after. */
  readonly malware: boolean;
}

/** Advisories that could be read, and what could not. */
export interface Advisories {
  readonly advisories: readonly Advisory[];
  readonly problems: readonly string[];
}

/** An installed copy that an advisory speaks of. */
export interface VulnerableNode {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly advisories: readonly Advisory[];
}
