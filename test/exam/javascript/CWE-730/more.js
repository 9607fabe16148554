const http = require('http');
const restify = require('restify');
const Hapi = require('@hapi/hapi');
const { WebSocketServer } = require('ws');
const _ = require('lodash');

const api = restify.createServer();
api.get('/grep', (req, res, next) => {
  const matches = [];
  const re = RegExp(req.params.word, 'gi'); // BAD: CWE-730
  for (const line of ['a', 'b']) if (re.test(line)) matches.push(line);
  res.send(matches);
  next();
});

const server = Hapi.server();
server.route({
  method: 'GET',
  path: '/tags',
  handler: ({ query }) => ['a'].filter((tag) => new RegExp(`^${query.tag}`).test(tag)), // BAD: CWE-730
});

new WebSocketServer({ port: 1 }).on('connection', (socket) => {
  socket.on('message', (data) => {
    const { filter } = JSON.parse(data);
    socket.filter = new RegExp(filter); // BAD: CWE-730
  });
});

function compile(source) {
  return new RegExp('(?:' + source + ')', 'u'); // BAD: CWE-730
}

http.createServer((req, res) => {
  const { searchParams } = new URL(req.url, 'http://x');
  const text = searchParams.get('text');
  res.write(String(compile(searchParams.get('re')).test('x')));
  res.write('abc'.replace(new RegExp(text, 'g'), '')); // BAD: CWE-730
  res.write('abc'.replace(new RegExp(_.escapeRegExp(text), 'g'), '')); // OK
  res.write('abc'.split(new RegExp(text.trim())).join()); // BAD: CWE-730
  res.write(String('abc'.search(text))); // BAD: CWE-730
  res.write(String('abc'.indexOf(text))); // OK
  res.write(String(new RegExp(encodeURIComponent(text)).test('x'))); // EITHER
  res.write(String(new RegExp('a{' + parseInt(text, 10) + '}').test('x'))); // OK
  res.end();
});

const PATTERNS = { email: /@/, phone: /^\d+$/ };
http.createServer((req, res) => {
  const { searchParams } = new URL(req.url, 'http://x');
  const pattern = searchParams.get('kind') === 'email' ? PATTERNS.email : PATTERNS.phone;
  res.end(String(pattern.test(searchParams.get('value')))); // OK
});

function matcher(name) {
  return new RegExp(`\\b${name}\\b`); // OK
}
matcher('fixed');
