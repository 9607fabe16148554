/** What is installed and who asked for it, as a lockfile says: npm's of any version, Yarn's or pnpm's. */
export interface DependencyGraph {
  readonly lockfile: Lockfile;
  /** The project's own manifest; those of its workspaces are nodes. */
  readonly manifest: Manifest;
  /** By `path`. The project itself is `''`, a workspace the folder it stands in. */
  readonly nodes: ReadonlyMap<string, PackageNode>;
}

export interface Lockfile {
  /** Relative to the workspace folder, forward slashes. */
  readonly path: string;
  readonly manager: 'npm' | 'yarn-classic' | 'yarn-berry' | 'pnpm';
  /** As the file says it: `3`, `1`, `8`, `9.0`. */
  readonly version: string;
}

/** The parts of a package.json that say what is asked for. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies: Ranges;
  readonly devDependencies: Ranges;
  readonly optionalDependencies: Ranges;
  readonly peerDependencies: Ranges;
  /** Names in `peerDependenciesMeta` that are marked optional. */
  readonly optionalPeers: readonly string[];
  /** `overrides` (npm), `resolutions` (Yarn) or `pnpm.overrides`, as written. */
  readonly overrides: Readonly<Record<string, unknown>>;
}

/** From name to range. Made without a prototype: a package may be called `__proto__`. */
export type Ranges = Readonly<Record<string, string>>;

/** One installed copy. Two copies of one version are two nodes. */
export interface PackageNode {
  /**
   * Where it lies: `node_modules/a/node_modules/b`. Yarn and pnpm have no such path in their
   * lockfiles: there it is the entry's own key.
   */
  readonly path: string;
  /** The package's real name, also when it was asked for by an alias. */
  readonly name: string;
  /** The name of the folder, where an alias makes it another one. */
  readonly alias?: string;
  /** Empty where the lockfile says none. */
  readonly version: string;
  readonly source: 'registry' | 'git' | 'address' | 'folder' | 'workspace' | 'root';
  readonly resolved?: string;
  readonly integrity?: string;
  /** Only development asks for it. */
  readonly dev: boolean;
  /** Nothing needs it to be there. */
  readonly optional: boolean;
  /** It came inside another package's archive: no lockfile can move it. */
  readonly bundled: boolean;
  /** A symbolic link: the path of the node that it leads to. */
  readonly link?: string;
  readonly installScript: boolean;
  readonly edgesOut: readonly Edge[];
  readonly edgesIn: readonly Edge[];
}

/** One package asks for another. */
export interface Edge {
  readonly from: string;
  /** The name it is asked for by: the folder's. */
  readonly name: string;
  /** As the manifest writes it, such as `^1.2.0` or `npm:other@1`. */
  readonly spec: string;
  /** What an override makes of it. */
  readonly overridden?: string;
  readonly type: 'prod' | 'dev' | 'optional' | 'peer' | 'peerOptional' | 'workspace';
  /** The node that answers it; absent when nothing does. */
  readonly to?: string;
  /** Whether what answers is what was asked for. Absent optional ones are valid. */
  readonly valid: boolean;
}

/** A lockfile or manifest that could not be read, in part or as a whole. */
export type GraphResult =
  | { readonly ok: true; readonly graph: DependencyGraph; readonly problems: readonly string[] }
  | { readonly ok: false; readonly why: string };
