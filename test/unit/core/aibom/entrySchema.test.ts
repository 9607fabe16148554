import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import Ajv from 'ajv';
import { entryOf, revertedEntry } from '../../../../src/core/aibom/entry';
import { entrySchema } from '../../../../src/core/aibom/entrySchema';
import { decisionOf, origins, reviewOf, ulid } from './samples';

const file = 'media/schemas/ai-bom-entry.schema.json';

describe('entrySchema', () => {
  const generated: object = toJsonSchema(entrySchema, { ignoreActions: ['check'] });

  it(`is the one in ${file} (UPDATE_SCHEMAS=1 writes it anew)`, () => {
    const text = `${JSON.stringify(generated, null, 2)}\n`;
    if (process.env['UPDATE_SCHEMAS'] === '1') fs.writeFileSync(file, text);
    assert.equal(fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n'), text);
  });

  it('accepts as JSON Schema what Countersign writes, and refuses unknown fields', () => {
    const validate = new Ajv({ strict: false }).compile(generated);
    const entry = entryOf(reviewOf({ origin: origins.model }), decisionOf(), ulid(1));
    const reverted = revertedEntry(entry, { name: 'Lin' }, entry.decidedAt, ulid(2));
    for (const one of [entry, reverted]) assert.ok(validate(one), JSON.stringify(validate.errors));
    assert.ok(!validate({ ...entry, extra: 1 }));
    assert.ok(!validate({ ...entry, id: 'x' }));
  });
});
