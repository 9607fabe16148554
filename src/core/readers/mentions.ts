import type { Region } from '../finding';
import { indexText } from '../lines';
import type { ReportedDependency } from './reported';

/** Where a package is named in a file, and whether that file itself asks for it. */
export interface Mention {
  /** Absent when there is no such place, or more than one. */
  readonly region?: Region;
  readonly asked: boolean;
}

/** Answers for the packages of one file of any format. */
export type Mentions = (finding: Pick<ReportedDependency, 'package' | 'installed'>) => Mention;

interface Word {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** A word that stands more often says nothing about a place. */
const maxMentions = 200;
/** Some formats name the version on a line of its own, below the name. */
const linesBelow = 2;

/** Manifests that a person writes; all others are lockfiles. */
const written =
  /(?:^|\/)(?:[^/]*requirements[^/]*\.(?:txt|in)|pyproject\.toml|Pipfile|setup\.(?:py|cfg)|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|Cargo\.toml|Gemfile|composer\.json|[^/]+\.(?:cs|fs|vb)proj|packages\.config|mix\.exs|pubspec\.yaml)$/;

/**
 * The place where the package stands as a whole word with its version, if there is just one; else
 * where it stands at all, if there is just one.
 */
export function mentionsIn(path: string, text: string): Mentions {
  const words = new Map<string, Word[]>();
  const index = indexText(text);
  for (const { 0: word, index: at } of text.matchAll(
    /@?[\p{L}\p{N}_](?:[\p{L}\p{N}_./-]{0,300}[\p{L}\p{N}_])?/gu,
  )) {
    const { line, character: start } = index.positionAt(at);
    const known = words.get(normal(word));
    const place = { line, start, end: start + word.length };
    if (known === undefined) words.set(normal(word), [place]);
    else if (known.length <= maxMentions) known.push(place);
  }
  const lineOf = (line: number): string => text.slice(index.lineStart(line), index.lineEnd(line));
  return ({ package: name, installed }) => {
    // Maven's group stands apart from the name.
    const all = words.get(normal(name)) ?? words.get(normal(name.slice(name.lastIndexOf(':') + 1)));
    if (all === undefined || all.length > maxMentions) return { asked: false };
    const versions = (installed?.split(', ') ?? []).flatMap((one) => [
      ...(words.get(normal(one)) ?? []),
      ...(words.get(normal(`v${one}`)) ?? []),
    ]);
    const lines = new Set(versions.map(({ line }) => line));
    const beside = all.filter(({ line }) => lines.has(line));
    const above = all.filter(({ line }) =>
      Array.from({ length: linesBelow }, (_, below) => line + 1 + below).some((one) =>
        lines.has(one),
      ),
    );
    const found = [beside, above, all].find(({ length }) => length > 0) ?? [];
    const [only] = found.length === 1 ? found : [];
    const inherited = found.every(({ line }) => lineOf(line).endsWith('// indirect'));
    const asked = written.test(path) && !inherited;
    if (only === undefined) return { asked };
    const { line, start, end } = only;
    return {
      asked,
      region: { start: { line, character: start }, end: { line, character: end } },
    };
  };
}

/** Python's rule, which does no harm elsewhere: case and the kind of separator mean nothing. */
function normal(word: string): string {
  return word.toLowerCase().replace(/[-_.]+/g, '-');
}
