import { both, type Pair } from './pairs';

const handler = (body: string, head = '') =>
  `const path = require('path');\nconst fs = require('fs');\n${head}app.get('/x', (req, res) => {\n${body}\n});`;
const flask = (body: string) =>
  `from flask import Flask, request, send_file\nimport os, tarfile, yaml\nfrom pathlib import Path\napp = Flask(__name__)\n@app.post("/x")\ndef view():\n${body}\n`;
const members = (check: string) =>
  flask(
    `    with tarfile.open(fileobj=request.stream) as archive:\n        for member in archive.getmembers():\n            if ${check}:\n                raise ValueError("outside")\n        archive.extractall(target)`,
  );

const code: readonly Pair[] = [
  {
    title: 'a path below the root, behind a folder',
    rule: 'path-traversal',
    quiet: handler("fs.readFile(path.join(root, path.normalize('/' + req.query.f)), done);"),
    found: handler("fs.readFile(path.normalize('/' + req.query.f), done);"),
  },
  {
    title: 'a text without control characters',
    rule: 'log-injection',
    quiet: handler("console.log('who: ' + req.query.n.replace(/[\\x00-\\x1f]/g, ''));"),
    found: handler("console.log('who: ' + req.query.n.replace(/[\\x7f]/g, ''));"),
  },
  {
    title: 'a query behind a middleware that takes operators out',
    rule: 'nosql-injection',
    quiet: handler(
      'db.users.findOne({ name: req.body.name });',
      "const clean = require('express-mongo-sanitize');\nconst sanitize = clean;\napp.use(sanitize());\n",
    ),
    found: handler(
      'db.users.findOne({ name: req.body.name });',
      "const clean = require('express-mongo-sanitize');\n",
    ),
  },
  {
    title: 'a check that is on in a roundabout way',
    rule: 'tls-verification',
    quiet: 'new https.Agent({ rejectUnauthorized: !false });',
    found: 'new https.Agent({ rejectUnauthorized: !true });',
  },
  {
    title: 'a check that is on in a call',
    rule: 'tls-verification',
    quiet: 'new https.Agent({ rejectUnauthorized: Boolean(1) });',
    found: 'new https.Agent({ rejectUnauthorized: Boolean(0) });',
  },
];

const python: readonly Pair[] = [
  {
    title: 'a safe loader, whichever there is',
    rule: 'py-unsafe-deserialization',
    quiet: flask(
      '    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)\n    return yaml.load(request.data, Loader=loader)',
    ),
    found: flask('    return yaml.load(request.data, Loader=yaml.Loader)'),
  },
  {
    title: 'an archive whose entries were looked at',
    rule: 'py-archive-extraction',
    quiet: members('not os.path.realpath(os.path.join(target, member.name)).startswith(root)'),
    found: members('member.name.startswith("/")'),
  },
  {
    title: 'an archive with a filter',
    rule: 'py-archive-extraction',
    quiet: flask('    tarfile.open(name).extractall(target, filter="data")'),
    found: flask('    tarfile.open(name).extractall(target, filter="fully_trusted")'),
  },
];

describe('right fixes that the rules know', () => {
  both(code, 'src/server.js');
  both(python, 'app/views.py');
});
