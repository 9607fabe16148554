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

/** The code that escapes a value. */
const escape = (value: string) =>
  `String(${value}).replace(/[&<>"']/g, (c) => '&#' + c.charCodeAt(0) + ';')`;

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
    [
      'a text between tags',
      "box.innerHTML = '<b>' + location.hash + '</b>';",
      `box.innerHTML = '<b>' + ${escape('location.hash')} + '</b>';`,
    ],
    [
      'a page that is written',
      "const q = new URLSearchParams(location.search).get('q');\ndocument.write(`<h1>${q}</h1>`);",
      `const q = new URLSearchParams(location.search).get('q');\ndocument.write(\`<h1>\${${escape('q')}}</h1>\`);`,
    ],
    [
      'a text that is written',
      'document.writeln(location.hash);',
      `document.writeln(${escape('location.hash')});`,
    ],
    [
      'a piece of an address',
      "document.write('<p>' + decodeURIComponent(location.hash.slice(1)));",
      `document.write('<p>' + ${escape('decodeURIComponent(location.hash.slice(1))')});`,
    ],
  ]);
  refuses('dom-xss', [
    [
      'a page without a sanitizer',
      'const a = <p dangerouslySetInnerHTML={{ __html: location.hash }} />;',
      /no sanitizer/,
      'src/a.jsx',
    ],
    ['a trusted address', 'x = s.bypassSecurityTrustUrl(location.hash);', /Only trusted HTML/],
    ['what is added', 'box.innerHTML += location.hash;', /Only a plain assignment/],
    [
      'a list of elements',
      "const all = location.hash.split(',');\nbox.innerHTML = all.map((one) => `<li>${one}</li>`).join('');",
      /not plain/,
    ],
    ['a value in a tag', "box.innerHTML = '<a title=' + location.hash + '>';", /inside a tag/],
    [
      'a value in a script',
      "document.write('<script>a = \"' + location.hash + '\"</script>');",
      /no plain text/,
    ],
    ['one of two values', "document.write('<b>' + location.hash + footer);", /Several values/],
    [
      'what may be markup',
      "const html = '<b>' + location.hash;\ndocument.write('<p>' + html);",
      /may be markup/,
    ],
    [
      'a call',
      "function bold(one) { return one; }\ndocument.write('<b>' + bold(location.hash));",
      /not plain/,
    ],
    [
      'what callers give',
      "function show(text) { document.write('<b>' + text); }\nshow(location.hash);",
      /given or changed elsewhere/,
    ],
  ]);
  fixes('reflected-xss', [
    [
      'a page that is put together',
      express("res.send('<b>' + req.query.q + '</b>');"),
      express(`res.send('<b>' + ${escape('req.query.q')} + '</b>');`),
    ],
    [
      'a template',
      express('const { name } = req.params;\n  res.status(404).send(`No ${name} here`);'),
      express(
        `const { name } = req.params;\n  res.status(404).send(\`No \${${escape('name')}} here\`);`,
      ),
    ],
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
    ['a value in a tag', express("res.send('<a href=\"' + req.query.q + '\">');"), /inside a tag/],
    ['two values', express('res.send(`<b>${req.query.a}</b>${req.query.b}`);'), /Several values/],
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
  keepsEveryStyle('dom-xss', {
    samples: [
      "document.write('<b>' + location.hash + '</b>');\n",
      "function show() {\n  const q = new URLSearchParams(location.search).get('q');\n  document.querySelector('p').innerHTML =\n    '<em>' + q + '</em>';\n}\n",
    ],
  });
  keepsEveryStyle('reflected-xss', {
    samples: [
      "const app = require('express')();\napp.get('/', (req, res) => {\n  res.send('<b>' + req.query.q + '</b>');\n});\n",
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

  runs('dom-xss', 'writes the same characters, of which none is markup', async () => {
    const code =
      "module.exports = () => {\n  document.write('<p>' + location.hash + '</p>');\n};\n";
    const written = (text: string, hash: string) => {
      const pages: string[] = [];
      const document = { write: (one: string) => pages.push(one) };
      (run(text, {}, { document, location: { hash } }) as () => void)();
      return pages.join('');
    };
    const after = await fixed(code);
    assert.equal(written(code, '#hello'), '<p>#hello</p>');
    assert.equal(written(after, '#hello'), '<p>#hello</p>');
    assert.equal(written(code, '<i a="b">'), '<p><i a="b"></p>', 'the attack works before');
    assert.equal(written(after, '<i a="b">'), '<p>&#60;i a=&#34;b&#34;&#62;</p>');
  });
  runs(
    'reflected-xss',
    'sends the same characters in a page, of which none is markup',
    async () => {
      const code = express("res.send('<p>' + req.query.q + '</p>');");
      const [before, after] = [answer(code), answer(await fixed(code))];
      for (const say of [before, after]) {
        assert.deepEqual(say('hello'), { type: 'text/html', text: '<p>hello</p>' });
      }
      assert.equal(before('<script>1</script>').text, '<p><script>1</script></p>');
      assert.equal(after('<script>1</script>').text, '<p>&#60;script&#62;1&#60;/script&#62;</p>');
    },
  );

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
