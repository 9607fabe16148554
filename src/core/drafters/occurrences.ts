/**
 * Where `wanted` starts in `text`, overlapping places included, at most `limit` of them. It takes
 * time linear in both (Knuth, Morris and Pratt), whatever they hold; `indexOf` does not, and here
 * both come from strangers.
 */
export function occurrences(text: string, wanted: string, limit = Infinity): readonly number[] {
  const places: number[] = [];
  const fallback = fallbackTable(wanted);
  let matched = 0;
  for (let at = 0; at < text.length && places.length < limit && wanted !== ''; at++) {
    const unit = text.charCodeAt(at);
    while (matched > 0 && wanted.charCodeAt(matched) !== unit) matched = fallback[matched] ?? 0;
    if (wanted.charCodeAt(matched) === unit) matched += 1;
    if (matched === wanted.length) {
      places.push(at + 1 - matched);
      matched = fallback[matched] ?? 0;
    }
  }
  return places;
}

/** For each length of a beginning of `wanted`, the longest shorter beginning that also ends it. */
function fallbackTable(wanted: string): Uint32Array {
  const table = new Uint32Array(wanted.length + 1);
  let length = 0;
  for (let at = 1; at < wanted.length; at++) {
    while (length > 0 && wanted.charCodeAt(length) !== wanted.charCodeAt(at)) {
      length = table[length] ?? 0;
    }
    if (wanted.charCodeAt(length) === wanted.charCodeAt(at)) length += 1;
    table[at + 1] = length;
  }
  return table;
}
