import assert from 'node:assert/strict';
import { fixes, refuses, runs } from './promises';
import { fixed } from './shapes';
import { assertLines, keepsEveryStyle, run } from './variants';

const xml = "const libxmljs = require('libxmljs');\n";

describe('the rules for readers of objects and XML', () => {
  describe('see readers that can run code', () => {
    assertLines(
      'unsafe-deserialization',
      [
        "const serialize = require('node-serialize');\napp.get('/', (req, res) => { res.send(serialize.unserialize(req.cookies.a)); });",
        "import { unserialize } from 'node-serialize';\nexport const f = (req: Request) => unserialize(req.body);",
        "const yaml = require('js-yaml');\napp.post('/', (req, res) => { yaml.load(req.body, { schema: yaml.DEFAULT_FULL_SCHEMA }); });",
        "const v8 = require('v8');\nhttp.createServer((req, res) => { req.on('data', (chunk) => v8.deserialize(chunk)); });",
        "const cryo = require('cryo');\nexport async function handler(req, res) { const { state } = req.body; return cryo.parse(state); }",
      ],
      [
        "app.get('/', (req, res) => { JSON.parse(req.cookies.a); });",
        "const yaml = require('js-yaml');\napp.post('/', (req, res) => { yaml.load(req.body); });",
        "const serialize = require('node-serialize');\nserialize.unserialize(fixedText);",
        "const v8 = require('v8');\nexport const copy = (x) => v8.deserialize(v8.serialize(x));",
        "const yaml = require('js-yaml');\napp.post('/', (req, res) => { yaml.load(req.body, { schema: yaml.JSON_SCHEMA }); });",
      ],
      'src/a.ts',
    );
  });

  describe('see XML that may name files, or grow', () => {
    assertLines(
      'xml-entities',
      [
        `${xml}app.post('/', (req, res) => { libxmljs.parseXml(req.body, { noent: true }); });`,
        "import { parseXmlString } from 'libxmljs2';\nexport const read = (text) => parseXmlString(text, { nonet: true, noent: true });",
        `${xml}const options = { noent: true };\nmodule.exports = (text) => libxmljs.parseXmlString(text, options);`,
        `${xml}exports.read = async (body) => libxmljs.parseXmlAsync(body, { noent: !0 });`,
      ],
      [
        `${xml}app.post('/', (req, res) => { libxmljs.parseXml(req.body); });`,
        `${xml}libxmljs.parseXml('<a/>', { noent: true });`,
        `${xml}module.exports = (text) => libxmljs.parseXml(text, { noent: false });`,
        'module.exports = (text) => other.parseString(text, { noent: true });',
      ],
    );
    assertLines(
      'xml-bomb',
      [
        "const expat = require('node-expat');\napp.post('/', (req, res) => { const p = new expat.Parser(); p.write(req.body); });",
        `${xml}app.post('/', (req, res) => { const p = new libxmljs.SaxParser(); p.parseString(req.body); });`,
        "new DOMParser().parseFromString(decodeURIComponent(location.hash), 'text/xml');",
        "import expat from 'node-expat';\nexport function handle(req, res) { const parser = new expat.Parser('UTF-8'); parser.parse(req.query.xml); }",
      ],
      [
        "const sax = require('sax');\napp.post('/', (req, res) => { sax.parser(true).write(req.body); });",
        "new DOMParser().parseFromString(location.hash, 'text/html');",
        "const expat = require('node-expat');\nconst p = new expat.Parser(); p.write('<a/>');",
        "app.post('/', (req, res) => { res.write(req.body); });",
      ],
    );
  });

  const read =
    'module.exports = (text) => libxmljs.parseXml(text, { noent: true, noblanks: true });';
  const lines =
    'module.exports = (text) =>\n  libxmljs.parseXml(text, {\n    nonet: true,\n    noent: true,\n  });';
  fixes('xml-entities', [
    ['the first of the options', xml + read, (xml + read).replace('noent: true, ', '')],
    [
      'the only option',
      xml + read.replace(', noblanks: true', ''),
      xml + read.replace(' noent: true, noblanks: true ', ''),
    ],
    ['a line of its own', xml + lines, xml + lines.replace('    noent: true,\n', '')],
  ]);
  refuses('xml-entities', [
    [
      'options from elsewhere',
      `${xml}const o = { noent: true };\nmodule.exports = (t) => libxmljs.parseXml(t, o);`,
      /made elsewhere/,
    ],
    ['a spread', xml + read.replace('noblanks: true', '...more'), /not all written/],
    ['what is worked out', xml + read.replace('noent: true', 'noent: !0'), /worked out/],
  ]);

  keepsEveryStyle('xml-entities', {
    samples: [
      `${xml}exports.read = (text) => libxmljs.parseXml(text, { noent: true });\n`,
      `${xml}function read(req) {\n  return libxmljs.parseXmlString(req.body, {\n    noent: true,\n    nonet: true,\n  });\n}\n`,
    ],
  });

  runs('xml-entities', 'reads documents as before, and no file that they name', async () => {
    const libxmljs = {
      parseXml: (text: string, { noent }: { noent?: boolean }) =>
        text.replace('&file;', noent === true ? 'what a file holds' : ''),
    };
    const parserOf = (code: string) => run(code, { libxmljs }) as (text: string) => string;
    const [before, after] = [parserOf(xml + read), parserOf(await fixed(xml + read))];
    assert.deepEqual([before('<a/>'), after('<a/>')], ['<a/>', '<a/>']);
    assert.equal(before('<a>&file;</a>'), '<a>what a file holds</a>');
    assert.equal(after('<a>&file;</a>'), '<a></a>');
  });
});
