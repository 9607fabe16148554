import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { planProject } from './planProject';

/** The first columns of the two tables, and all that docs/plan.md says in code. */
function documented() {
  const page = fs.readFileSync('docs/plan.md', 'utf8');
  const [, tables = ''] = page.split('\n## JSON\n');
  const [json = ''] = tables.split('\n## ');
  const [document = '', option = ''] = json.split('\nAn option:\n');
  const fields = (table: string) =>
    [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name ?? '');
  const words = new Set([...json.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''));
  return { document: fields(document), option: fields(option), words };
}

/** The names of all members, however deep. */
function membersOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(membersOf);
  return Object.entries(value).flatMap(([name, one]) => [name, ...membersOf(one)]);
}

describe('the document of countersign plan', function () {
  this.timeout(120_000);
  const at = planProject();

  it('has the members that its page names, and the page no others', async () => {
    const documents: object[] = [];
    await at.installed({ 'event-stream': '3.3.6' });
    at.write({ 'pipe.js': "const es = require('event-stream');\nes.flatmap();\n" });
    documents.push(await at.planned(0, '--package', 'event-stream'));
    documents.push(await at.planned(0, '--tier', 'override', '--write'));
    at.flawed();
    at.server.withdraw('b', '1.0.1');
    at.write({ 'pipe.js': '' });
    documents.push(await at.planned(0, '--tier', 'remove'));
    documents.push(await at.planned(1, '--tier', 'lockfile'));

    const { document, option, words } = documented();
    const options = documents.flatMap((one) => (one as { options: object[] }).options);
    const namesIn = (all: readonly object[]) => [...new Set(all.flatMap(Object.keys))].sort();
    assert.deepEqual(namesIn(documents), [...document].sort());
    assert.deepEqual(namesIn(options), [...option].sort());
    const unnamed = [...new Set(membersOf(documents))].filter((name) => !words.has(name));
    assert.deepEqual(unnamed, []);
  });
});
