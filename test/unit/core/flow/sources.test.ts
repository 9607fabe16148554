import assert from 'node:assert/strict';
import { originsIn } from './traced';

/** Code of each framework in which the sink gets what a request says. */
const servers: Readonly<Record<string, string>> = {
  express: "app.get('/', (req, res) => { sink(req.params.id); });",
  'express with a router':
    "router.route('/a').post(async function (req, res, next) { sink(req.body.id); });",
  'express with other names': "app.post('/a', (request, response) => sink(request.get('x')));",
  'a page of next': 'export const getServerSideProps = async ({ query }) => { sink(query.a); };',
  'a parameter of a router': "router.param('id', (req, res, next, id) => { sink(id); });",
  'a middleware': 'module.exports = function (req, res, next) { sink(req.headers.x); };',
  'a handler by its name': "function show(req, res) { sink(req.cookies.a); } app.get('/', show);",
  http: 'http.createServer((request, response) => { sink(request.url); });',
  'the body of http':
    "http.createServer((req, res) => { let all = ''; req.on('data', (chunk) => { all += chunk; }); req.on('end', () => sink(all)); });",
  koa: 'app.use(async (ctx) => { sink(ctx.query.a); });',
  'the body of koa': 'app.use(async (ctx, next) => { sink(ctx.request.body.a); });',
  'koa with generators': 'app.use(function* () { sink(this.query.a); });',
  fastify: "fastify.get('/', async (request, reply) => { sink(request.query.a); });",
  hapi: "server.route({ method: 'GET', path: '/', handler: (request, h) => { sink(request.params.a); } });",
  next: 'export default function handler(req: NextApiRequest, res: NextApiResponse) { sink(req.query.a); }',
  'next with routes':
    'export async function POST(request: Request) { const { a } = await request.json(); sink(a); }',
  nest: "@Controller() class A { @Get() run(@Query('a') a: string) { sink(a); } }",
  'the body of nest': '@Controller() class A { @Post() run(@Body() body: Dto) { sink(body.a); } }',
  ws: "wss.on('connection', (ws) => { ws.on('message', (data) => { sink(data); }); });",
  'socket.io': "io.on('connection', (socket) => { socket.on('chat', (text) => sink(text)); });",
  lambda: 'exports.handler = async (event) => { sink(event.queryStringParameters.a); };',
  'the body of lambda': 'exports.handler = async (event) => { sink(JSON.parse(event.body).a); };',
};

const kinds: readonly (readonly [kind: string, name: string, code: string])[] = [
  ...Object.entries(servers).map(([name, code]) => ['remote', name, code] as const),
  ['page', 'the address', 'sink(location.hash);'],
  ['page', 'the address of a window', 'sink(window.location.search.slice(1));'],
  ['page', 'a parameter of the address', "sink(new URLSearchParams(location.search).get('a'));"],
  ['page', 'the referrer', 'sink(document.referrer);'],
  ['page', 'the name of the window', 'sink(window.name);'],
  ['page', 'a message', "window.addEventListener('message', (event) => { sink(event.data); });"],
  ['page', 'a message to a handler that is set', 'window.onmessage = (e) => sink(e.data);'],
  ['page', 'the route of Vue', 'export default { mounted() { sink(this.$route.query.a); } };'],
  ['page', 'the router of Next', 'const router = useRouter(); sink(router.query.a);'],
  ['page', 'the address in props', 'class A { run() { sink(this.props.location.search); } }'],
  [
    'page',
    'a state of React',
    "const [a, setA] = useState(''); useEffect(() => setA(location.hash)); sink(a);",
  ],
  ['dom', 'the text of an element', "sink(document.querySelector('#a').textContent);"],
  ['dom', 'one of several elements', "sink(document.querySelectorAll('input')[0].value);"],
  ['dom', 'what is pasted', "on('paste', (e) => sink(e.clipboardData.getData('text/html')));"],
  ['dom', 'the store of a page', "sink(localStorage.getItem('a'));"],
  ['local', 'the command line', 'sink(process.argv[2]);'],
  ['local', 'the environment', 'sink(process.env.A);'],
  ['local', 'a line of the terminal', "rl.question('?', (answer) => sink(answer));"],
  ['stored', 'a file', "sink(fs.readFileSync('a', 'utf8'));"],
  ['stored', 'a file with a callback', "fs.readFile('a', (error, data) => sink(data));"],
  ['stored', 'a database', "db.query('x', (error, rows) => sink(rows[0].a));"],
  ['response', 'another server', "fetch('x').then((answer) => sink(answer));"],
  ['response', 'another server, awaited', "const a = await axios.get('x'); sink(a.data);"],
  ['library', 'an exported function', 'export function f(a) { sink(a); }'],
  ['library', 'an export of CommonJS', 'module.exports = function (a) { sink(a); };'],
  ['library', 'one of several exports', 'function f(a) { sink(a); } module.exports = { f };'],
  ['library', 'an exported arrow', 'exports.f = (a) => sink(a);'],
  ['library', 'a method of an exported class', 'export class A { run(a) { sink(a); } }'],
  [
    'library',
    'a method of the prototype of what is exported',
    'function A() {} A.prototype.f = function (a) { sink(a); }; module.exports = A;',
  ],
  [
    'library',
    'a method of an exported object of a class',
    'function A() {} A.prototype.f = function (a) { sink(a); }; const one = new A(); module.exports = one;',
  ],
  [
    'library',
    'a function in an object of an exported object',
    'const a = (module.exports = { get: {} }); a.get.f = function (b) { sink(b); };',
  ],
  [
    'library',
    'a function in an object that is named and exported at once',
    'var a = module.exports = {}; a.f = function (b) { sink(b); };',
  ],
  [
    'library',
    'what a factory gives to a loader',
    '(function (root, factory) { module.exports = factory(); })(this, function () { function f(a) { sink(a); } return { f: f }; });',
  ],
  [
    'library',
    'a class that compilers wrap in a function',
    'var A = (function () { function A() {} A.prototype.f = function (a) { sink(a); }; return A; })(); module.exports = A;',
  ],
  [
    'library',
    'what makes an object of an exported class',
    'module.exports = class { constructor(a) { sink(a); } };',
  ],
  [
    'unknown',
    'a function that a function returns',
    'function f() { return { g(a) { sink(a); } }; }',
  ],
  [
    'unknown',
    'a method of a prototype of the file',
    'function A() {} A.prototype.f = function (a) { sink(a); };',
  ],
  ['unknown', 'a function that nobody calls', 'function f(a) { sink(a); }'],
  ['unknown', 'a global that nobody knows', 'sink(somewhere);'],
  ['unknown', 'another module', "import a from './a'; sink(a);"],
];

describe('sources', () => {
  for (const [kind, name, code] of kinds) {
    it(`${kind}: ${name}`, async () => {
      const [origins, ...others] = await originsIn(code);
      assert.equal(others.length, 0);
      assert.deepEqual(
        [...new Set(origins?.map((one) => one.split(' ')[0]))],
        [kind],
        String(origins),
      );
    });
  }

  it('are none: what the platform gives, and the answer to a request', async () => {
    for (const code of [
      'sink(__dirname);',
      'sink(Math.PI);',
      'sink(document.body);',
      "app.get('/', (req, res) => { sink(res.locals); });",
      "sink(document.querySelector('#a').innerHTML);",
      'worker.onmessage = (e) => sink(e.data);',
      "@Controller() class A { @Get() run(@Param('a', ParseIntPipe) a: number) { sink(a); } }",
      "app.get('/', (req, res) => { sink(req.app); });",
      "import fs from 'node:fs'; sink(fs.constants);",
    ]) {
      const [origins = []] = await originsIn(code);
      assert.deepEqual(
        origins.filter((one) => !one.startsWith('unknown')),
        [],
        code,
      );
    }
  });
});
