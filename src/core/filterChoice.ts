import { type Severity, severities } from './finding';
import { type State, states } from './findingIndex';
import type { Filter } from './findingQuery';
import { oneLine } from './plainText';

/** One thing that is chosen in the list of filters. The last three stand for what the filter has already. */
export type Choice =
  | { readonly part: 'severities'; readonly value: Severity }
  | { readonly part: 'states'; readonly value: State }
  | { readonly part: 'tools' | 'cwe'; readonly value: string }
  | { readonly part: 'text' | 'changed' | 'notIn' };

/** What people call the parts of a filter that are sets of lines and ids. */
export interface FilterNames {
  /** The revision that `changed` was compared with. */
  readonly base?: string;
  /** The report that `notIn` comes from. */
  readonly baseline?: string;
}

export const stateWords: Readonly<Record<State, string>> = {
  open: 'open',
  'set-aside': 'set aside',
  suppressed: 'suppressed by the tool',
  stale: 'code is gone',
  elsewhere: 'not in this workspace',
  fixed: 'fixed',
};

/** The choices that stand for a filter. */
export function choicesOf(filter: Filter): readonly Choice[] {
  const { text, changed, notIn } = filter;
  return [
    ...(filter.severities ?? []).map((value) => ({ part: 'severities', value }) as const),
    ...(filter.states ?? []).map((value) => ({ part: 'states', value }) as const),
    ...(filter.tools ?? []).map((value) => ({ part: 'tools', value }) as const),
    ...(filter.cwe ?? []).map((value) => ({ part: 'cwe', value }) as const),
    ...(text === undefined ? [] : [{ part: 'text' } as const]),
    ...(changed === undefined ? [] : [{ part: 'changed' } as const]),
    ...(notIn === undefined ? [] : [{ part: 'notIn' } as const]),
  ];
}

/** The filter that was chosen. Of a part without a choice it lets all pass. */
export function filterOf(choices: readonly Choice[], current: Filter): Filter {
  const severity: Severity[] = [];
  const state: State[] = [];
  const named = { tools: [] as string[], cwe: [] as string[] };
  const kept = new Set<Choice['part']>();
  for (const choice of choices) {
    if (choice.part === 'severities') severity.push(choice.value);
    else if (choice.part === 'states') state.push(choice.value);
    else if (choice.part === 'tools' || choice.part === 'cwe') {
      named[choice.part].push(choice.value);
    } else kept.add(choice.part);
  }
  const { text, changed, notIn } = current;
  const { tools, cwe } = named;
  return {
    ...(severity.length > 0 && { severities: severities.filter((one) => severity.includes(one)) }),
    ...(state.length > 0 && { states: states.filter((one) => state.includes(one)) }),
    ...(tools.length > 0 && { tools }),
    ...(cwe.length > 0 && { cwe }),
    ...(kept.has('text') && text !== undefined && { text }),
    ...(kept.has('changed') && changed !== undefined && { changed }),
    ...(kept.has('notIn') && notIn !== undefined && { notIn }),
  };
}

/** The filter in words on one line; blank when it lets everything pass. */
export function filterWords(filter: Filter, names: FilterNames): string {
  const either = (values: readonly string[] | undefined, max = 60): string =>
    (values ?? []).map((value) => oneLine(value, max)).join(' or ');
  const { base = 'the base', baseline = 'the baseline' } = names;
  const states = (filter.states ?? []).map((state) => stateWords[state]);
  return [
    either(filter.severities),
    either(states),
    either(filter.cwe),
    filter.tools && `scanner ${either(filter.tools)}`,
    filter.text !== undefined && `text “${oneLine(filter.text, 60)}”`,
    filter.changed && `changed since ${oneLine(base, 60)}`,
    filter.notIn && `not in ${oneLine(baseline, 60)}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** What of a filter outlasts the window: the rest depends on files that may change meanwhile. */
export function lastingFilter(filter: Filter): Filter {
  return filterOf(
    choicesOf(filter).filter(({ part }) => part !== 'changed' && part !== 'notIn'),
    filter,
  );
}

/** A lasting filter as it was stored, maybe by another version; what means nothing is left out. */
export function storedFilter(stored: unknown): Filter {
  if (typeof stored !== 'object' || stored === null) return {};
  const part = (name: string): readonly string[] => {
    const list: unknown = (stored as Record<string, unknown>)[name];
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
  };
  const { text } = stored as { readonly text?: unknown };
  return filterOf(
    [
      ...severities
        .filter((value) => part('severities').includes(value))
        .map((value) => ({ part: 'severities', value }) as const),
      ...states
        .filter((value) => part('states').includes(value))
        .map((value) => ({ part: 'states', value }) as const),
      ...part('tools').map((value) => ({ part: 'tools', value }) as const),
      ...part('cwe').map((value) => ({ part: 'cwe', value }) as const),
      { part: 'text' },
    ],
    typeof text === 'string' && text.trim() !== '' ? { text } : {},
  );
}

/**
 * Which of the labels typed text stands for, by its index: the one that it names, or else the only
 * one that holds it. Undefined when it means none of them, or several.
 */
export function meantLabel(typed: string, labels: readonly string[]): number | undefined {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return undefined;
  const lower = labels.map((label) => label.toLowerCase());
  const named = lower.indexOf(wanted);
  if (named >= 0) return named;
  const holding = [...lower.keys()].filter((index) => lower[index]?.includes(wanted));
  return holding.length === 1 ? holding[0] : undefined;
}
