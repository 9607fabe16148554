import { judges } from './pairs';

describe('weak fixes of comparisons', () => {
  const equal = 'if (given !== key) return false;';
  judges(
    { cwe: 'CWE-208', frame: 'function check(given, key) {\n  CODE\n  return true;\n}\n' },
    {
      wrong: [
        {
          is: 'character by character',
          before: equal,
          after: 'if ([...given].some((one, at) => one !== key[at])) return false;',
          says: /first part that differs/,
        },
        {
          is: 'a loop that ends early',
          before: equal,
          after:
            'for (let i = 0; i < key.length; i += 1) {\n    if (given[i] !== key[i]) return false;\n  }',
        },
      ],
      right: [
        {
          is: 'a comparison in constant time',
          before: equal,
          after: 'if (given.length !== key.length || !timingSafeEqual(given, key)) return false;',
        },
        {
          is: 'a loop to the end',
          before: equal,
          after:
            'let differs = given.length ^ key.length;\n  for (let i = 0; i < key.length; i += 1) differs |= given.charCodeAt(i) ^ key.charCodeAt(i);\n  if (differs !== 0) return false;',
        },
      ],
    },
  );
});

describe('weak guards of names', () => {
  const merge = (first: string, last: string) =>
    `function merge(to, from) {\n  for (const key of Object.keys(from)) {\n${first}    if (isObject(from[key])) {\n      merge(to[key], from[key]);\n    } else {\n${last}      to[key] = from[key];\n    }\n  }\n}`;
  const guard =
    "if (key === '__proto__' || key === 'constructor' || key === 'prototype') continue;\n";
  judges(
    { cwe: 'CWE-1321' },
    {
      wrong: [
        {
          is: 'a guard behind the descent',
          before: merge('', ''),
          after: merge('', `      ${guard}`),
          says: /without this check/,
          line: 6,
        },
      ],
      right: [
        { is: 'a guard before all', before: merge('', ''), after: merge(`    ${guard}`, '') },
        {
          is: 'a guard around all',
          before:
            'function merge(to, from) {\n  for (const key in from) {\n    merge(to[key], from[key]);\n  }\n}',
          after:
            "function merge(to, from) {\n  for (const key in from) {\n    if (key !== '__proto__' && key !== 'constructor') {\n      merge(to[key], from[key]);\n    }\n  }\n}",
        },
      ],
    },
  );
});

describe('weak fixes of logs', () => {
  const note = 'log.warn(`No such user: ${name}`);';
  judges(
    { cwe: 'CWE-117' },
    {
      wrong: [
        {
          is: 'an escape for markup',
          before: note,
          after: 'log.warn(`No such user: ${escapeHtml(name)}`);',
          says: /line breaks/,
        },
        { is: 'trim()', before: note, after: 'log.warn(`No such user: ${name.trim()}`);' },
      ],
      right: [
        { is: 'JSON', before: note, after: 'log.warn(`No such user: ${JSON.stringify(name)}`);' },
        {
          is: 'no line breaks',
          before: note,
          after: "log.warn(`No such user: ${String(name).replace(/[\\r\\n]/g, ' ')}`);",
        },
      ],
    },
  );
});
