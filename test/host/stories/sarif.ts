/** A place in a file of the shop. Lines and columns count from 1, as SARIF does. */
export interface At {
  readonly file: string;
  readonly line: number;
  readonly columns: readonly [start: number, end: number];
  readonly message?: string;
}

export interface Result {
  readonly rule: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly at: At;
  readonly cwe?: string;
  /** Each a list of steps. */
  readonly flows?: readonly (readonly At[])[];
}

/** A report of one tool. */
export function sarif(tool: string, results: readonly Result[]): unknown {
  const rules = results.map(({ rule, cwe }) => ({
    id: rule,
    properties: { tags: cwe === undefined ? [] : [`external/cwe/${cwe.toLowerCase()}`] },
  }));
  return {
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool, rules } },
        columnKind: 'utf16CodeUnits',
        results: results.map(({ rule, level, message, at, flows = [] }) => ({
          ruleId: rule,
          level,
          message: { text: message },
          locations: [location(at)],
          ...(flows.length > 0 && {
            codeFlows: flows.map((steps) => ({
              threadFlows: [{ locations: steps.map((step) => ({ location: location(step) })) }],
            })),
          }),
        })),
      },
    ],
  };
}

function location({ file, line, columns: [startColumn, endColumn], message }: At) {
  const region = { startLine: line, startColumn, endLine: line, endColumn };
  return {
    physicalLocation: { artifactLocation: { uri: file }, region },
    ...(message !== undefined && { message: { text: message } }),
  };
}
