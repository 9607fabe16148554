const express = require('express');
const http = require('http');
const _ = require('lodash');
const escape = require('escape-string-regexp');
const app = express();

app.get('/find', (req, res) => {
  const word = req.query.word;
  new RegExp(word); // BAD: CWE-730, CWE-400
  new RegExp('\\b' + word + '\\b', 'i'); // BAD: CWE-730, CWE-400
  RegExp(`^${word}`); // BAD: CWE-730, CWE-400
  new RegExp(_.escapeRegExp(word)); // OK
  new RegExp(escape(word)); // OK
  new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')); // OK
  new RegExp(word.replace(/[^a-z]/g, '')); // OK
  'text'.match(word); // BAD: CWE-730, CWE-400
  'text'.search(word); // BAD: CWE-730, CWE-400
  'text'.includes(word); // OK
  'text'.split(word); // OK
  'text'.replace(word, ''); // OK
  const flags = req.query.flags;
  new RegExp('fixed', flags); // OK
});

http.createServer((req, res) => {
  const filters = JSON.parse(decodeURIComponent(req.url.slice(1)));
  const tests = filters.map((one) => new RegExp(one.pattern)); // BAD: CWE-730, CWE-400
  res.end(String(tests.length));
});

const args = process.argv.slice(2);
new RegExp(args[0]); // EITHER
function matcher(name) {
  return new RegExp('^' + name + '$'); // BAD: CWE-730, CWE-400
}
app.get('/m/:name', (req, res) => res.json(matcher(req.params.name).test('a')));
