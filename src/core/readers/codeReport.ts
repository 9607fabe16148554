import { defined, list, prose, token, webAddress } from './json';
import { type Skip, type Tally, tally } from './problems';
import type { Report, ReportedCode, Scanned } from './reported';
import { maxFlowSteps, maxRelated } from './sarifResult';

/** Findings of code above this are counted, not shown. */
export const maxFindings = 200_000;
/** What can be wrong with a result in every format. */
export const skips = {
  notAResult: [
    'result is not in the form of this format and was skipped',
    'results are not in the form of this format and were skipped',
  ],
  noFile: [
    'result names no file and cannot be placed',
    'results name no file and cannot be placed',
  ],
  noRule: ['result names no rule and was skipped', 'results name no rule and were skipped'],
  tooMany: [
    `result beyond the first ${maxFindings} is not shown`,
    `results beyond the first ${maxFindings} are not shown`,
  ],
  longFlow: [
    `result has more than ${maxFlowSteps} steps or ${maxRelated} related places; the rest is not shown`,
    `results have more than ${maxFlowSteps} steps or ${maxRelated} related places; the rest is not shown`,
  ],
  badFix: [
    'fix in the report is incomplete and is not offered',
    'fixes in the report are incomplete and are not offered',
  ],
  notScanned: [
    'error while scanning, so results may be missing',
    'errors while scanning, so results may be missing',
  ],
} as const satisfies Record<string, Skip>;

/** Said of a result that the tool set aside without a reason. */
export const suppressedInSource = 'Suppressed by a comment in the source.';

/** A result that makes no finding, and why. */
export interface Skipped {
  readonly skip: Skip;
  readonly example?: string;
}

export function skipped(skip: Skip, example?: string): Skipped {
  return defined({ skip, example });
}

/** Collects what a reader makes of one report. */
export interface Gathering {
  readonly problems: Tally;
  /** Reads each of the results, up to `maxFindings` of the report; the others are counted. */
  each(results: Iterable<unknown>, read: (result: unknown) => ReportedCode | Skipped): void;
  report(scanned?: Scanned): Report;
}

export function gather(name: string, format: string): Gathering {
  const problems = tally(name);
  const findings: ReportedCode[] = [];
  return {
    problems,
    each(results, read) {
      for (const result of results) {
        if (findings.length >= maxFindings) {
          problems.add(skips.tooMany);
          continue;
        }
        const made = read(result);
        if ('skip' in made) problems.add(made.skip, made.example);
        else findings.push(made);
      }
    },
    report: (scanned) => defined({ name, format, findings, problems: problems.list(), scanned }),
  };
}

/** The ids in lists, texts and numbers such as `CWE-089: SQL Injection`, `89` and `cwe-89`. */
export function weaknesses(...values: readonly unknown[]): readonly string[] {
  const found = values.flat().flatMap((value) => {
    const text = typeof value === 'number' ? String(value) : (token(value, 1000) ?? '');
    return /^(?:cwe[-:_ ]?)?0*([1-9]\d{0,4})(?!\d)/i.exec(text.trim())?.[1] ?? [];
  });
  return [...new Set(found.map((number) => `CWE-${number}`))];
}

/** Help of the texts and the first of the addresses; undefined when there is neither. */
export function helpOf(
  texts: readonly (string | undefined)[],
  addresses: unknown,
): ReportedCode['help'] {
  const text = prose(texts.filter((one) => one !== undefined).join('\n\n'));
  const uri = [addresses, ...list(addresses)].map(webAddress).find((one) => one !== undefined);
  return text === undefined && uri === undefined ? undefined : defined({ text, uri });
}

/** How sure a tool is of its finding, as a sentence for the finding's help. */
export function confidenceText(value: unknown): string | undefined {
  const said = token(value, 20)?.trim().toLowerCase();
  const levels = ['high', 'medium', 'low'];
  return said !== undefined && levels.includes(said) ? `Confidence: ${said}.` : undefined;
}

/**
 * The lines `first` to `last` of a listing that begins each line with its number, as it stands in
 * the file; undefined unless it has all of them.
 */
export function listedLines(listing: unknown, first: number, last: number): string | undefined {
  if (typeof listing !== 'string' || listing.length > 100_000) return undefined;
  const lines = new Map<number, string>();
  for (const [, number, text] of listing.matchAll(/^(\d{1,9})(?:: |[ \t])(.*)$/gm)) {
    lines.set(Number(number), text ?? '');
  }
  if (last - first >= lines.size) return undefined;
  const wanted = Array.from({ length: last - first + 1 }, (_, at) => lines.get(first + at));
  return wanted.includes(undefined) ? undefined : wanted.join('\n');
}
