import * as v from 'valibot';

/** Lines that a note of git-ai calls made by a tool; line numbers are those of the noted commit. */
export interface NotedLines {
  readonly path: string;
  readonly by: string;
  /** From 1, both ends included. */
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

const maxNote = 4 * 1024 * 1024;

const session = v.object({
  agent_id: v.optional(
    v.object({ tool: v.optional(v.string()), model: v.optional(v.string()) }),
    {},
  ),
});

const metadata = v.object({
  prompts: v.fallback(
    v.optional(v.record(v.string(), v.fallback(session, { agent_id: {} })), {}),
    {},
  ),
  sessions: v.fallback(
    v.optional(v.record(v.string(), v.fallback(session, { agent_id: {} })), {}),
    {},
  ),
});

/**
 * The AI lines of a note in `refs/notes/ai`: a list of files, each with indented lines of a key and
 * ranges, then `---` and JSON about the keys. Keys of people (`h_`) are left out. Never throws: what
 * is no such note has none.
 */
export function readGitAiNote(note: string): readonly NotedLines[] {
  if (note.length > maxNote) return [];
  const lines = note.split(/\r?\n/);
  const end = lines.indexOf('---');
  const names = namesIn(end < 0 ? '' : lines.slice(end + 1).join('\n'));
  const found: NotedLines[] = [];
  let path: string | undefined;
  for (const line of end < 0 ? lines : lines.slice(0, end)) {
    const [, key = '', text = ''] = /^[ \t]+(\S+)[ \t]+([\d, -]+)$/.exec(line) ?? [];
    if (key === '') path = /^\S/.test(line) ? unquoted(line) : path;
    else if (path !== undefined && !key.startsWith('h_')) {
      const by = names.get(key.split('::')[0] ?? '') ?? 'git-ai';
      found.push({ path, by, ranges: rangesIn(text) });
    }
  }
  return found.filter(({ ranges }) => ranges.length > 0);
}

function namesIn(json: string): ReadonlyMap<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return new Map();
  }
  const read = v.safeParse(metadata, parsed);
  if (!read.success) return new Map();
  const { prompts, sessions } = read.output;
  return new Map(
    Object.entries({ ...prompts, ...sessions }).flatMap(([key, { agent_id: agent }]) => {
      const name = [agent?.tool, agent?.model].filter((part) => part).join(' ');
      return name === '' ? [] : [[key, name] as const];
    }),
  );
}

function rangesIn(text: string): NotedLines['ranges'] {
  return text.split(',').flatMap((part) => {
    const [, first, last = first] = /^\s*(\d{1,9})(?:-(\d{1,9}))?\s*$/.exec(part) ?? [];
    const range = [Number(first), Number(last)] as const;
    return first !== undefined && range[0] >= 1 && range[1] >= range[0] ? [range] : [];
  });
}

function unquoted(line: string): string {
  const quoted = /^"(.*)"$/.exec(line.trimEnd())?.[1];
  return quoted ?? line.trimEnd();
}
