import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { checks } from '../../../../src/core/checks';
import { exponentialRisk } from '../../../../src/core/rules/redos';
import { file, findingAt, run } from './subject';

/** The regular expressions that a source file has as literals. */
function patternsIn(name: string): readonly RegExp[] {
  const source = ts.createSourceFile(name, fs.readFileSync(name, 'utf8'), ts.ScriptTarget.Latest);
  const found: RegExp[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      found.push(new RegExp(node.text.slice(1, end), node.text.slice(end + 1)));
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

describe('the patterns of the checks', function () {
  this.timeout(120_000);

  it('take exponential time for no text', () => {
    const names = fs.readdirSync('src', { recursive: true }).map((name) => `src/${String(name)}`);
    const sources = names.filter((name) => name.endsWith('.ts'));
    assert.ok(sources.length > 200);
    const bad = sources.flatMap((name) =>
      patternsIn(name)
        .filter(({ source, flags }) => exponentialRisk(source, flags))
        .map(({ source }) => `${path.posix.normalize(name)}: ${source}`),
    );
    assert.deepEqual(bad, []);
  });

  const long = 200_000;
  const hostile = [
    ['a name', `${'x'.repeat(long)};`],
    ['a text', `const a = "${'x'.repeat(long)}";`],
    ['a deny-list', `if (a.includes("from${' '.repeat(long)}a")) return;`],
    ['spaces before an import', `from${' '.repeat(long)}a`],
    ['spaces before a cast', `b =${' '.repeat(long)}1 as any;`],
    ['half a token', `k = '${'eyJaaaaaaaaaa-'.repeat(long / 14)}';`],
    ['open quotes', `k = 1; // ${'\\`a'.repeat(long / 3)}`],
  ] as const;
  for (const [what, line] of hostile) {
    it(`take no long time for a line of ${what}`, async () => {
      const subject = {
        finding: findingAt(0, { cwe: ['CWE-89'] }),
        files: [file('x = 1;\n', `${line}\n`, line.startsWith('from') ? 'src/a.py' : 'src/a.js')],
      };
      const start = process.cpuUsage();
      for (const check of checks) await run(check, subject);
      const { user } = process.cpuUsage(start);
      assert.ok(user < 8_000_000, `It took ${user / 1000} ms.`);
    });
  }
});
