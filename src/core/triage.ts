import * as v from 'valibot';
import { messageOf } from './errors';
import type { FindingBase } from './finding';
import { severities } from './finding';
import { minReasonLength, reasonRefusal } from './gate';
import { oneLine } from './plainText';
import type { Person } from './ports';
import { shorten } from './readers/problems';

/** Where the findings of a folder that were set aside are kept, one file each. */
export const triagePath = '.countersign/triage';

/** A file above this size is refused unread. */
export const maxTriageBytes = 64 * 1024;

/** How long each text may be, in UTF-16 units. */
const longest = { reason: 2000, name: 200, path: 1024, message: 500 } as const;

/** None of these is ever written: they hide in a line, or change the order in which it is read. */
const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/u;

/** In what a person types, also the blank letters and marks that no one types by intent. */
const hiddenInReason =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029\u2800\p{Default_Ignorable_Code_Point}]/u;

const text = (max: number) =>
  v.pipe(
    v.string(),
    v.maxLength(max),
    v.check((value) => !hidden.test(value), 'it holds characters that cannot be seen'),
  );
const findingId = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const instant = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
  v.check((value) => value === canonicalInstant(value), 'there is no such time'),
);

/** `.countersign/triage/<id>.json`: a finding that was set aside. Unknown keys are refused. */
export const triageSchema = v.pipe(
  v.strictObject({
    version: v.pipe(v.literal(1), v.description('The version of this format.')),
    finding: v.pipe(findingId, v.description('The id of the finding, and the name of this file.')),
    verdict: v.picklist(['false-positive', 'accepted-risk', 'wont-fix']),
    reason: v.pipe(
      v.string(),
      v.minLength(minReasonLength),
      v.maxLength(longest.reason),
      v.check((value) => reasonRefusal(value) === undefined, 'it says too little'),
      v.check((value) => !hiddenInReason.test(value), 'it holds characters that cannot be seen'),
      v.description('Why, in one line.'),
    ),
    expires: v.exactOptional(
      v.pipe(
        v.string(),
        v.isoDate(),
        v.check((value) => isDay(value), 'there is no such day'),
        v.description('The last day (UTC) on which this holds; the finding comes back after it.'),
      ),
    ),
    by: v.strictObject({
      name: text(longest.name),
      email: v.exactOptional(text(longest.name)),
    }),
    at: instant,
    firstSeen: v.exactOptional(
      v.pipe(instant, v.description('When the finding was first seen, as far as that is known.')),
    ),
    about: v.pipe(
      v.strictObject({
        tool: text(longest.name),
        ruleId: text(longest.message),
        path: text(longest.path),
        message: text(longest.message),
        severity: v.picklist(severities),
      }),
      v.description('What the finding said then, for people who read this file. Nothing reads it.'),
    ),
  }),
  v.title('Countersign triage'),
  v.description('A finding that was set aside, by whom, why and until when.'),
);

type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;

/** A finding that was set aside. No text in it holds a character that cannot be seen. */
export type Triage = Frozen<v.InferOutput<typeof triageSchema>>;
export type TriageVerdict = Triage['verdict'];

/** What a person chooses who sets a finding aside. */
export interface TriageChoice {
  readonly verdict: TriageVerdict;
  readonly reason: string;
  /** `YYYY-MM-DD`, in UTC: the last day on which it holds. Absent: it holds for good. */
  readonly expires?: string;
}

/** What a triage says of its finding. */
export type TriagedFinding = Pick<
  FindingBase,
  'id' | 'tool' | 'ruleId' | 'severity' | 'message' | 'location' | 'firstSeen'
>;

/** `why` is a sentence for the person who chose. */
export type MadeTriage =
  { readonly ok: true; readonly triage: Triage } | { readonly ok: false; readonly why: string };

/**
 * The triage of a finding as it will be written. `now` is ISO 8601; `firstSeen`, where it is not
 * given, is what the finding itself says. Refuses a reason that says too little or hides
 * something, and a day that does not exist or has passed. What the report and git say is never
 * refused: it is cut, and what cannot be seen in it is spelled out.
 */
export function makeTriage(
  finding: TriagedFinding,
  choice: TriageChoice,
  person: Person,
  now: string,
  firstSeen = finding.firstSeen,
): MadeTriage {
  const reason = choice.reason.trim();
  const refusal = choiceRefusal({ ...choice, reason }, now);
  if (refusal !== undefined) return { ok: false, why: refusal };
  const seen = firstSeen === undefined ? undefined : canonicalInstant(firstSeen);
  const triage = v.safeParse(triageSchema, {
    version: 1,
    finding: finding.id,
    verdict: choice.verdict,
    reason,
    ...(choice.expires !== undefined && { expires: choice.expires }),
    by: {
      name: plain(person.name, longest.name) || 'unknown',
      ...(person.email !== undefined && { email: plain(person.email, longest.name) }),
    },
    at: canonicalInstant(now),
    ...(seen !== undefined && { firstSeen: seen }),
    about: {
      tool: plain(finding.tool.name, longest.name),
      ruleId: plain(finding.ruleId, longest.message),
      path: plain(finding.location.path, longest.path),
      message: plain(finding.message, longest.message),
      severity: finding.severity,
    },
  });
  if (triage.success) return { ok: true, triage: triage.output };
  return { ok: false, why: `The finding cannot be set aside: ${issueText(triage.issues[0])}.` };
}

/** Why a choice will not do, as a sentence for the person who makes it; `now` is ISO 8601. */
export function choiceRefusal(
  { reason, expires }: Pick<TriageChoice, 'reason' | 'expires'>,
  now: string,
): string | undefined {
  const refusal = reasonRefusal(reason);
  if (refusal !== undefined) return refusal;
  if (reason.length > longest.reason) {
    return `Give a reason of at most ${longest.reason} characters.`;
  }
  const [stranger] = hiddenInReason.exec(reason) ?? [];
  if (stranger !== undefined) {
    const code = (stranger.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `The reason holds a character that cannot be seen (U+${code}). Type it anew, in one line.`;
  }
  if (expires === undefined) return undefined;
  if (!isDay(expires)) return 'Give the last day as YYYY-MM-DD.';
  return expires < now.slice(0, 10) ? 'Give a last day that has not passed yet.' : undefined;
}

/** The bytes of a triage file: the same triage has the same ones. Throws when it breaks the schema. */
export function triageText(triage: Triage): string {
  return `${JSON.stringify(v.parse(triageSchema, triage), null, 2)}\n`;
}

/** `why` is a clause without a full stop, in one line. */
export type ParsedTriage =
  { readonly ok: true; readonly triage: Triage } | { readonly ok: false; readonly why: string };

const refuse = (why: string): ParsedTriage => ({ ok: false, why: oneLine(why, 200) });

/** Reads a triage file of any content. `fileName` is its name, which must be that of its finding. */
export function parseTriage(fileName: string, content: string): ParsedTriage {
  if (content.length > maxTriageBytes) return refuse('it is larger than 64 KB');
  if (/^(?:<{7}|>{7})/m.test(content)) {
    return refuse('it holds merge markers; keep one side of them whole');
  }
  let json: unknown;
  try {
    json = JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    return refuse(`it is not JSON (${messageOf(error)})`);
  }
  const read = v.safeParse(triageSchema, json);
  if (!read.success) return refuse(issueText(read.issues[0]));
  if (fileName !== triageFileName(read.output.finding)) {
    return refuse('its name is not the id of the finding in it');
  }
  return { ok: true, triage: read.output };
}

/** The day so many days from now: `YYYY-MM-DD`, in UTC. */
export function dayAfter(now: string, days: number): string {
  const dayMs = 24 * 60 * 60 * 1000;
  return new Date(Date.parse(now) + days * dayMs).toISOString().slice(0, 10);
}

/** How long it is until the next day begins in UTC, in milliseconds. */
export function untilNextDay(now: string): number {
  return Date.parse(`${dayAfter(now, 1)}T00:00:00.000Z`) - Date.parse(now);
}

/** The name of the file of a finding's triage, in `triagePath`. */
export function triageFileName(id: string): string {
  return `${id}.json`;
}

/** Whether it still holds on a day, `YYYY-MM-DD` in UTC. */
export function inForce(triage: Pick<Triage, 'expires'>, today: string): boolean {
  return triage.expires === undefined || today <= triage.expires;
}

function issueText(issue: v.BaseIssue<unknown>): string {
  return `${v.getDotPath(issue) ?? 'its content'}: ${issue.message}`;
}

function plain(value: string, max: number): string {
  return shorten(oneLine(value, max), max);
}

/** A day or a time with its zone. Without one, a time would be another on each machine. */
const iso = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2}))?$/;

/** The writing that `toISOString` gives, of four-digit years; undefined when there is no such time. */
function canonicalInstant(value: string): string | undefined {
  const time = iso.test(value) ? Date.parse(value) : NaN;
  const written = Number.isNaN(time) ? '' : new Date(time).toISOString();
  return /^\d{4}-/.test(written) ? written : undefined;
}

function isDay(value: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    canonicalInstant(`${value}T00:00:00.000Z`)?.startsWith(value) === true
  );
}
