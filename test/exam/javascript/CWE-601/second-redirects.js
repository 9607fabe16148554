const express = require('express');
const http = require('http');
const url = require('url');
const passport = require('passport');
const app = express();

app.get('/login', (req, res) => {
  const target = req.query.returnTo || '/';
  res.redirect(target); // BAD: CWE-601
  res.redirect(302, target); // BAD: CWE-601
  res.redirect('/users/' + req.params.id); // OK
  res.redirect('https://' + req.query.host + '/welcome'); // BAD: CWE-601
  res.redirect(`https://example.com/${req.query.page}`); // OK
  res.redirect('https://example.com' + req.query.page); // BAD: CWE-601
  res.redirect(req.session.returnTo || '/'); // OK
  res.location(req.query.next).sendStatus(303); // BAD: CWE-601
  res.set('Location', req.query.next); // BAD: CWE-601
  res.redirect('back'); // OK
  res.redirect(req.headers.referer); // EITHER
  res.redirect('?page=' + req.query.page); // OK
});

app.get('/checked', (req, res) => {
  const next = req.query.next;
  if (next && next.startsWith('/')) {
    res.redirect(next); // EITHER
  }
  if (/^\/(?![/\\])/.test(next)) {
    res.redirect(next); // GUARDED
  }
  if (next.startsWith('https://example.com')) {
    return res.redirect(next); // BAD: CWE-601
  }
  if (next.includes('example.com')) {
    return res.redirect(next); // BAD: CWE-601
  }
  const parsed = new URL(next, 'https://example.com');
  if (parsed.host === 'example.com') return res.redirect(next); // GUARDED
  if (['/home', '/cart'].includes(next)) return res.redirect(next); // OK
  res.redirect(parsed.pathname); // EITHER
});

app.get('/oauth', passport.authenticate('oauth'), function (req, res) {
  const { redirect_uri: uri, state } = req.query;
  const destination = new URL(uri);
  destination.searchParams.set('state', state);
  res.redirect(destination.toString()); // BAD: CWE-601
  res.redirect(url.format({ pathname: '/done', query: { state } })); // OK
});

http.createServer((req, res) => {
  const { query } = url.parse(req.url, true);
  res.writeHead(302, { Location: query.url }); // BAD: CWE-601
  res.end();
  res.writeHead(301, { Location: '/moved?from=' + encodeURIComponent(req.url) }); // OK
  res.statusCode = 302;
  res.setHeader('location', query.to); // BAD: CWE-601
});

function go(res, where) {
  res.redirect(where); // BAD: CWE-601
}
app.post('/go', (req, res) => go(res, req.body.where));
