const fs = require('fs');
const fsp = require('fs/promises');
const path = require('path');
const express = require('express');
const fse = require('fs-extra');
const gfs = require('graceful-fs');
const glob = require('glob');
const sanitize = require('sanitize-filename');
const app = express();
const ROOT = path.resolve(__dirname, 'public');

app.get('/a/:name', (req, res) => {
  fs.readFile(path.join(ROOT, req.params.name), (e, data) => res.end(data)); // BAD: CWE-022
  fs.readFile(path.join(ROOT, path.basename(req.params.name)), () => {}); // OK
  fs.readFile(path.join(ROOT, sanitize(req.params.name)), () => {}); // OK
  gfs.createReadStream(`${ROOT}/${req.query.file}`).pipe(res); // BAD: CWE-022
  fse.copy(req.body.from, '/srv/out'); // BAD: CWE-022
  fse.outputFile(path.resolve(ROOT, req.body.name), 'x'); // BAD: CWE-022
  glob.sync(req.query.pattern); // EITHER
  res.sendFile(req.query.file, { root: ROOT }); // OK
  res.sendFile(path.join(ROOT, req.query.file)); // BAD: CWE-022
  res.download(ROOT + '/' + req.query.file); // BAD: CWE-022
});

function within(base, name) {
  const full = path.resolve(base, name);
  if (full !== base && !full.startsWith(base + path.sep)) throw new Error('outside');
  return full;
}

app.get('/b', async (req, res) => {
  res.end(await fsp.readFile(within(ROOT, req.query.file))); // OK
  const target = path.normalize(path.join(ROOT, req.query.file));
  if (!target.startsWith(ROOT)) return res.sendStatus(403);
  res.end(await fsp.readFile(target)); // GUARDED
});

app.get('/c', async (req, res) => {
  const name = req.query.file.replace('../', '');
  await fsp.unlink(path.join(ROOT, name)); // BAD: CWE-022
  const other = req.query.file.replace(/\.\.\//g, '');
  await fsp.unlink(path.join(ROOT, other)); // BAD: CWE-022
  const id = parseInt(req.query.id, 10);
  await fsp.unlink(path.join(ROOT, id + '.json')); // OK
  if (req.query.file.includes('..')) return res.sendStatus(400);
  await fsp.unlink(path.join(ROOT, req.query.file)); // GUARDED
});

app.get('/d', (req, res) => {
  const relative = path.relative(ROOT, path.resolve(ROOT, req.query.f));
  if (relative.startsWith('..') || path.isAbsolute(relative)) {
    res.status(403).end();
  } else {
    fs.createReadStream(path.join(ROOT, relative)).pipe(res); // OK
  }
  if (fs.existsSync(req.query.f)) fs.rmdirSync(req.query.f, { recursive: true }); // BAD: CWE-022
});

app.post('/upload', (req, res) => {
  const upload = req.files.avatar;
  upload.mv('./uploads/' + upload.name); // BAD: CWE-022
  upload.mv('./uploads/' + upload.md5); // OK
});
