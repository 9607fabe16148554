import * as fs from 'node:fs';
import * as path from 'node:path';
import { applyEdits } from '../../src/core/draft';
import type { SubjectFile } from '../../src/core/evidence';
import type { CodeFinding } from '../../src/core/finding';
import { indexText } from '../../src/core/lines';
import * as rules from '../../src/core/rules';
import type { Syntax } from '../../src/core/syntax';
import { readItems } from './labelledSet';

/** A fix that is good, of one file, for mutators to spoil. */
export interface GoodFix {
  readonly name: string;
  readonly finding: CodeFinding;
  readonly file: SubjectFile;
  readonly around: ReadonlyMap<string, string>;
}

/** The right ones of the labelled set, and what the recipes make of the exam's files: one a rule and file. */
export async function goodFixes(test: string, syntax: Syntax): Promise<readonly GoodFix[]> {
  const items = readItems(path.join(test, 'labelled'));
  const labelled = items.flatMap(({ name, finding, around, fixes }) =>
    fixes
      .filter(({ label, files }) => label === 'right' && files.length === 1)
      .flatMap(({ why, files: [file] }) =>
        file ? [{ name: `${name}: ${why}`, finding, file, around }] : [],
      ),
  );
  const around = items[0]?.around ?? new Map<string, string>();
  const drafted: GoodFix[] = [];
  for (const language of ['javascript', 'python']) {
    const folder = path.join(test, 'exam', language);
    for (const name of fs.readdirSync(folder, { recursive: true }).map(String).sort()) {
      if (!/\.(?:[jt]sx?|py)$/.test(name)) continue;
      const text = fs.readFileSync(path.join(folder, name), 'utf8');
      drafted.push(...(await recipeFixes(`src/${path.basename(name)}`, text, syntax, around)));
    }
  }
  return [...labelled, ...drafted];
}

async function recipeFixes(
  file: string,
  before: string,
  syntax: Syntax,
  around: ReadonlyMap<string, string>,
): Promise<readonly GoodFix[]> {
  const done = new Set<string>();
  return rules.detectIn(file, before, syntax, (detections) =>
    detections.flatMap((detection) => {
      const result = done.has(detection.ruleId) ? undefined : detection.recipe?.();
      const applied = result?.ok ? applyEdits(before, result.edits) : undefined;
      if (!applied?.ok || applied.text === before) return [];
      done.add(detection.ruleId);
      const name = `${file}: the recipe of ${detection.ruleId}`;
      const finding = findingOf(file, before, detection);
      return [{ name, finding, file: { path: file, before, after: applied.text }, around }];
    }),
  );
}

function findingOf(file: string, text: string, detection: rules.Detection): CodeFinding {
  const index = indexText(text);
  const { ruleId, message, start, end } = detection;
  const region = { start: index.positionAt(start), end: index.positionAt(end) };
  return {
    kind: 'code',
    id: 'b'.repeat(64),
    tool: { name: 'Countersign' },
    ruleId,
    severity: 'high',
    message,
    location: { path: file, region },
    cwe: rules.rules.find(({ id }) => id === ruleId)?.cwe ?? [],
    related: [],
    codeFlows: [],
    fixes: [],
  };
}
