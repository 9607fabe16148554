import * as fs from 'node:fs';
import * as path from 'node:path';
import { shop } from './story';

export interface Change {
  /** As a report would write it. */
  readonly uri: string;
  /** One-based. */
  readonly line: number;
  readonly text: string;
}

/** One result in a report: a finding at a line of a file, with a fix that changes what it likes. */
export function sarifWithFix(ruleId: string, at: { uri: string; line: number }, changes: Change[]) {
  const region = (line: number) => ({
    startLine: line,
    startColumn: 1,
    endLine: line,
    endColumn: 1,
  });
  return {
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'hostile', rules: [] } },
        columnKind: 'utf16CodeUnits',
        results: [
          {
            ruleId,
            level: 'error',
            message: { text: `A finding of ${ruleId}` },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: at.uri },
                  region: { startLine: at.line, startColumn: 1 },
                },
              },
            ],
            fixes: [
              {
                description: { text: 'Change it' },
                artifactChanges: changes.map(({ uri, line, text }) => ({
                  artifactLocation: { uri },
                  replacements: [{ deletedRegion: region(line), insertedContent: { text } }],
                })),
              },
            ],
          },
        ],
      },
    ],
  };
}

/** Puts a report where the extension looks for them. */
export function writeReport(name: string, report: unknown): void {
  const file = shop('.sarif', name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.part`, typeof report === 'string' ? report : JSON.stringify(report));
  fs.renameSync(`${file}.part`, file);
}

export function removeReport(name: string): void {
  fs.rmSync(shop('.sarif', name), { force: true });
}
