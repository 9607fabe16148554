import type { Evidence, Outcome } from './evidence';
import { type Place, lineText } from './pageRows';
import type { Review } from './review';

/** What a person can ask of a row. */
export type RowAction = 'run' | 'again' | 'cancel';

export type RowState = Outcome | 'running';

/** One check as the view shows it. */
export interface EvidenceRow {
  /** The check's id. */
  readonly id: string;
  readonly state: RowState;
  readonly title: string;
  /** What it says, or, while it runs, what it is doing. */
  readonly detail: readonly DetailPart[];
  /** What it speaks of, whether or not the detail names it. */
  readonly places: readonly Place[];
  /** How many more places there are than the view shows. */
  readonly morePlaces: number;
  readonly action?: RowAction;
}

/** A piece of a sentence; `at` is the index of the place that it names. */
export interface DetailPart {
  readonly text: string;
  readonly at?: number;
}

export interface EvidenceGroup {
  readonly id: RowState;
  /** How many, in words: "2 failed". */
  readonly count: string;
  readonly rows: readonly EvidenceRow[];
}

/** How a check that runs on demand stands, beside what it has said so far as evidence of the review. */
export interface SlowState {
  readonly check: string;
  /** What it is doing; absent when it neither runs nor waits for its turn. */
  readonly progress?: string;
  /** Whether a person may ask for it now. */
  readonly canRun: boolean;
}

const maxPlaces = 20;

const countText: Readonly<Record<RowState, string>> = {
  fail: 'failed',
  warn: 'to look at',
  running: 'running',
  'not-run': 'not run',
  pass: 'passed',
};

const groupOrder: readonly RowState[] = ['fail', 'warn', 'running', 'not-run', 'pass'];

/** The evidence from the worst to the best, in groups that have at least one row. */
export function evidenceGroups(
  review: Review,
  slow: readonly SlowState[],
): readonly EvidenceGroup[] {
  const rows = review.evidence.map((one) =>
    rowOf(
      review,
      one,
      slow.find(({ check }) => check === one.check),
    ),
  );
  return groupOrder.flatMap((id) => {
    const own = rows.filter(({ state }) => state === id);
    return own.length > 0 ? [{ id, count: `${own.length} ${countText[id]}`, rows: own }] : [];
  });
}

function rowOf(review: Review, evidence: Evidence, slow: SlowState | undefined): EvidenceRow {
  const { check: id, outcome, title, detail, lines = [] } = evidence;
  if (slow?.progress !== undefined) {
    const doing = [{ text: slow.progress }];
    const none = { places: [], morePlaces: 0 };
    return { id, state: 'running', title, detail: doing, ...none, action: 'cancel' };
  }
  const places = linePlaces(review, lines);
  return {
    id,
    state: outcome,
    title,
    detail: detailParts(detail, places),
    places,
    morePlaces: Math.max(0, lines.length - maxPlaces),
    ...(slow?.canRun ? { action: outcome === 'not-run' ? 'run' : 'again' } : {}),
  };
}

/** Lines alone where there is one file and they are of it; with the file otherwise. */
function linePlaces(
  { files }: Review,
  lines: readonly { readonly path: string; readonly line: number }[],
): readonly Place[] {
  const [only] = files.length === 1 ? files : [];
  const isPlain = lines.every(({ path }) => path === only?.path);
  return lines.slice(0, maxPlaces).map(({ path, line }) => ({
    text: isPlain ? `line ${line + 1}` : lineText(path, line),
    path,
    line,
    side: 'after',
  }));
}

/** Cuts a detail where it names one of the places, as "line 12" or by path and line. */
function detailParts(detail: string, places: readonly Place[]): readonly DetailPart[] {
  const parts: DetailPart[] = [];
  let from = 0;
  for (const { 0: text, index } of detail.matchAll(/\bline \d+|[^\s,;()“”]+:\d+/g)) {
    const at = places.findIndex(
      ({ path, line, text: named }) => text === named || text === lineText(path, line),
    );
    if (at < 0 || parts.some((part) => part.at === at)) continue;
    if (index > from) parts.push({ text: detail.slice(from, index) });
    parts.push({ text, at });
    from = index + text.length;
  }
  return from < detail.length ? [...parts, { text: detail.slice(from) }] : parts;
}
