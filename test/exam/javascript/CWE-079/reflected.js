const express = require('express');
const escapeHtml = require('escape-html');
const he = require('he');
const _ = require('lodash');
const sanitizeHtml = require('sanitize-html');
const xss = require('xss');
const marked = require('marked');
const app = express();

app.get('/hello', (req, res) => {
  res.send('<h1>Hello ' + req.query.name + '</h1>'); // BAD: CWE-079
});

app.get('/user/:id', function (req, res) {
  if (!isValid(req.params.id)) {
    res.status(404).send('Unknown user: ' + req.params.id); // BAD: CWE-079
    return;
  }
  res.send(`<p>${escapeHtml(req.params.id)}</p>`); // OK
});

app.get('/search', (req, res) => {
  const { q = '' } = req.query;
  let html = '<ul>';
  for (const hit of find(q)) html += '<li>' + hit + '</li>';
  html += '</ul><p>You searched for ' + q;
  res.write(html); // BAD: CWE-079
  res.end();
});

app.post('/preview', (req, res) => {
  const body = marked(req.body.markdown);
  res.send(body); // BAD: CWE-079
});

app.post('/preview/clean', (req, res) => {
  const body = sanitizeHtml(marked(req.body.markdown));
  res.send(body); // OK
});

app.get('/encoded', (req, res) => {
  res.send('<b>' + he.encode(req.query.x) + '</b>'); // OK
  res.send('<b>' + _.escape(req.query.x) + '</b>'); // OK
  res.send('<b>' + xss(req.query.x) + '</b>'); // OK
  res.send('<a href="/?q=' + encodeURIComponent(req.query.x) + '">again</a>'); // OK
});

app.get('/json', (req, res) => {
  res.json({ name: req.query.name }); // OK
});

app.get('/plain', (req, res) => {
  res.setHeader('Content-Type', 'text/plain');
  res.send('Hello ' + req.query.name); // OK
});

app.get('/type', (req, res) => {
  res.type('json').send('{"q": ' + JSON.stringify(req.query.q) + '}'); // OK
});

app.get('/count', (req, res) => {
  res.send('<p>' + parseInt(req.query.n, 10) + '</p>'); // OK
});

app.get('/header', (req, res) => {
  res.send('You came from ' + req.get('Referer')); // BAD: CWE-079
  res.send('Your agent: ' + req.headers['user-agent']); // EITHER
});

app.get('/cookie', (req, res) => {
  res.send('<p>Theme: ' + req.cookies.theme + '</p>'); // EITHER
});

function page(title, content) {
  return '<html><title>' + title + '</title><body>' + content + '</body></html>';
}

app.get('/page', (req, res) => {
  res.end(page('Page', req.query.content)); // BAD: CWE-079
  res.end(page('Page', 'nothing here')); // OK
});

function esc(s) {
  return String(s)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

app.get('/own', (req, res) => {
  res.send('<p>' + esc(req.query.content) + '</p>'); // OK
});

app.get('/halfway', (req, res) => {
  res.send('<p>' + req.query.content.replace('<', '&lt;') + '</p>'); // BAD: CWE-079
});

app.get('/choice', (req, res) => {
  const colour = ['red', 'green'].includes(req.query.colour) ? req.query.colour : 'red';
  res.send('<p style="color:' + colour + '">x</p>'); // GUARDED
});

app.use((err, req, res, next) => {
  res.status(500).send(err.stack.length + ' lines'); // OK
});

function isValid(id) { return /^\d+$/.test(id); }
function find() { return []; }
module.exports = app;
