import { major, minor, parse, rcompare } from 'semver';
import type { LoadedSyntax } from '../../syntax';
import { apiDifference } from '../exports/apiDifference';
import type { ArchiveFiles } from '../exports/archiveEntry';
import { type ReadExports, type UsedChange, exportFacts } from './exportFacts';
import { type ProjectFacts, metadataFacts } from './metadataFacts';
import { readModuleExports } from '../exports/moduleExports';
import type { PublishedVersion } from '../packument';
import type { Compatibility, CompatibilityFact } from '../plan';
import { shapeFacts } from './shapeFacts';
import type { PackageUse } from '../use/usage';

/** Where the files of published versions come from. Never rejects but by an abort. */
export interface Archives {
  archive(name: string, version: string): Promise<ArchiveResult>;
}

export type ArchiveResult =
  | { readonly ok: true; readonly files: ArchiveFiles }
  /** A clause or a sentence. */
  | { readonly ok: false; readonly why: string };

/** A package that gets another version. */
export interface ChangedPackage {
  /** The real name. */
  readonly package: string;
  readonly from: string;
  readonly to: string;
  /** What the registry says; a version that is no longer published has none. */
  readonly before?: PublishedVersion;
  readonly after?: PublishedVersion;
  /** How the project uses it; absent for a package that only other packages ask for. */
  readonly use?: PackageUse;
  readonly project?: ProjectFacts;
}

/** Tells what changes of packages ask of their users; each archive is read once. */
export interface CompatibilityReader {
  compatibilityOf(change: ChangedPackage): Promise<Compatibility>;
}

export function compatibilityReader(
  archives: Archives,
  syntax: () => Promise<LoadedSyntax>,
): CompatibilityReader {
  const known = new Map<string, Promise<ReadExports>>();
  const exportsOf = (name: string, version: string): Promise<ReadExports> => {
    const key = `${name}@${version}`;
    let read = known.get(key);
    if (!read) {
      read = archives
        .archive(name, version)
        .then(async (found) =>
          found.ok
            ? { ok: true, exports: await readModuleExports(found.files, await syntax()) }
            : found,
        );
      read.catch(() => known.delete(key));
      known.set(key, read);
    }
    return read;
  };
  return {
    async compatibilityOf(change) {
      const [before, after] = await Promise.all([
        exportsOf(change.package, change.from),
        exportsOf(change.package, change.to),
      ]);
      return compatibility(change, before, after);
    },
  };
}

const order = { yes: 0, unknown: 1, no: 2 };

/** All facts, those that stand in the way first. */
export function compatibility(
  change: ChangedPackage,
  before: ReadExports,
  after: ReadExports,
): Compatibility {
  const level = levelOf(change.from, change.to);
  const difference =
    before.ok && after.ok ? apiDifference(before.exports, after.exports) : undefined;
  const used: UsedChange = { ...change, difference, exportsBefore: before, exportsAfter: after };
  const facts = [
    ...exportFacts(used),
    ...shapeFacts(used),
    ...metadataFacts(change),
    ...levelFacts(level),
  ];
  const sorted = facts.toSorted((a, b) => order[a.breaks] - order[b.breaks]);
  return { package: change.package, from: change.from, to: change.to, level, facts: sorted };
}

/** A step of the second number of 0.x counts as a major, and what is no semantic version too. */
export function levelOf(from: string, to: string): Compatibility['level'] {
  const [before, after] = [parse(from), parse(to)];
  if (!before || !after) return 'major';
  if (rcompare(before, after) < 0) return 'downgrade';
  if (major(before) !== major(after)) return 'major';
  if (minor(before) === minor(after)) {
    const isNothing = major(before) === 0 && minor(before) === 0;
    return isNothing && before.patch !== after.patch ? 'major' : 'patch';
  }
  return major(before) === 0 ? 'major' : 'minor';
}

function levelFacts(level: Compatibility['level']): readonly CompatibilityFact[] {
  const unseen = 'A change of behaviour that keeps all names cannot be seen in this way.';
  const text = {
    major: `This crosses a major version. ${unseen}`,
    downgrade: 'This goes back to an older version: what was added or mended since is lost.',
    minor: '',
    patch: '',
  }[level];
  return text === '' ? [] : [{ about: 'behaviour', breaks: 'unknown', text, places: [] }];
}
