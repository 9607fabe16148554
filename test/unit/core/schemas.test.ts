import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { policySchema } from '../../../src/core/policySchema';
import { triageSchema } from '../../../src/core/triage';

/** The JSON Schemas that the extension ships, each made from the schema that the code reads with. */
const schemas = { 'policy.schema.json': policySchema, 'triage.schema.json': triageSchema };

describe('the shipped JSON Schemas', () => {
  for (const [name, schema] of Object.entries(schemas)) {
    it(`keep ${name} as the code reads it; UPDATE_SCHEMAS=1 writes it anew`, () => {
      const file = path.join('media', 'schemas', name);
      const json = toJsonSchema(schema, { ignoreActions: ['check'] });
      const text = `${JSON.stringify(json, null, 2)}\n`;
      if (process.env['UPDATE_SCHEMAS'] === '1') {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        fs.writeFileSync(file, text);
      }
      assert.equal(fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n'), text);
    });
  }
});
