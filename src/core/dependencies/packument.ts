import type { Ranges } from './graph';

/** What a registry says of a package, as far as it was fit to read. */
export interface Packument {
  readonly name: string;
  /** By version; only well-formed semantic versions. */
  readonly versions: ReadonlyMap<string, PublishedVersion>;
  readonly latest?: string;
  /** ISO 8601 by version. A proxy may have rewritten it: shown, never decided on. */
  readonly published: Readonly<Record<string, string>>;
}

export interface PublishedVersion {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Ranges;
  readonly optionalDependencies: Ranges;
  readonly peerDependencies: Ranges;
  readonly optionalPeers: readonly string[];
  readonly engines: Ranges;
  /** Names inside its archive; `true` where it bundles all that it asks for. */
  readonly bundled: readonly string[] | true;
  readonly os: readonly string[];
  readonly cpu: readonly string[];
  readonly bin: Ranges;
  readonly deprecated?: string;
  readonly license?: string;
  readonly maintainers: readonly string[];
  readonly installScript: boolean;
  /** Address of the archive, and its hash in SRI form where the registry gives one. */
  readonly tarball: string;
  readonly integrity?: string;
}

/** Where packuments come from. Asked only for names that a plan needs. */
export interface Packuments {
  /** Why there is none in `why`: not found, registry down, unreadable. Never rejects. */
  get(name: string): Promise<PackumentResult>;
}

export type PackumentResult =
  | { readonly ok: true; readonly packument: Packument }
  | { readonly ok: false; readonly why: string };
