import type { Automaton } from './regexAutomaton';

/** States that can all reach each other. */
export interface Cycles {
  readonly states: readonly number[];
  readonly has: ReadonlySet<number>;
}

/** The loops of an automaton: its strongly connected parts in which a step leads back. */
export function cyclesOf({ next }: Automaton): readonly Cycles[] {
  const order = finishingOrder(next);
  const previous: number[][] = next.map(() => []);
  next.forEach((to, from) => to.forEach((state) => previous[state]?.push(from)));
  const done = new Set<number>();
  const cycles: Cycles[] = [];
  for (const root of order.reverse()) {
    if (done.has(root)) continue;
    const part = new Set([root]);
    done.add(root);
    for (const state of part) {
      for (const before of previous[state] ?? []) {
        if (done.has(before)) continue;
        done.add(before);
        part.add(before);
      }
    }
    const loops = part.size > 1 || (next[root] ?? []).includes(root);
    if (loops) cycles.push({ states: [...part], has: part });
  }
  return cycles;
}

/** The states in the order in which a depth-first walk leaves them. */
function finishingOrder(next: readonly (readonly number[])[]): number[] {
  const entered = new Set<number>();
  const order: number[] = [];
  for (const root of next.keys()) {
    if (entered.has(root)) continue;
    entered.add(root);
    const walk = [{ state: root, child: 0 }];
    for (let top = walk.at(-1); top; top = walk.at(-1)) {
      const to = next[top.state]?.[top.child++];
      if (to === undefined) {
        order.push(top.state);
        walk.pop();
      } else if (!entered.has(to)) {
        entered.add(to);
        walk.push({ state: to, child: 0 });
      }
    }
  }
  return order;
}

interface Way {
  readonly text: string;
  /** The states that are entered. */
  readonly states: readonly number[];
}

/** The shortest text that leads from a state to another, inside a loop where one is given. */
export function shortestWay(
  { alphabet, next, setOf, firstInside }: Automaton,
  from: number,
  to: number,
  within?: ReadonlySet<number>,
): Way {
  const allowed = (state: number) => (within ? within.has(state) : state >= firstInside);
  const before = new Map([[from, -1]]);
  for (const state of before.keys()) {
    if (before.has(to)) break;
    for (const one of next[state] ?? []) {
      if (allowed(one) && !before.has(one)) before.set(one, state);
    }
  }
  const states: number[] = [];
  for (let at = to; at !== from && before.has(at); at = before.get(at) ?? from) states.unshift(at);
  const letters = states.map((state) => {
    const set = setOf[state] ?? 0;
    return alphabet.letters[alphabet.meet(set, set)] ?? '';
  });
  return { text: letters.join(''), states };
}
