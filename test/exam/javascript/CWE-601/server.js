const express = require('express');
const url = require('url');
const http = require('http');
const app = express();

app.get('/go', (req, res) => {
  res.redirect(req.query.target); // BAD: CWE-601
});
app.get('/go2', (req, res) => {
  const target = req.param('target');
  res.redirect(302, target); // BAD: CWE-601
});
app.get('/go3', function (req, res) {
  res.writeHead(302, { Location: req.query.url }); // BAD: CWE-601
  res.end();
});
app.get('/go4', function (req, res) {
  res.setHeader('Location', req.query.url); // BAD: CWE-601
  res.status(301).end();
});
app.get('/go5', function (req, res) {
  res.location(req.query.next).sendStatus(303); // BAD: CWE-601
});
app.get('/host', (req, res) => {
  res.redirect('https://' + req.query.host + '/welcome'); // BAD: CWE-601
  res.redirect(`//${req.params.host}`); // BAD: CWE-601
  res.redirect('https://example.com/search?q=' + req.query.q); // OK
  res.redirect('/users/' + encodeURIComponent(req.query.id)); // OK
  res.redirect(`https://example.com/${req.query.page}`); // OK
  res.redirect('/login'); // OK
  res.redirect('back'); // OK
});
app.post('/login', (req, res) => {
  const next = req.session.returnTo || '/';
  delete req.session.returnTo;
  res.redirect(next); // OK
});
app.post('/login2', (req, res) => {
  const { returnTo = '/' } = req.body;
  res.redirect(returnTo); // BAD: CWE-601
});
app.get('/unslashed', (req, res) => {
  res.redirect('/' + req.query.path); // BAD: CWE-601
});
app.get('/prefix', (req, res) => {
  const target = req.query.target;
  if (target.startsWith('/')) {
    res.redirect(target); // GUARDED
  } else {
    res.redirect('/'); // OK
  }
});
app.get('/local', (req, res) => {
  const target = req.query.target;
  res.redirect(isLocal(target) ? target : '/'); // GUARDED
});
function isLocal(path) {
  try {
    return new URL(path, 'https://example.com').origin === 'https://example.com';
  } catch {
    return false;
  }
}
const ALLOWED = ['https://example.com/a', 'https://example.com/b'];
app.get('/listed', (req, res) => {
  if (ALLOWED.indexOf(req.query.target) === -1) return res.sendStatus(400);
  res.redirect(req.query.target); // GUARDED
});
app.get('/exact', (req, res) => {
  if (req.query.target === 'https://example.com/a') {
    res.redirect(req.query.target); // OK
  }
});
const ROUTES = new Map([['docs', '/docs'], ['home', '/']]);
app.get('/mapped', (req, res) => {
  res.redirect(ROUTES.get(req.query.to) || '/'); // OK
});
app.get('/referer', (req, res) => {
  res.redirect(req.headers.referer); // EITHER
});
app.use((req, res) => {
  res.redirect('https://' + req.hostname + req.originalUrl); // EITHER
});

http.createServer(function (req, res) {
  var target = url.parse(req.url, true).query.target;
  if (target) {
    res.writeHead(302, { 'Location': target }); // BAD: CWE-601
  }
  res.end();
});
http.createServer(function (req, res) {
  var query = url.parse(req.url, true).query;
  if (query.safe) {
    res.writeHead(302, { Location: '/home?from=' + encodeURIComponent(query.from) }); // OK
  }
  res.end();
});
