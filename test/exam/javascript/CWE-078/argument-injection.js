const { execFile, execFileSync, spawn } = require('child_process');
const express = require('express');
const app = express();

// Each of these programs runs another one when an option says so.
app.get('/clone', (req, res) => {
  execFile('git', ['ls-remote', req.query.remote], () => res.end()); // BAD: CWE-078
  execFile('git', ['clone', req.query.remote, '/tmp/x'], () => res.end()); // BAD: CWE-078
  spawn('hg', ['clone', req.query.remote]); // BAD: CWE-078
});

app.get('/fetch', (req, res) => {
  const args = ['fetch'].concat(req.query.remote);
  execFileSync('git', args); // BAD: CWE-078
  execFileSync('git', ['fetch', 'origin', '--', req.query.ref]); // OK
  res.end();
});

app.get('/status', (req, res) => {
  execFile('git', ['status', '--porcelain'], (err, out) => res.end(out)); // OK
});

app.get('/echo', (req, res) => {
  execFile('echo', [req.query.text], (err, out) => res.end(out)); // OK
});

app.get('/remote', (req, res) => {
  const remote = String(req.query.remote);
  if (!remote.startsWith('https://')) return res.sendStatus(400);
  execFile('git', ['ls-remote', remote], () => res.end()); // GUARDED
});
