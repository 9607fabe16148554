// Reports of 20 MB and more that are made to fill the memory or to take for ever.
import * as fs from 'node:fs';

const megabyte = 1e6;

/** So many bytes of what `item` says, with `between` after each but the last. */
function* many(bytes, item, between = ',') {
  let size = 0;
  for (let number = 0; size < bytes; number += 1) {
    const text = (number === 0 ? '' : between) + item(number);
    size += Buffer.byteLength(text);
    yield text;
  }
}

const log = (...runs) => ['{"version":"2.1.0","runs":[', ...runs, ']}'];
const run = (...results) => ['{"tool":{"driver":{"name":"t"}},"results":[', ...results, ']}'];
const place = (uri, line) =>
  `{"physicalLocation":{"artifactLocation":{"uri":"${uri}"},"region":{"startLine":${line}}}}`;
const result = (uri, more = '') =>
  `{"ruleId":"r","message":{"text":"m"},"locations":[${place(uri, 1)}]${more}}`;
const long = (n) => result('a.js').replace('"m"', `"${n} é𝒳 ${'words of a message '.repeat(9)}"`);
const size = 48 * megabyte;

/** Each: what it is, and its text in parts. */
export const largeMutants = {
  'a million empty results': () => log(...run(many(3 * megabyte, () => '{}'))),
  'two million empty results': () => log(...run(many(6 * megabyte, () => '{}'))),
  'results that name no file': () => log(...run(many(size, () => '{"ruleId":"r/r/r/r"}'))),
  'results without end': () => log(...run(many(size, () => '[]'))).slice(0, -2),
  'each result in another file': () =>
    log(...run(many(size, (n) => result(`${'d/'.repeat(60)}${n}.js`)))),
  'each result in another file that goes up': () =>
    log(...run(many(size, (n) => result(`${'a/../'.repeat(60)}${n}.js`)))),
  'each message another': () => log(...run(many(size, (n) => long(n)))),
  'each rule another': () =>
    log(...run(many(size, (n) => result('a.js').replace('"r"', `"rule/${n}/${n}"`)))),
  'results on equal lines': () =>
    log(...run(many(size, (n) => result('a.js', `,"rank":${n % 9}`)))),
  'runs without end': () => log(many(size, () => '{}')),
  'runs with a result': () => log(many(size, () => run(result('a.js')).join(''))),
  'commas for runs': () => log(','.repeat(size)),
  'commas for results': () => log(...run(','.repeat(size))),
  'nothing but opening brackets': () => ['['.repeat(size)],
  'nothing but opening braces': () => ['{"a":'.repeat(size / 5)],
  'brackets in a result': () => log(...run('['.repeat(size))),
  'artifacts without end': () =>
    log(
      '{"tool":{"driver":{"name":"t"}},"artifacts":[',
      many(size, () => '{}'),
      '],"results":[]}',
    ),
  'embedded artifacts': () =>
    log(
      '{"tool":{"driver":{"name":"t"}},"artifacts":[',
      many(size, (n) => `{"location":{"uri":"${n}.js"},"contents":{"text":"x${n}\\ny\\n"}}`),
      `],"results":[${result('0.js')}]}`,
    ),
  'an embedded artifact of many lines': () =>
    log(
      '{"tool":{"driver":{"name":"t"}},"artifacts":[{"location":{"uri":"a.js"},"contents":{"text":"',
      many(size, (n) => `${n % 977}\\n`, ''),
      `"}}],"results":[${result('a.js')}]}`,
    ),
  'rules without end': () =>
    log(
      '{"tool":{"driver":{"name":"t","rules":[',
      many(size, () => '{}'),
      ']}},"results":[{}]}',
    ),
  'one message': () => log(...run(result('a.js').replace('"m"', `"${'é'.repeat(size / 2)}"`))),
  'one address': () => log(...run(result('a/'.repeat(size / 2)))),
  'one list of locations': () =>
    log(
      ...run(
        '{"locations":[',
        many(size, (n) => place('a.js', n)),
        ']}',
      ),
    ),
  'one list of related places': () =>
    log(
      ...run(
        '{"relatedLocations":[',
        many(size, (n) => place('a.js', n)),
        ']}',
      ),
    ),
  'one data flow': () =>
    log(
      ...run(
        result('a.js').slice(0, -1),
        ',"codeFlows":[{"threadFlows":[{"locations":[',
        many(size, (n) => `{"location":${place('a.js', n)}}`),
        ']}]}]}',
      ),
    ),
  'one list of empty lists': () =>
    log(
      ...run(
        '{"x":[',
        many(size, () => '[]'),
        ']}',
      ),
    ),
  'many results of a megabyte': () =>
    log(...run(many(size, () => result('a.js').replace('"m"', `"${'x'.repeat(megabyte)}"`)))),
  'tags without end': () =>
    log(
      ...run(
        '{"properties":{"tags":[',
        many(size, (n) => `"cwe-${n}"`),
        ']}}',
      ),
    ),
  'external properties without end': () => [
    '{"version":"2.1.0","runs":[{}],"inlineExternalProperties":[',
    many(size, () => '{"results":[{}]}'),
    ']}',
  ],
  'empty lists': () => ['[', many(size, () => '[]'), ']'],
  'empty objects': () => ['[', many(size, () => '{}'), ']'],
  'nothing but zeros': () => ['[', many(size, () => '0'), ']'],
  'lines of empty objects': () => [many(size, () => '{}', '\n')],
  'lines that begin objects': () => ['{}\n', many(size, () => '{', '\n')],
  'lines that are no JSON': () => ['{}\n', many(size, () => '{"a":"b"', '\n')],
  'lines before the report': () => [many(size, () => 'npm warn', '\n'), '\n[1]'],
  'lines that begin lists': () => [many(size, () => 'x\n[ ', '\n')],
  'one string': () => ['"', 'a'.repeat(size), '"'],
  'one key': () => [`{"${'a'.repeat(size)}":1}`],
  'keys without end': () => ['{', many(size, (n) => `"${n}":0`), '}'],
  quotes: () => ['["'.padEnd(size, '"')],
  backslashes: () => ['["'.padEnd(size, '\\')],
  'backslashes and quotes': () => ['["', many(size, () => '\\\\\\"', ''), '"]'],
  spaces: () => [' '.repeat(size)],
  'spaces in a log': () => ['{', ' '.repeat(size), '"version":"2.1.0","runs":[{"results":[]}]}'],
  'zero bytes': () => ['\0'.repeat(size)],
  'bytes that are no UTF-8': () => [Buffer.alloc(size, 0xff)],
  'no UTF-8 in a message': () =>
    log(...run(Buffer.concat([Buffer.from('{"message":"'), Buffer.alloc(size, 0xe9)]), '"}')),
  'UTF-16': () => [
    Buffer.from(
      `\uFEFF${log(...run([...many(size / 2, (n) => long(n))].join(''))).join('')}`,
      'utf16le',
    ),
  ],
  'ESLint of many files': () => [
    '[',
    many(size, (n) => `{"filePath":"${n}.js","messages":[{"ruleId":"r","message":"m","line":1}]}`),
    ']',
  ],
  'ESLint of one message after the other': () => [
    '[{"filePath":"a.js","messages":[',
    many(size, () => '{}'),
    ']}]',
  ],
  'Bandit of many results': () => [
    '{"metrics":{},"results":[',
    many(size, (n) => `{"test_id":"B1","filename":"a.py","line_number":${n},"code":"1 x"}`),
    ']}',
  ],
  'an audit of many packages': () => [
    '{"auditReportVersion":2,"vulnerabilities":{',
    many(size, (n) => `"p${n}":{"via":[{"source":${n},"range":"*","title":"t"}]}`),
    '}}',
  ],
  'an audit of many paths': () => [
    '{"advisories":{"1":{"module_name":"a","vulnerable_versions":"*","findings":[{"paths":[',
    many(size, (n) => `"a>b>${n}"`),
    ']}]}}}',
  ],
  'elements without end': () => ['<results version="2"><errors>', many(size, () => '<a/>', '')],
  'nested elements': () => [many(size, () => '<a>', '')],
  'one attribute': () => [`<results version="${'a'.repeat(size)}"/>`],
  'attributes without end': () => ['<results ', many(size, (n) => `a${n}="" `, ''), '/>'],
  'errors of Cppcheck': () => [
    '<?xml version="1.0"?><results version="2"><errors>',
    many(size, (n) => `<error id="i" msg="m"><location file="a.c" line="${n}"/></error>`, ''),
    '</errors></results>',
  ],
  entities: () => ['<!DOCTYPE a [', many(size, (n) => `<!ENTITY e${n} "x">`, ''), ']><a/>'],
};

/** Writes one of them; answers the file. */
export function writeLarge(name, file) {
  const handle = fs.openSync(file, 'w');
  let pending = [];
  let size = 0;
  const flush = () => {
    fs.writeSync(handle, Buffer.concat(pending));
    pending = [];
    size = 0;
  };
  for (const part of largeMutants[name]()) {
    const texts = typeof part === 'string' || Buffer.isBuffer(part) ? [part] : part;
    for (const text of texts) {
      const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text);
      pending.push(bytes);
      size += bytes.length;
      if (size > megabyte) flush();
    }
  }
  flush();
  fs.closeSync(handle);
  return file;
}
