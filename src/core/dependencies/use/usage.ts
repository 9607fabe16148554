/** A package whose use is asked for. */
export interface AskedPackage {
  /** The name that code asks for it by: its folder's. */
  readonly name: string;
  /** The commands that it brings; where they are not known, its own name is taken for one. */
  readonly bins?: readonly string[];
}

/** A file of the project as text. Paths are relative to its folder, with forward slashes. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** Lines are zero-based. */
export interface UsePlace {
  readonly path: string;
  readonly line: number;
}

/** Where an exported name is taken. */
export interface NamePlace extends UsePlace {
  /** It is called there. */
  readonly isCall: boolean;
}

export type UseKind =
  /** `import`, `require()` and the like, when the file is loaded or later. */
  | 'import'
  | 'require'
  | 'dynamic'
  | 'reexport'
  /** Asked where it lies, not for what is in it. */
  | 'resolve'
  /** For its types alone: gone when the code runs. */
  | 'types'
  /** Named in the configuration of a tool, or as a text that a library may load it by. */
  | 'config'
  | 'named'
  /** One of its commands is run. */
  | 'command'
  /** A page or a style sheet takes files from its folder. */
  | 'asset';

export interface PackageMention extends UsePlace {
  readonly kind: UseKind;
  /** The file that is asked for, of `name/file`. */
  readonly subpath?: string;
  /** The command that is run. */
  readonly command?: string;
}

/** What the text of a project says of its use of one package. */
export interface PackageUse {
  readonly package: string;
  /** `not-seen` is not "unused": see `text` for where was looked. */
  readonly verdict: 'used' | 'types' | 'not-seen';
  /** It may guard the application: nobody is told to remove it, seen or not. */
  readonly protects: boolean;
  readonly mentions: readonly PackageMention[];
  /** The exported names that code takes, each with the places. */
  readonly names: ReadonlyMap<string, readonly NamePlace[]>;
  /** The module itself is called, or made with `new`. */
  readonly called: readonly UsePlace[];
  readonly constructed: readonly UsePlace[];
  /** It is handed on as a whole, so that any of its names may be used. */
  readonly escapes: readonly UsePlace[];
  /** One sentence for a person. */
  readonly text: string;
}

/** The use of all packages that were asked for. */
export interface ProjectUse {
  readonly packages: ReadonlyMap<string, PackageUse>;
  /** How many files were searched, and how many of them were parsed. */
  readonly searched: number;
  readonly parsed: number;
  /** Modules that are asked for by a computed name: which, the text does not say. */
  readonly computed: readonly UsePlace[];
  /** Files that could not be looked at, with the reason. */
  readonly problems: readonly string[];
}

/** The package that a specifier belongs to; undefined for files and Node.js's own `node:` modules. */
export function packageOf(specifier: string): string | undefined {
  const found = /^(@[^/\s@]+\/[^/\s]+|[^@./\s:][^/\s:]*)(?:\/|$)/.exec(specifier);
  return found?.[1];
}

/** What stands behind the package in a specifier. */
export function subpathOf(specifier: string, name: string): string | undefined {
  return specifier.length > name.length + 1 ? specifier.slice(name.length + 1) : undefined;
}
