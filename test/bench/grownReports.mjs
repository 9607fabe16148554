// Real reports, grown to tens of megabytes by repeating their results with other files.
import * as fs from 'node:fs';

/** Where the results of a report lie: the list, or the object by keys, that takes most of it. */
function resultsIn(report) {
  const lists = [
    report,
    report.results,
    report.comments,
    report.advisories,
    report.vulnerabilities,
    ...(report.runs ?? []).map((run) => run.results),
  ];
  const sized = lists
    .filter((one) => Array.isArray(one) || (one !== report && typeof one === 'object' && one))
    .map((one) => ({ one, size: JSON.stringify(one).length }))
    .sort((a, b) => b.size - a.size);
  return sized[0]?.one;
}

/** The text of a report of about so many bytes; undefined for one that has no results. */
export function grown(file, bytes) {
  const text = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  if (text.trimStart().startsWith('<')) return grownXml(text, bytes);
  const report = parsed(text);
  const results = report && resultsIn(report);
  if (!results || Object.keys(results).length === 0) return undefined;
  const isList = Array.isArray(results);
  const items = Object.entries(results).map(([key, value]) => [
    key,
    JSON.stringify(value, null, 1),
  ]);
  const parts = [];
  let size = text.length;
  for (let copy = 1; size < bytes; copy += 1) {
    for (const [key, item] of items) {
      const moved = item.replace(/"(uri|file|filename|filePath)": ?"/g, `"$1": "${copy}/`);
      const part = isList ? moved : `${JSON.stringify(`${key}-${copy}`)}: ${moved}`;
      parts.push(part);
      size += part.length;
    }
  }
  const marker = '"the results come here"';
  const own = items.map(([key, item]) => (isList ? item : `${JSON.stringify(key)}: ${item}`));
  const all = [...own, ...parts].join(',\n');
  const shell = JSON.stringify(
    report,
    (_key, value) => (value === results ? 'the results come here' : value),
    1,
  );
  return shell.replace(marker, () => (isList ? `[${all}]` : `{${all}}`));
}

function grownXml(text, bytes) {
  const [, head, errors, tail] = /^([^]*<errors>)([^]*)(<\/errors>[^]*)$/.exec(text) ?? [];
  if (errors === undefined) return undefined;
  const parts = [head, errors];
  let size = text.length;
  for (let copy = 1; size < bytes; copy += 1) {
    const part = errors.replace(/ file="/g, ` file="${copy}/`);
    parts.push(part);
    size += part.length;
  }
  return [...parts, tail].join('');
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
