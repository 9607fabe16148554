const express = require('express');
const { exec, execFile, spawn, execSync } = require('child_process');
const cp = require('child_process');
const path = require('path');

const app = express();
app.use(express.json());

app.get('/ping', (req, res) => {
  exec('ping -c 1 ' + req.query.host, (err, stdout) => { // BAD: CWE-078
    if (err) return res.status(500).end();
    res.type('text/plain').send(stdout);
  });
});

app.get('/whois/:domain', function (req, res) {
  const { domain } = req.params;
  cp.exec(`whois ${domain}`, { timeout: 5000 }, function (err, out) { // BAD: CWE-078
    res.json({ out: String(out) });
  });
});

app.post('/thumbnail', async (req, res) => {
  const size = req.body.size || '100x100';
  const cmd = ['convert', '/data/in.png', '-resize', size, '/data/out.png'].join(' ');
  execSync(cmd); // BAD: CWE-078
  res.end();
});

app.post('/archive', (req, res) => {
  const target = req.body.name;
  const child = spawn('tar czf /backups/' + target + '.tgz /srv/data', { shell: true }); // BAD: CWE-078
  child.on('close', (code) => res.json({ code }));
});

app.post('/lint', (req, res) => {
  const child = spawn('eslint', ['--format', 'json', req.body.file], { shell: '/bin/bash' }); // BAD: CWE-078
  child.stdout.pipe(res);
});

app.get('/run', (req, res) => {
  const program = req.query.program;
  execFile(program, ['--version'], (e, out) => res.end(out)); // BAD: CWE-078
});

app.get('/sh', (req, res) => {
  const flag = process.platform === 'win32' ? '/c' : '-c';
  const shell = process.platform === 'win32' ? 'cmd' : 'sh';
  const args = [flag, 'du -sh ' + req.query.dir];
  spawn(shell, args).stdout.pipe(res); // BAD: CWE-078
});

app.get('/uptime', (req, res) => {
  exec('uptime', (err, out) => res.end(out)); // OK
});

app.get('/disk', (req, res) => {
  execFile('df', ['-h', '/data'], (err, out) => res.end(out)); // OK
});

app.get('/checksum', (req, res) => {
  const file = path.basename(String(req.query.file));
  execFile('sha256sum', ['--', '/data/' + file], (err, out) => res.end(out)); // OK
});

app.get('/head', (req, res) => {
  const lines = parseInt(req.query.lines, 10) || 10;
  exec('head -n ' + lines + ' /var/log/app.log', (err, out) => res.end(out)); // OK
});

const COMMANDS = { start: 'systemctl start app', stop: 'systemctl stop app' };
app.post('/service', (req, res) => {
  const command = new Map(Object.entries(COMMANDS)).get(req.body.action);
  if (!command) return res.sendStatus(400);
  exec(command, () => res.end()); // OK
});

app.post('/theme', (req, res) => {
  let file;
  switch (req.body.theme) {
    case 'dark': file = 'dark.scss'; break;
    case 'light': file = 'light.scss'; break;
    default: return res.sendStatus(404);
  }
  exec('sass ' + file + ' public/theme.css', () => res.end()); // OK
});

app.post('/branch', (req, res) => {
  const branch = req.body.branch;
  if (!/^[a-z0-9_]+$/.test(branch)) {
    return res.status(400).send('bad branch');
  }
  exec('git checkout ' + branch, () => res.end()); // GUARDED
});

const routePattern = /^\/v(\d+)\/(.*)$/;
app.use((req, res, next) => {
  const match = routePattern.exec(req.url); // OK
  req.version = match ? Number(match[1]) : 1;
  next();
});

app.listen(3000);
