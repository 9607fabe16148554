// The markers of a file of the exam, and how findings are held against them.
import * as fs from 'node:fs';
import { cweNumber, related } from './report.mjs';

const marker = /(?:\/\/|#|\/\*)\s*(BAD|OK|GUARDED|EITHER)\b:?\s*((?:CWE-\d+[,\s]*)*)/;

/** Marked lines by their number, counted from 1. */
export function markersOf(file) {
  const marked = new Map();
  fs.readFileSync(file, 'utf8')
    .split('\n')
    .forEach((text, index) => {
      const found = marker.exec(text);
      if (!found) return;
      const cwes = [...found[2].matchAll(/\d+/g)].map(([number]) => cweNumber(number));
      marked.set(index + 1, { kind: found[1], cwes, text: text.trim() });
    });
  return marked;
}

/** What came of each marked line of one file, and the findings that are due nowhere. */
export function mark(file, family, findings) {
  const markers = markersOf(file);
  const families = new Set([family, ...[...markers.values()].flatMap(({ cwes }) => cwes)]);
  // What a rule is also filed under may earn it a hit, but is no reason for an alarm.
  const isMeant = (cwe) => [...families].some((one) => related(one, cwe));
  const inFamily = (finding) => finding.cwes.some(isMeant);
  const hit = new Map();
  const alarms = [];
  for (const finding of findings.filter(inFamily)) {
    const line = placeOf(finding, markers);
    const on = markers.get(line);
    if (on?.kind === 'BAD') {
      hit.set(line, hit.get(line) === 'plain' || !finding.review ? 'plain' : 'review');
    } else if (on?.kind !== 'EITHER' && !finding.review && isMeant(finding.cwes[0])) {
      alarms.push({ file, line: finding.line, finding, on });
    }
  }
  const due = [...markers].filter(([, { kind }]) => kind === 'BAD');
  return {
    bad: due.map(([line, one]) => ({
      file,
      line,
      cwe: one.cwes[0],
      text: one.text,
      hit: hit.get(line),
    })),
    alarms,
    safe: [...markers.values()].filter(({ kind }) => kind === 'OK' || kind === 'GUARDED').length,
  };
}

/** A marker on the finding's own line decides; else one on a line beside it. */
function placeOf(finding, markers) {
  const fits = (line) => {
    const on = markers.get(line);
    if (on?.kind === 'EITHER') return true;
    return (
      on?.kind === 'BAD' && finding.cwes.some((cwe) => on.cwes.some((one) => related(one, cwe)))
    );
  };
  const own = markers.get(finding.line);
  if (own) return finding.line;
  return [finding.line + 1, finding.line - 1].find(fits) ?? finding.line;
}
