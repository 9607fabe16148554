import { nameOf } from '../flow/calls';
import type { Node } from '../syntax';
import { callNamed, flowRule, isFrom, type Sink } from './flowRule';
import { objectOf, optionOf, valuesOf } from './options';
import type { ParsedFile } from './parsedFile';

/** Text from outside that is turned into objects by a library that can run code with it. */
export const deserialization = flowRule({
  id: 'unsafe-deserialization',
  title: 'Objects are made from outside data in a way that can run code',
  cwe: ['CWE-502'],
  languages: ['javascript'],
  severity: 'critical',
  precision: 'high',
  help: {
    why: 'Some formats describe functions as well as data, and their readers make and call them.',
    attack:
      'A cookie with {"a":"_$$ND_FUNC$$_function(){…}()"} runs a command as soon as node-serialize reads it.',
    fix: 'Read JSON with JSON.parse() and check its shape; read YAML with the default schema of js-yaml 4.',
    sources: [
      'https://cwe.mitre.org/data/definitions/502.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Deserialization_Cheat_Sheet.html',
    ],
  },
  topic: /deserial|unserial|unmarshal/i,
  words: 'unserialize deepDeserialize deserialize parse load loadAll parsed'.split(' '),
  sinks: sinksAt,
  question: { kinds: new Set(['remote', 'page'] as const) },
});

const does = 'is turned into objects by a reader that can run code';

function sinksAt(name: Node, file: ParsedFile): readonly Sink[] {
  const site = callNamed(name);
  const [value, second] = site?.call.args ?? [];
  if (!site || !value) return [];
  const sink = [{ value, does }];
  switch (nameOf(site.call)) {
    case 'unserialize':
      return isFrom(site, file, /^(node-serialize|serialize-to-js|php-serialize)$/, /serialize$/i)
        ? sink
        : [];
    case 'deepDeserialize':
      return isFrom(site, file, /^funcster$/, /^funcster$/) ? sink : [];
    case 'deserialize':
      return isFrom(
        site,
        file,
        /^(serialize-to-js|v8|serialijse|node-serialize|bson-ext)$/,
        /^(v8|serialijse)$/,
      )
        ? sink
        : [];
    case 'parse':
      return isFrom(
        site,
        file,
        /^(cryo|serialijse|jsonfn|json-fn|jsonfn-bom|circular-json-es6)$/,
        /^(cryo|JSONfn)$/i,
      )
        ? sink
        : [];
    case 'load':
    case 'loadAll':
      return isFrom(site, file, /^js-yaml$/, /^(yaml|jsyaml)$/) &&
        isOpenYaml(second, site.call.args.at(-1), file)
        ? sink
        : [];
    default:
      return [];
  }
}

/** A schema with functions and patterns in it; the default one until version 4. */
function isOpenYaml(second: Node | undefined, last: Node | undefined, file: ParsedFile): boolean {
  const options = objectOf(second, file) ?? objectOf(last, file);
  const schema = optionOf(options, 'schema');
  if (!schema) return /\bsafeLoad(All)?\b/.test(file.text) && !options;
  return valuesOf(schema, file).some(
    ({ text }) => /DEFAULT_FULL_SCHEMA|js-yaml-js-types/.test(text) || isExtended(text, file),
  );
}

/** A schema to which the types of js-yaml-js-types are added. */
function isExtended(schema: string, file: ParsedFile): boolean {
  return (
    /\.extend\(|Schema\.create|new \w*\.?Schema/.test(schema) &&
    /js-yaml-js-types|js\/function/.test(file.text)
  );
}
