import { both, type Pair } from './pairs';

const handler = (body: string) =>
  `const app = require('express')();\napp.get('/x', (req, res) => {\n${body}\n});`;

const code: readonly Pair[] = [
  {
    title: 'a callback that a module is given',
    rule: 'code-injection',
    quiet: 'exports.later = (callback) => setTimeout(callback, 10);',
    found: "exports.later = (name) => setTimeout('run(' + name + ')', 10);",
  },
  {
    title: 'a callback of a queue',
    rule: 'code-injection',
    quiet: 'module.exports = function (client) { setImmediate(client.resume); };',
    found: handler('setTimeout(req.query.code, 10);'),
  },
  {
    title: 'a plugin that the caller names',
    rule: 'code-injection',
    quiet: 'module.exports = (plugin) => require(plugin);',
    found: handler('require(req.query.plugin);'),
  },
  {
    title: 'a template that the caller gives',
    rule: 'code-injection',
    quiet: "const ejs = require('ejs');\nmodule.exports = (text) => ejs.compile(text);",
    found: `const ejs = require('ejs');\n${handler('res.send(ejs.compile(req.query.text)());')}`,
  },
  {
    title: 'an evaluator that is no browser',
    rule: 'code-injection',
    quiet: 'module.exports = (node, parser) => parser.evaluate(node.code);',
    found: 'module.exports = (code, page) => page.evaluate(code);',
  },
  {
    title: 'a command line that has a name of databases',
    rule: 'sql-injection',
    quiet: 'const cli = require("./cli");\ncli.execute(process.argv);',
    found: 'const db = require("./db");\ndb.execute(process.argv[2]);',
  },
  {
    title: 'a part of a store of documents',
    rule: 'sql-injection',
    quiet: handler('res.json(db.get(req.query.list).find({ id: 1 }));'),
    found: handler('db.get(req.query.list, (error, row) => res.json(row));'),
  },
  {
    title: 'what a parser of a protocol reads',
    rule: 'sql-injection',
    quiet: "const db = 1;\nstream.on('data', (data) => this.packetParser.execute(data));",
    found: "const db = 1;\nstream.on('data', (data) => this.pool.execute(data));",
  },
  {
    title: 'a path that begins with the root',
    rule: 'path-traversal',
    quiet: `const fs = require('fs');\nconst path = require('path');\n${handler(
      "const root = path.resolve('a') + path.sep;\nconst file = path.resolve(root, req.query.file);\nif (file.slice(0, root.length) !== root) return res.end();\nfs.readFile(file, done);",
    )}`,
    found: `const fs = require('fs');\nconst path = require('path');\n${handler(
      "const root = path.resolve('a') + path.sep;\nconst file = path.resolve(root, req.query.file);\nif (file.slice(0, 9) !== root.at(0)) log(file);\nfs.readFile(file, done);",
    )}`,
  },
  {
    title: 'the address of the page itself',
    rule: 'dom-xss',
    quiet: "const a = document.createElement('a');\na.href = location.href;",
    found: "const a = document.createElement('a');\na.href = location.hash.slice(1);",
  },
  {
    title: 'jQuery itself',
    rule: 'library-markup',
    quiet:
      'export function jQuery(x) { return x; }\njQuery.fn.wrap = function (options) { return jQuery(options.box); };',
    found:
      "import jQuery from 'jquery';\nexport const name = 'a';\njQuery.fn.wrap = function (options) { return jQuery(options.box); };",
  },
  {
    title: 'a resource that was made',
    rule: 'open-redirect',
    quiet: handler("res.status(201).header('location', req.query.to).end();"),
    found: handler("res.status(302).header('location', req.query.to).end();"),
  },
  {
    title: 'a variable with the name of a property',
    rule: 'dom-xss',
    quiet: 'let innerHTML;\ninnerHTML = location.hash;\nshow(innerHTML);',
    found: 'document.body.innerHTML = location.hash;',
  },
  {
    title: 'the result of an own function that has the name of a client',
    rule: 'dom-xss',
    quiet: 'function draw(request, box) { box.innerHTML = request(1); }',
    found: "async function draw(box) { box.innerHTML = await fetch('/a').then((r) => r.text()); }",
  },
];

const requests: readonly Pair[] = [
  {
    title: 'the rows of a database',
    rule: 'property-injection',
    quiet: "request.on('row', (row) => { out[row.name] = row.value; });",
    found: "request.on('data', (row) => { out[row.name] = row.value; });",
  },
  {
    title: 'a request that a client sends',
    rule: 'property-injection',
    quiet: 'function write(client, request) { out[request.headers.a] = 1; }',
    found: 'function read(server, request) { out[request.headers.a] = 1; }',
  },
  {
    title: 'the answer to a request that was sent',
    rule: 'reflected-xss',
    quiet: "proxyReq.on('upgrade', (answer) => { res.write(answer.headers.a); });",
    found: "server.on('upgrade', (asked) => { res.write(asked.headers.a); });",
  },
  {
    title: 'a socket',
    rule: 'reflected-xss',
    quiet: 'const res = 0;\nfunction pass(req, socket) { socket.write(req.headers.a); }',
    found: 'const res = 0;\nfunction pass(req, out) { out.write(req.headers.a); }',
  },
  {
    title: 'what a function is given for an answer',
    rule: 'reflected-xss',
    quiet: 'function end(payload, res) { res.write(payload.body); }',
    found: 'function end(input, res) { res.write(input.query.text); }',
  },
  {
    title: 'all parameters at once',
    rule: 'log-injection',
    quiet: handler('console.log(req.query);'),
    found: handler('console.log(req.query.a);'),
  },
  {
    title: 'a logger that writes JSON',
    rule: 'log-injection',
    quiet: handler('req.log.info(`at ${req.query.a}`);'),
    found: handler('logger.info(`at ${req.query.a}`);'),
  },
];

const secrets: readonly Pair[] = [
  {
    title: 'a name that ends in pass',
    rule: 'hardcoded-secret',
    quiet: "const aliases = { allPass: 'overEvery' };",
    found: "const login = { user: 'joe', adminPass: 'overEvery' };",
  },
  {
    title: 'the type of a token',
    rule: 'hardcoded-secret',
    quiet: "if (typeof token !== 'Xq7pLw92vTe4') fail();",
    found: "if (token !== 'Xq7pLw92vTe4') fail();",
  },
  {
    title: 'a mode of fetch()',
    rule: 'hardcoded-secret',
    quiet: "if (request.credentials === 'include') send();",
    found: "if (request.credentials === 'inc1ude-all') send();",
  },
  {
    title: 'a mark in generated code',
    rule: 'hardcoded-secret',
    quiet: "const REFERENCE_TOKEN = '__MODULE_REFERENCE__';",
    found: "const REFERENCE_TOKEN = '__m0dule-Reference__';",
  },
  {
    title: 'pick() of lodash',
    rule: 'insecure-random',
    quiet: "import _ from 'lodash';\nconst password = _.pick(options, 'a');",
    found: "import _ from 'lodash';\nconst password = _.sample(words);",
  },
  {
    title: 'an argument of a function that is called where it stands',
    rule: 'insecure-random',
    quiet: "const run = ((token) => { on('message', token); })(Math.random());",
    found: 'const token = (() => Math.random())();',
  },
  {
    title: 'an id of nobody',
    rule: 'insecure-random',
    quiet: 'const id = Math.random();',
    found: 'const orderId = Math.random();',
  },
  {
    title: 'a key of an object',
    rule: 'insecure-random',
    quiet: "const randomKey = Math.random().toString(36);\nnode['__inner' + randomKey] = 1;",
    found: 'const cipherKey = Math.random().toString(36);',
  },
  {
    title: 'a remainder of a large number',
    rule: 'biased-random',
    quiet:
      'const list = new Uint32Array(8);\ncrypto.getRandomValues(list);\nconst a = letters[list[0] % letters.length];',
    found:
      'const list = new Uint8Array(8);\ncrypto.getRandomValues(list);\nconst a = letters[list[0] % letters.length];',
  },
  {
    title: 'a message to the own window',
    rule: 'message-target',
    quiet:
      "const root = typeof window !== 'undefined' ? window : global;\nroot.postMessage(token, '*');",
    found: "const root = window.parent;\nroot.postMessage(token, '*');",
  },
];

const properties: readonly Pair[] = [
  {
    title: 'names that a list of another file keeps away',
    rule: 'prototype-pollution',
    quiet:
      "const { specialProperties } = require('./special');\nmodule.exports = (o, path, value) => {\n  let at = o;\n  for (const part of path.split('.')) {\n    if (specialProperties.has(part)) return;\n    at[part] = value;\n    at = at[part];\n  }\n};",
    found:
      "const { knownColours } = require('./special');\nmodule.exports = (o, path, value) => {\n  let at = o;\n  for (const part of path.split('.')) {\n    if (knownColours.has(part)) return;\n    at[part] = value;\n    at = at[part];\n  }\n};",
  },
  {
    title: 'a copy of what stands there',
    rule: 'prototype-pollution',
    quiet:
      'module.exports = function walk(o, path) {\n  let at = o;\n  for (const key of path.split(".")) {\n    at[key] = clone(at[key]);\n    at = at[key];\n  }\n};',
    found:
      'module.exports = function walk(o, path, value) {\n  let at = o;\n  for (const key of path.split(".")) {\n    at[key] = clone(value);\n    at = at[key];\n  }\n};',
  },
  {
    title: 'a slot that was made anew',
    rule: 'prototype-pollution',
    quiet:
      'function extend(a, b) { for (const i in b) a[i] = b[i]; return a; }\nmodule.exports = (o, p) => { for (const key in p) { o[key] = {}; extend(o[key], p[key]); } };',
    found:
      'function extend(a, b) { for (const i in b) a[i] = b[i]; return a; }\nmodule.exports = (o, p) => { for (const key in p) { extend(o[key], p[key]); } };',
  },
];

const patterns: readonly Pair[] = [
  {
    title: 'the message of an error',
    rule: 'regex-polynomial',
    quiet: 'exports.parse = (err) => err.message.match(/(.*) at (.*)$/);',
    found: 'exports.parse = (text) => text.match(/(.*) at (.*)$/);',
  },
  {
    title: 'what a node of a tree holds',
    rule: 'regex-polynomial',
    quiet: 'exports.check = (context) => context.getSource().text.replace(/\\s+$/, "");',
    found: 'exports.check = (options) => options.text.replace(/\\s+$/, "");',
  },
  {
    title: 'what an object of another kind holds, beside a header',
    rule: 'regex-polynomial',
    quiet: "exports.isFresh = (entry) => /\\s+$/.test(entry['control']);",
    found: "exports.isFresh = (headers) => /\\s+$/.test(headers['control']);",
  },
  {
    title: 'a regular expression',
    rule: 'regex-polynomial',
    quiet: 'exports.copy = (one) => new RegExp(one.source, /\\w*$/.exec(one));',
    found: 'exports.copy = (one) => new RegExp("a", /\\w*$/.exec(one));',
  },
  {
    title: 'a way for platforms without trim()',
    rule: 'regex-polynomial',
    quiet: 'exports.trim = (text) => text.trim ? text.trim() : text.replace(/\\s+$/, "");',
    found: 'exports.trim = (text) => text.length ? text.replace(/\\s+$/, "") : "";',
  },
  {
    title: 'the rest after a return for platforms with trim()',
    rule: 'regex-polynomial',
    quiet:
      'exports.trim = function (text) { if (text.trim) return text.trim(); return text.replace(/\\s+$/, ""); };',
    found:
      'exports.trim = function (text) { if (text.trim) log(text); return text.replace(/\\s+$/, ""); };',
  },
  {
    title: 'text without long runs',
    rule: 'regex-polynomial',
    quiet: 'exports.slug = (text) => text.replace(/-+/g, "-").replace(/^-+|-+$/g, "");',
    found: 'exports.slug = (text) => text.replace(/_+/g, "-").replace(/^-+|-+$/g, "");',
  },
  {
    title: 'the end of base64',
    rule: 'regex-polynomial',
    quiet: 'exports.id = (data) => data.toString("base64").replace(/=+$/, "");',
    found: 'exports.id = (data) => data.toString("utf8").replace(/=+$/, "");',
  },
];

describe('what only looks like a flaw', () => {
  both([...code, ...requests, ...secrets, ...properties, ...patterns], 'src/a.js');
});
