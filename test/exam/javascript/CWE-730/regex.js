const express = require('express');
const _ = require('lodash');
const escapeStringRegexp = require('escape-string-regexp');
const app = express();
const names = ['ada', 'grace'];

app.get('/find', (req, res) => {
  const pattern = new RegExp(req.query.pattern); // BAD: CWE-730
  res.json(names.filter((name) => pattern.test(name)));
});
app.get('/find2', (req, res) => {
  res.json(names.filter((name) => RegExp('^' + req.query.prefix, 'i').test(name))); // BAD: CWE-730
});
app.get('/find3/:key', (req, res) => {
  const { key } = req.params;
  const re = new RegExp(`\\b${key}=(.*)\n`); // BAD: CWE-730
  res.json(re.exec(req.body.text));
});
app.get('/find4', (req, res) => {
  res.json(names.filter((name) => name.match(req.query.name))); // BAD: CWE-730
  res.json(names.filter((name) => name.search(req.query.name) >= 0)); // BAD: CWE-730
  res.json(names.filter((name) => name.includes(req.query.name))); // OK
  res.json(names.filter((name) => name.startsWith(req.query.name))); // OK
});
app.get('/escaped', (req, res) => {
  new RegExp(_.escapeRegExp(req.query.q)); // OK
  new RegExp('^' + escapeStringRegexp(req.query.q) + '$'); // OK
  new RegExp(req.query.q.replace(/[-\/\\^$*+?.()|[\]{}]/g, '\\$&')); // OK
  new RegExp(RegExp.escape(req.query.q)); // OK
  res.end();
});
app.get('/half', (req, res) => {
  new RegExp(req.query.q.replace(/\./g, '\\.')); // BAD: CWE-730
  res.end();
});
app.get('/glob', (req, res) => {
  const source = req.query.glob.split('*').map(quote).join('.*');
  new RegExp('^' + source + '$'); // OK
  res.end();
});
function quote(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
app.get('/flags', (req, res) => {
  new RegExp('[a-z]+', req.query.flags); // OK
  new RegExp('^v' + Number(req.query.major)); // OK
  res.end();
});
app.get('/word', (req, res) => {
  if (!/^\w+$/.test(req.query.word)) return res.sendStatus(400);
  new RegExp('\\b' + req.query.word + '\\b'); // GUARDED
  res.end();
});
app.get('/env', (req, res) => {
  new RegExp(process.env.NAME_PATTERN); // EITHER
  new RegExp(names.join('|')); // OK
  res.end();
});
app.get('/mongo', (req, res) => {
  const filter = { name: { $regex: req.query.name } }; // EITHER
  res.json(filter);
});
app.get('/split', (req, res) => {
  res.json('a-b'.split(req.query.separator)); // OK
  res.json('a-b'.replace(req.query.from, req.query.to)); // OK
});
