var express = require('express');
var escapeHtml = require('escape-html');
var _ = require('lodash');
var he = require('he');
var app = express();

app.get('/hello', function (req, res) {
  var name = req.query.name;
  res.send('<h1>Hello ' + name + '</h1>'); // BAD: CWE-079
  res.send('<h1>Hello ' + escapeHtml(name) + '</h1>'); // OK
  res.send('<h1>Hello ' + _.escape(name) + '</h1>'); // OK
  res.send('<p>' + he.encode(name) + '</p>'); // OK
  res.send('<p>' + he.decode(name) + '</p>'); // BAD: CWE-079
  res.send('<p>' + encodeURIComponent(name) + '</p>'); // OK
  res.send('<p>' + decodeURIComponent(encodeURIComponent(name)) + '</p>'); // BAD: CWE-079
  res.json({ name: name }); // OK
  res.type('text').send(name); // OK
});

app.get('/plain', function (req, res) {
  res.set('Content-Type', 'text/plain');
  res.send('Unknown user ' + req.params.user); // OK
});

app.get('/typed', function (req, res) {
  res.setHeader('Content-Type', 'text/html');
  res.write('<li>' + req.params.user + '</li>'); // BAD: CWE-079
  res.end();
});

app.get('/list', function (req, res) {
  var rows = [];
  rows.push('<ul>');
  [].concat(req.query.item).forEach(function (item) {
    rows.push('<li>' + item + '</li>');
  });
  rows.push('</ul>');
  res.send(rows.join('\n')); // BAD: CWE-079
});

app.get('/wrong', function (req, res) {
  var text = req.query.text.replace('<', '&lt;').replace('>', '&gt;');
  res.send('<p>' + text + '</p>'); // BAD: CWE-079, CWE-116
  var clean = req.query.text.replace(/</g, '&lt;').replace(/>/g, '&gt;');
  res.send('<p>' + clean + '</p>'); // OK
  var noTags = req.query.text.replace(/<script>/gi, '');
  res.send('<p>' + noTags + '</p>'); // BAD: CWE-079, CWE-116
});

app.use(function (err, req, res, next) {
  res.status(404).send('Cannot find ' + req.originalUrl); // BAD: CWE-079
});

function page(title, body) {
  return '<html><head><title>' + title + '</title></head><body>' + body + '</body></html>';
}
app.get('/page', function (req, res) {
  res.send(page(req.query.title, '')); // BAD: CWE-079
  res.send(page(escapeHtml(req.query.title), '')); // OK
  res.send(page(String(Number(req.query.page)), '')); // OK
  res.send(page(req.query.page === 'about' ? 'About' : 'Home', '')); // OK
});

app.get('/callback', (req, res) => {
  res.send(`${req.query.callback}(${JSON.stringify({ ok: true })})`); // BAD: CWE-079
  res.jsonp({ ok: true }); // OK
  res.send(Buffer.from(req.query.data, 'base64').toString()); // BAD: CWE-079
  res.send(`<script>var q = ${JSON.stringify(req.query.q)};</script>`); // BAD: CWE-079
});
