const express = require('express');
const app = express();
app.use(express.text());

app.post('/trim', (req, res) => {
  res.send({ text: req.body.replace(/^\s+|\s+$/g, '') }); // BAD: CWE-400
  res.send({ text: req.body.trim() }); // OK
});

app.get('/slug', (req, res) => {
  const slug = req.query.title.toLowerCase().replace(/-+$/, ''); // BAD: CWE-400
  res.send({ slug: slug.replace(/^-+/, '') }); // OK
});

app.get('/mail', (req, res) => {
  if (!/^.+@.+\..+$/.test(req.query.mail)) return res.sendStatus(400); // BAD: CWE-400
  res.end();
});

app.get('/tags', (req, res) => {
  req.query.html.replace(/<[^>]*>/g, ''); // EITHER
  req.query.html.match(/<script.*>.*<\/script>/); // BAD: CWE-400
  req.query.html.split(/\s*,\s*/); // BAD: CWE-400
  req.query.html.split(/,/); // OK
  req.query.html.match(/^\w+$/); // OK
  req.query.html.search(/\d+x/); // BAD: CWE-400
  res.end();
});

app.get('/agent', (req, res) => {
  const agent = req.headers['user-agent'];
  /(.+) on (.+) version (.+)/.exec(agent); // BAD: CWE-400
  /^[^ ]+ on /.exec(agent); // OK
  res.end();
});

app.get('/capped', (req, res) => {
  if (req.query.q.length > 100) return res.sendStatus(413);
  res.send({ q: req.query.q.replace(/\s+$/, '') }); // GUARDED
});

const TRAILING = /[ \t]+\n?$/;
app.post('/lines', (req, res) => {
  const lines = req.body.split('\n').map((line) => line.replace(TRAILING, '')); // BAD: CWE-400
  res.json(lines);
});

// What a library is handed may be as long as its caller likes.
exports.stripSlashes = function (path) {
  return path.replace(/\/+$/, ''); // BAD: CWE-400
};

exports.parseHeader = (header) => {
  const [, name, value] = header.match(/^(.*?)\s*:\s*(.*?)\s*$/) || []; // BAD: CWE-400
  return { name, value };
};

exports.camel = (text) => text.replace(/-([a-z])/g, (_, c) => c.toUpperCase()); // OK

exports.isBlank = function (text) {
  return /^\s*$/.test(text); // OK
};

exports.fixed = () => 'a  b  '.replace(/\s+$/, ''); // OK

module.exports.app = app;
