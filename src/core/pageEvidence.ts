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
  /** What it says; while it runs, what it is doing. */
  readonly detail: string;
  readonly places: readonly Place[];
  /** How many more places there are than the view shows. */
  readonly morePlaces: number;
  readonly action?: RowAction;
}

export interface EvidenceGroup {
  readonly id: RowState;
  /** How many, in words: "2 failed". */
  readonly count: string;
  readonly rows: readonly EvidenceRow[];
}

/** A check that takes its time, as it stands for one text. What it has answered is evidence of the review. */
export interface SlowState {
  readonly check: string;
  readonly title: string;
  readonly isRunning: boolean;
  /** What it is doing, what it would run, or why it cannot. */
  readonly detail: string;
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
  const rows = evidenceRows(review, slow);
  return groupOrder.flatMap((id) => {
    const own = rows.filter(({ state }) => state === id);
    return own.length > 0 ? [{ id, count: `${own.length} ${countText[id]}`, rows: own }] : [];
  });
}

function evidenceRows(review: Review, slow: readonly SlowState[]): readonly EvidenceRow[] {
  const said = review.evidence.map((one) =>
    rowOf(
      review,
      one,
      slow.find(({ check }) => check === one.check),
    ),
  );
  const silent = slow.filter(({ check }) => !review.evidence.some((one) => one.check === check));
  return [...said, ...silent.map((one) => ({ ...slowRow(one), places: [], morePlaces: 0 }))];
}

function rowOf(review: Review, evidence: Evidence, slow: SlowState | undefined): EvidenceRow {
  const { check, outcome, title, detail, lines = [] } = evidence;
  const places = { places: linePlaces(review, lines), morePlaces: moreThan(lines.length) };
  if (slow && (slow.isRunning || outcome === 'not-run'))
    return { ...slowRow(slow, detail), ...places };
  const again = slow?.canRun ? { action: 'again' as const } : {};
  return { id: check, state: outcome, title, detail, ...places, ...again };
}

function slowRow(
  { check, title, isRunning, detail, canRun }: SlowState,
  said = detail,
): Omit<EvidenceRow, 'places' | 'morePlaces'> {
  if (isRunning) return { id: check, state: 'running', title, detail, action: 'cancel' };
  const action = canRun ? { action: 'run' as const } : {};
  return { id: check, state: 'not-run', title, detail: said, ...action };
}

const moreThan = (count: number) => Math.max(0, count - maxPlaces);

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
