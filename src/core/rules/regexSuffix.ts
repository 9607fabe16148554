import type { Ambiguity } from './regexAmbiguity';
import type { Automaton } from './regexAutomaton';

const mostSets = 40;

/** What may make a match fail behind the pump; the likely ones first. */
export function* suffixesAfter(automaton: Automaton, attack: Ambiguity): Generator<string> {
  const { alphabet, next, setOf } = automaton;
  const following = new Set(attack.states.flatMap((state) => next[state] ?? []));
  const sets = [...following].map((state) => setOf[state] ?? 0);
  const [one = '', two = ''] = alphabet.letters
    .map((letter, at) => ({ letter, ways: sets.filter((set) => alphabet.has(set, at)).length }))
    .sort((a, b) => a.ways - b.ways)
    .map(({ letter }) => letter);
  yield* new Set([one, '', two, '\n', `\n${one}`, `${one}\n`]);
  yield deadEnd(automaton, attack) ?? one.repeat(3);
}

/** The shortest text behind the pump after which no way goes on. */
function deadEnd(automaton: Automaton, { from, states, pump }: Ambiguity): string | undefined {
  const { alphabet } = automaton;
  let reached = new Set([...states, ...(from < automaton.firstInside ? [] : [from])]);
  for (const character of pump + pump) {
    const letter = alphabet.letters.indexOf(character);
    reached = new Set([...reached, ...after(automaton, reached, letter)]);
  }
  const texts = new Map([[keyOf(reached), { text: '', reached }]]);
  for (const { text, reached: from } of texts.values()) {
    for (const [letter, character] of alphabet.letters.entries()) {
      const to = after(automaton, from, letter);
      if (to.size === 0) return text + character;
      const key = keyOf(to);
      if (!texts.has(key)) texts.set(key, { text: text + character, reached: to });
    }
    if (texts.size > mostSets) return undefined;
  }
  return undefined;
}

function after(
  { alphabet, next, setOf }: Automaton,
  from: ReadonlySet<number>,
  letter: number,
): Set<number> {
  const reached = new Set<number>();
  for (const state of from) {
    for (const to of next[state] ?? []) if (alphabet.has(setOf[to] ?? 0, letter)) reached.add(to);
  }
  return reached;
}

function keyOf(states: ReadonlySet<number>): string {
  return [...states].sort((a, b) => a - b).join();
}
