const express = require('express');
const fs = require('fs');
const fse = require('fs-extra');
const pathModule = require('path');
const app = express();

app.get('/a', (req, res) => {
  let p = req.query.p;
  p = p.replace('../', '');
  res.end(fs.readFileSync('/data/' + p)); // BAD: CWE-022
});

app.get('/b', (req, res) => {
  const p = pathModule.join('/data', req.query.p);
  if (p.startsWith('/data')) {
    res.end(fs.readFileSync(p)); // GUARDED
  }
});

app.get('/c', (req, res) => {
  const p = req.query.p;
  if (p.startsWith('/data/')) {
    res.end(fs.readFileSync(p)); // GUARDED
  }
});

app.get('/d', (req, res) => {
  const p = pathModule.normalize(req.query.p).replace(/^(\.\.(\/|\\|$))+/, '');
  res.end(fs.readFileSync(pathModule.join('/data', p))); // OK
});

app.get('/e', async (req, res) => {
  await fse.remove('/data/' + req.query.dir); // BAD: CWE-022
  await fse.copy('/templates/default', '/data/' + req.query.dir); // BAD: CWE-022
  await fse.emptyDir('/data/cache'); // OK
  res.end();
});

app.get('/f', (req, res) => {
  const p = req.query.p;
  if (p.includes('..') || pathModule.isAbsolute(p)) return res.sendStatus(400);
  res.end(fs.readFileSync(pathModule.join('/data', p))); // GUARDED
});

app.get('/g', (req, res) => {
  const id = encodeURIComponent(req.query.id).replace(/\./g, '');
  res.end(fs.readFileSync('/data/' + id)); // OK
});

app.get('/h', (req, res) => {
  const entries = fs.readdirSync('/data'); // OK
  const name = entries.find((entry) => entry === req.query.name);
  if (!name) return res.sendStatus(404);
  res.end(fs.readFileSync('/data/' + name)); // OK
});

app.get('/i', (req, res) => {
  const cookieFile = req.cookies.prefs;
  fs.open(cookieFile, 'r', (err, fd) => { // BAD: CWE-022
    fs.close(fd);
    res.end();
  });
  fs.mkdir('/tmp/' + req.headers['x-session'], () => {}); // BAD: CWE-022
  fs.appendFile('/var/log/app.log', req.query.message, () => {}); // OK
});

app.use('/static', express.static(pathModule.join(__dirname, 'static'))); // OK

module.exports = app;
