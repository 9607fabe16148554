import assert from 'node:assert/strict';
import { fixed, refusal } from './shapes';
import { assertLines, holdsInEveryStyle, run } from './variants';

const xml = "const libxmljs = require('libxmljs');\n";

describe('the rules for readers of objects and XML', () => {
  it('see readers that can run code', async () => {
    await assertLines(
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

  it('see XML that may name files, or grow', async () => {
    await assertLines(
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
    await assertLines(
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
  it('takes noent away', async () => {
    assert.equal(await fixed(xml + read), (xml + read).replace('noent: true, ', ''));
    assert.equal(
      await fixed(xml + read.replace(', noblanks: true', '')),
      xml + read.replace(' noent: true, noblanks: true ', ''),
    );
    const lines =
      'module.exports = (text) =>\n  libxmljs.parseXml(text, {\n    nonet: true,\n    noent: true,\n  });';
    assert.equal(await fixed(xml + lines), xml + lines.replace('    noent: true,\n', ''));
  });

  it('refuses options from elsewhere', async () => {
    const named = 'const o = { noent: true };\nmodule.exports = (t) => libxmljs.parseXml(t, o);';
    assert.match(await refusal(xml + named), /made elsewhere/);
    assert.match(await refusal(xml + read.replace('noblanks: true', '...more')), /not all written/);
    assert.match(await refusal(xml + read.replace('noent: true', 'noent: !0')), /worked out/);
  });

  it('holds in every style', async () => {
    await holdsInEveryStyle({
      samples: [
        `${xml}exports.read = (text) => libxmljs.parseXml(text, { noent: true });\n`,
        `${xml}function read(req) {\n  return libxmljs.parseXmlString(req.body, {\n    noent: true,\n    nonet: true,\n  });\n}\n`,
      ],
    });
  });

  it('passes no noent any more', async () => {
    const libxmljs = { parseXml: (text: string, options: object) => ({ text, options }) };
    const parse = run(await fixed(xml + read), { libxmljs }) as (text: string) => unknown;
    assert.equal(JSON.stringify(parse('<a/>')), '{"text":"<a/>","options":{"noblanks":true}}');
  });
});
