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
