/** No scanner nests this deep; text that does is meant to exhaust a stack. */
export const maxReportDepth = 1000;

/** Whether arrays and objects nest deeper than the limit. Linear, without recursion. */
export function nestsDeeper(json: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const unit = json.charCodeAt(at);
    if (unit === 0x22) at = endOfString(json, at);
    else if (unit === 0x5b || unit === 0x7b) depth += 1;
    else if (unit === 0x5d || unit === 0x7d) depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}

/** What V8 takes at least, in bytes, without the texts themselves. */
const weights = { object: 32, list: 40, item: 8, text: 24 };
const maxWeight = 1.75;
/** An object with more keys is a hash table, in which a key takes three times as much. */
const maxKeys = 500_000;

/**
 * Whether JSON of so many bytes takes many times as much memory once it is parsed: `[[],[],[]]` takes
 * twenty times as much, what scanners write about as much. Linear, without recursion.
 */
export function isHeavy(json: string, bytes: number): boolean {
  let weight = 0;
  let depth = 0;
  const keys = new Int32Array(maxReportDepth + 2);
  for (let at = 0; at < json.length; at++) {
    const unit = json.charCodeAt(at);
    if (unit === 0x22) {
      at = endOfString(json, at);
      weight += weights.text;
    } else if (unit === 0x2c) weight += weights.item;
    // A key costs nothing but its place, and was taken for a text.
    else if (unit === 0x3a) {
      weight -= weights.text;
      keys[depth] = (keys[depth] ?? 0) + 1;
      if ((keys[depth] ?? 0) > maxKeys) return true;
    } else if (unit === 0x5b || unit === 0x7b) {
      weight += unit === 0x5b ? weights.list : weights.object;
      depth += 1;
      keys[depth] = 0;
    } else if (unit === 0x5d || unit === 0x7d) depth -= 1;
  }
  return weight > bytes * maxWeight;
}

function endOfString(json: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const end = json.indexOf('"', at);
    if (end < 0) return json.length;
    let slashes = 0;
    while (json.charCodeAt(end - 1 - slashes) === 0x5c && end - slashes > at) slashes += 1;
    if (slashes % 2 === 0) return end;
    at = end + 1;
  }
}
