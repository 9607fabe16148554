import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import fc from 'fast-check';
import { fixes, isSilent, refuses, reports, runs } from './promises';
import { fixed } from './shapes';
import { keepsItsStyle } from './styles';
import { keepsEveryStyle, run } from './variants';

const angular = (body: string) =>
  `class A { constructor(private route: ActivatedRoute) {} go() { ${body} } }`;
const express = (body: string) =>
  `const app = require('express')();\napp.get('/', (req, res) => {\n  ${body}\n});\n`;
const purify = "import DOMPurify from 'dompurify';\n";

describe('markup from outside', () => {
  reports('dom-xss', [
    [
      'what a person writes',
      "field.addEventListener('input', (e) => { box.innerHTML = e.target.value; });",
    ],
    [
      'a route of Angular, in TypeScript',
      angular('this.out.innerHTML = this.route.snapshot.queryParams.q;'),
    ],
    ['a renderer', "renderer.setProperty(box, 'innerHTML', location.hash);"],
    [
      'a page that is written',
      "const q = new URLSearchParams(location.search).get('q');\ndocument.write('<h1>' + q + '</h1>');",
      "'<h1>' + q + '</h1>'",
    ],
    [
      'an element of React',
      'export function Hint() {\n  const { hash } = window.location;\n  return <p dangerouslySetInnerHTML={{ __html: hash }} />;\n}',
      'hash',
      'src/a.jsx',
    ],
  ]);
  isSilent('dom-xss', [
    "field.addEventListener('input', (e) => { box.textContent = e.target.value; });",
    'box.innerHTML = DOMPurify.sanitize(location.hash);',
    "box.innerHTML = '<b>' + Number(location.hash.slice(1)) + '</b>';",
    'const box = { innerHTML: true };\nif (location.hash) box.innerHTML = false;',
    ['a text of React', 'export const Hint = () => <p>{location.hash}</p>;', 'src/a.jsx'],
  ]);
  reports('reflected-xss', [
    [
      'a controller of TypeScript that returns a page',
      "@Controller() class A { @Get(':id') one(@Param('id') id: string) { return `<p>${id}</p>`; } }",
    ],
    [
      'a typed answer',
      "app.get('/', (req, reply) => { reply.type('text/html').send('<p>' + req.query.a + '</p>'); });",
    ],
    ['an answer of express', express('res.send(`Hello ${req.query.name}`);')],
    [
      'a server of Node',
      "import http from 'node:http';\nhttp.createServer((req, res) => {\n  const { searchParams } = new URL(req.url, 'http://a.example');\n  res.setHeader('Content-Type', 'text/html');\n  res.end('<p>' + searchParams.get('q'));\n});",
    ],
  ]);
  isSilent('reflected-xss', [
    "app.get('/', (req, res) => { res.type('text').send(req.query.a); });",
    "app.get('/', (request, reply) => { reply.send(request.query.a); });",
    [
      'an object of TypeScript',
      "@Controller() class A { @Get(':id') one(@Param('id') id: string) { return { id }; } }",
    ],
    ['JSON', express('res.json({ q: req.query.q });')],
    ['what is escaped', express('res.send(`<p>${escapeHtml(req.query.q)}</p>`);')],
  ]);
  reports('library-markup', [
    [
      'a title that callers give, in TypeScript',
      "export function show(title: string) { box.innerHTML = '<h1>' + title + '</h1>'; }",
    ],
    [
      'a caption of a module',
      'module.exports = function caption(text) {\n  document.querySelector("p").insertAdjacentHTML("beforeend", `<em>${text}</em>`);\n};',
    ],
    [
      'an option of a plugin of jQuery',
      "$.fn.tip = function (options) {\n  return this.each(function () { $(this).append('<span>' + options.text + '</span>'); });\n};",
    ],
    [
      'a method of a class of TypeScript',
      'export class Card {\n  constructor(private readonly root: HTMLElement) {}\n  label(name: string): void { this.root.outerHTML = `<b>${name}</b>`; }\n}',
    ],
  ]);
  isSilent('library-markup', [
    "export function show(title: string) { box.textContent = '<h1>' + title; }",
    'export function show(html) { box.innerHTML = html; }',
    "function show(title) { box.innerHTML = '<h1>' + title + '</h1>'; }\nshow('Home');",
    "export function row(n) { box.innerHTML = '<td>' + Number(n) + '</td>'; }",
    "exports.show = (title) => { box.innerHTML = '<h1>' + DOMPurify.sanitize(title) + '</h1>'; };",
  ]);
});

describe('the recipes for markup from outside', () => {
  const send = express('res.send(req.query.q);');
  fixes('dom-xss', [
    ['a text', 'box.innerHTML = location.hash;', 'box.textContent = location.hash;'],
    [
      'markup of an element, with a sanitizer in the file',
      `${purify}const a = <p dangerouslySetInnerHTML={{ __html: location.hash }} />;`,
      `${purify}const a = <p dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(location.hash) }} />;`,
      'src/a.jsx',
    ],
    [
      'trust that Angular is asked for',
      'this.t = this.s.bypassSecurityTrustHtml(location.hash);',
      'this.t = location.hash;',
    ],
  ]);
  refuses('dom-xss', [
    ['tags that are meant', "box.innerHTML = '<b>' + location.hash;", /markup that is meant/],
    [
      'a page without a sanitizer',
      'const a = <p dangerouslySetInnerHTML={{ __html: location.hash }} />;',
      /no sanitizer/,
      'src/a.jsx',
    ],
    ['a trusted address', 'x = s.bypassSecurityTrustUrl(location.hash);', /Only trusted HTML/],
    ['what is added', 'box.innerHTML += location.hash;', /Only a plain assignment/],
  ]);
  fixes('reflected-xss', [
    [
      'an answer of express',
      send,
      send.replace('res.send(req.query.q)', "res.type('text/plain').send(String(req.query.q))"),
    ],
    [
      'a name, in a handler that is exported',
      'module.exports = (req, res) => {\n  const { q } = req.query;\n  res.send(q);\n};',
      "module.exports = (req, res) => {\n  const { q } = req.query;\n  res.type('text/plain').send(String(q));\n};",
    ],
    [
      'a handler of TypeScript',
      'import type { Request, Response } from "express";\nexport function echo(request: Request, response: Response): void {\n  response.send(request.params["name"]);\n}\n',
      'import type { Request, Response } from "express";\nexport function echo(request: Request, response: Response): void {\n  response.type("text/plain").send(String(request.params["name"]));\n}\n',
    ],
  ]);
  refuses('reflected-xss', [
    ['an answer that is put together', express("res.send('<b>' + req.query.q);"), /put together/],
    ['another method', express('res.write(req.query.q);'), /Only a plain call of send/],
    [
      'what is called on something else',
      express('res.status(404).send(req.query.q);'),
      /not plain that this is the response/,
    ],
    ['what may be markup', express('res.send(req.query.html);'), /may be markup/],
  ]);
  keepsEveryStyle('dom-xss', {
    samples: [
      'box.innerHTML = location.hash;\n',
      "function show() {\n  const q = new URLSearchParams(location.search).get('q');\n  document.querySelector('p').innerHTML = q;\n}\n",
    ],
  });
  keepsItsStyle('reflected-xss', [
    send,
    "const app = require('express')();\napp.get('/', (req, res) => {\n  if (!req.query.q) {\n    res.end();\n    return;\n  }\n  res.send(req.query.q);\n});\n",
  ]);
  runs('dom-xss', 'shows the same characters, of which none is markup', async () => {
    const code = 'module.exports = () => {\n  box.innerHTML = location.hash.slice(1);\n};\n';
    const fixedCode = await fixed(code);
    for (const text of ['hello', 'a & b']) {
      assert.deepEqual(shown(fixedCode, text), { text, elements: 0 });
    }
    assert.deepEqual(shown(code, 'hello'), { text: 'hello', elements: 0 });
    const attack = '<img src=x onerror=alert(1)>';
    assert.deepEqual(shown(code, attack), { text: '', elements: 1 }, 'the attack works before');
    assert.deepEqual(shown(fixedCode, attack), { text: attack, elements: 0 });
  });
  runs('reflected-xss', 'answers with the same text, of a type that no browser runs', async () => {
    const [before, after] = [answer(send), answer(await fixed(send))];
    for (const text of ['hello', '<script>1</script>']) {
      assert.deepEqual(before(text), { type: 'text/html', text }, 'the attack works before');
      assert.deepEqual(after(text), { type: 'text/plain', text });
    }
  });

  it('keep all but the name of the property', async () => {
    const spaces = fc.constantFrom(' ', '  ', '\t', '\r\n  ');
    await fc.assert(
      fc.asyncProperty(
        spaces,
        fc.constantFrom(';', ''),
        fc.constantFrom('box', 'this.box', 'a.b'),
        async (space, end, box) => {
          const code = `${box}.innerHTML =${space}location.hash${end}`;
          assert.equal(await fixed(code), `${box}.textContent =${space}location.hash${end}`);
        },
      ),
      { numRuns: 20 },
    );
  });
});

/** What an element shows: as a browser does, innerHTML makes elements of tags, and textContent none. */
function shown(code: string, hash: string) {
  const box = {
    text: '',
    elements: 0,
    set innerHTML(value: string) {
      this.elements = value.match(/<\w[^>]*>/g)?.length ?? 0;
      this.text = value.replace(/<[^>]*>/g, '');
    },
    set textContent(value: string) {
      this.text = value;
    },
  };
  const module = { exports: () => {} };
  vm.runInNewContext(`${code}; module.exports();`, { module, box, location: { hash: `#${hash}` } });
  return { text: box.text, elements: box.elements };
}

/** What the code of a server with a stub of express answers, and as which type. */
function answer(code: string): (q: string) => { type: string; text: string } {
  type Handle = (req: object, res: object) => void;
  let handle: Handle | undefined;
  const app = { get: (_route: string, given: Handle) => (handle = given) };
  run(code, { express: () => app });
  return (q) => {
    const said = { type: 'text/html', text: '' };
    const res = {
      type: (one: string) => ((said.type = one), res),
      send: (one: string) => ((said.text = one), res),
    };
    handle?.({ query: { q } }, res);
    return said;
  };
}
