import * as v from 'valibot';

/** Lines that an Agent Trace record calls made by a tool. */
export interface TracedLines {
  readonly path: string;
  readonly by: string;
  /** The commit whose lines are counted, when the record names one. */
  readonly revision?: string;
  /** From 1, both ends included. */
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

const maxText = 8 * 1024 * 1024;

const contributor = v.object({ type: v.optional(v.string()), model_id: v.optional(v.string()) });
const line = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9));

const record = v.object({
  vcs: v.optional(v.object({ revision: v.optional(v.string()) })),
  tool: v.optional(v.object({ name: v.optional(v.string()) })),
  files: v.array(
    v.object({
      path: v.string(),
      conversations: v.optional(
        v.array(
          v.object({
            contributor: v.optional(contributor),
            ranges: v.array(
              v.object({ start_line: line, end_line: line, contributor: v.optional(contributor) }),
            ),
          }),
        ),
        [],
      ),
    }),
  ),
});

/**
 * The AI lines of a trace file: one record, or one on each line. Contributors that are people are
 * left out. Never throws: what is no record has none.
 */
export function readAgentTrace(text: string): readonly TracedLines[] {
  if (text.length > maxText) return [];
  const whole = recordIn(text);
  const records = whole ? [whole] : text.split('\n').flatMap((one) => recordIn(one) ?? []);
  return records.flatMap(({ vcs, tool, files }) =>
    files.flatMap(({ path, conversations }) =>
      conversations.flatMap(({ contributor: made, ranges }) => {
        const byAi = ranges.filter((range) => {
          const type = (range.contributor ?? made)?.type;
          return type === 'ai' || type === 'mixed';
        });
        if (byAi.length === 0) return [];
        const by = byAi[0]?.contributor?.model_id ?? made?.model_id ?? tool?.name ?? 'Agent Trace';
        const shown = byAi.map((range) => [range.start_line, range.end_line] as const);
        const revision = vcs?.revision;
        return [{ path, by, ranges: shown, ...(revision !== undefined && { revision }) }];
      }),
    ),
  );
}

function recordIn(text: string): v.InferOutput<typeof record> | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const read = v.safeParse(record, JSON.parse(text));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}
