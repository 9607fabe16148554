import type { Tier } from './dependencies/plan';
import type { Page } from './page';
import type { EvidenceRow, RowAction } from './pageEvidence';
import type { Place, Row } from './pageRows';

/** All that the panel can ask for. None of it decides anything, or names what its page does not hold. */
export type PanelMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'check' }
  | { readonly kind: 'jump'; readonly place: Place }
  /** One check, or all that can run. */
  | { readonly kind: 'run'; readonly check?: string }
  | { readonly kind: 'cancel'; readonly check: string }
  /** Another option of the plan, to be drafted and looked at in place of this one. */
  | { readonly kind: 'choose'; readonly tier: Tier };

/**
 * What a message means to the page that is shown: `'ready'`, `'check'` (again, all that is quick),
 * `'runAll'`, `{ jump: { row, at } }`, `{ run: check }`, `{ cancel: check }` or `{ choose: tier }`. Anything
 * else, and whatever that page does not offer, is undefined.
 */
export function readPanelMessage(
  message: unknown,
  page: Page | undefined,
): PanelMessage | undefined {
  if (message === 'ready') return { kind: 'ready' };
  if (!page) return undefined;
  if (message === 'check') return { kind: 'check' };
  const rows = page.evidence.flatMap((group) => group.rows);
  if (message === 'runAll') {
    return rows.some(({ action }) => action === 'run') ? { kind: 'run' } : undefined;
  }
  const { jump, run, cancel, choose } = onlyMember(message) ?? {};
  if (jump !== undefined) return readJump(jump, page, rows);
  const asked = (given: unknown, ...actions: readonly RowAction[]) =>
    rows.find(({ id, action }) => id === given && action && actions.includes(action));
  const toRun = asked(run, 'run', 'again');
  if (toRun) return { kind: 'run', check: toRun.id };
  const toEnd = asked(cancel, 'cancel');
  if (toEnd) return { kind: 'cancel', check: toEnd.id };
  const option = page.plan?.options.find(({ id, canChoose }) => canChoose && id === choose);
  return option && { kind: 'choose', tier: option.id };
}

function readJump(
  jump: unknown,
  { finding, unseen, risk, plan }: Page,
  evidence: readonly EvidenceRow[],
): PanelMessage | undefined {
  const { row: id, at } = membersOf(jump, 'at,row') ?? {};
  const planned = plan?.options.flatMap((option) => option.rows) ?? [];
  const rows: readonly Pick<Row, 'id' | 'places'>[] = [
    ...[...evidence, ...finding, ...unseen, ...risk],
    ...planned,
  ];
  const places = rows.find((row) => row.id === id)?.places ?? [];
  const place = places.find((_, index) => index === at);
  return place && { kind: 'jump', place };
}

/** The object, if all that it holds is one of these members. */
function onlyMember(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const names = ['jump', 'run', 'cancel', 'choose'];
  return names.map((name) => membersOf(value, name)).find((members) => members !== undefined);
}

/** The object, if these, sorted, are the names of all its own members. */
function membersOf(value: unknown, names: string): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.keys(value).sort().join() !== names) return undefined;
  return value as Readonly<Record<string, unknown>>;
}
