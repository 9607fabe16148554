import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import fc from 'fast-check';
import { detect, fixed, refusal } from './shapes';

const rulesIn = async (code: string, path = 'src/a.ts') =>
  (await detect(code, { path })).map(({ rule }) => rule);

describe('markup from outside', () => {
  const found: readonly [string, string, string][] = [
    [
      'dom-xss',
      'what a person writes',
      "field.addEventListener('input', (e) => { box.innerHTML = e.target.value; });",
    ],
    [
      'dom-xss',
      'a route of Angular',
      'class A { constructor(private route: ActivatedRoute) {} go() { this.out.innerHTML = this.route.snapshot.queryParams.q; } }',
    ],
    ['dom-xss', 'a renderer', "renderer.setProperty(box, 'innerHTML', location.hash);"],
    [
      'reflected-xss',
      'a controller that returns a page',
      "@Controller() class A { @Get(':id') one(@Param('id') id: string) { return `<p>${id}</p>`; } }",
    ],
    [
      'reflected-xss',
      'a typed answer',
      "app.get('/', (req, reply) => { reply.type('text/html').send('<p>' + req.query.a + '</p>'); });",
    ],
    [
      'library-markup',
      'a title that callers give',
      "export function show(title: string) { box.innerHTML = '<h1>' + title + '</h1>'; }",
    ],
  ];
  for (const [rule, title, code] of found) {
    it(`sees ${title}`, async () => {
      assert.deepEqual(await rulesIn(code), [rule]);
    });
  }

  it('does not report text, plain types and clean values', async () => {
    for (const code of [
      "field.addEventListener('input', (e) => { box.textContent = e.target.value; });",
      "app.get('/', (req, res) => { res.type('text').send(req.query.a); });",
      "app.get('/', (request, reply) => { reply.send(request.query.a); });",
      'box.innerHTML = DOMPurify.sanitize(location.hash);',
      "export function show(title: string) { box.textContent = '<h1>' + title; }",
      "@Controller() class A { @Get(':id') one(@Param('id') id: string) { return { id }; } }",
    ]) {
      assert.deepEqual(await rulesIn(code), [], code);
    }
  });
});

describe('the recipes for markup from outside', () => {
  it('fix their strict shapes', async () => {
    assert.equal(await fixed('box.innerHTML = location.hash;'), 'box.textContent = location.hash;');
    assert.equal(
      await fixed("app.get('/', (req, res) => { res.send(req.query.q); });"),
      "app.get('/', (req, res) => { res.type('text/plain').send(String(req.query.q)); });",
    );
    assert.equal(
      await fixed(
        "import DOMPurify from 'dompurify';\nconst a = <p dangerouslySetInnerHTML={{ __html: location.hash }} />;",
        { path: 'a.jsx' },
      ),
      "import DOMPurify from 'dompurify';\nconst a = <p dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(location.hash) }} />;",
    );
    assert.equal(
      await fixed('this.t = this.s.bypassSecurityTrustHtml(location.hash);'),
      'this.t = location.hash;',
    );
  });

  const refused: readonly [string, string, RegExp, string?][] = [
    ['tags that are meant', "box.innerHTML = '<b>' + location.hash;", /markup that is meant/],
    [
      'a page without a sanitizer',
      'const a = <p dangerouslySetInnerHTML={{ __html: location.hash }} />;',
      /no sanitizer/,
      'a.jsx',
    ],
    [
      'an answer that is put together',
      "app.get('/', (req, res) => { res.send('<b>' + req.query.q); });",
      /put together/,
    ],
    ['a trusted address', 'x = s.bypassSecurityTrustUrl(location.hash);', /Only trusted HTML/],
  ];
  for (const [title, code, why, path] of refused) {
    it(`refuse ${title}`, async () => {
      assert.match(await refusal(code, path === undefined ? {} : { path }), why);
    });
  }

  it('answer with the same text, of a type that no browser runs', async () => {
    const after = await fixed('module.exports = (req, res) => {\n  res.send(req.query.q);\n};');
    const said: string[] = [];
    const res = {
      type: (one: string) => (said.push(one), res),
      send: (one: unknown) => (said.push(String(one)), res),
    };
    const req = { query: { q: '<script>1</script>' } };
    vm.runInNewContext(`${after}; module.exports(req, res)`, { module: {}, req, res, String });
    assert.deepEqual(said, ['text/plain', '<script>1</script>']);
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

describe('the recipe for eval() of data', () => {
  it('reads the data as JSON', async () => {
    assert.equal(
      await fixed("app.get('/', (req, res) => { const data = eval('(' + req.query.q + ')'); });"),
      "app.get('/', (req, res) => { const data = JSON.parse(req.query.q); });",
    );
    assert.match(await refusal("app.get('/', (req, res) => { eval(req.query.q); });"), /no data/);
  });
});
