const express = require('express');
const yaml = require('js-yaml');
const YAML = require('yaml');
const serialize = require('node-serialize');
const funcster = require('funcster');
const cryo = require('cryo');
const cookieParser = require('cookie-parser');
const jsyaml3 = require('js-yaml');
const unsafe = require('js-yaml-js-types').all;
const app = express();
app.use(cookieParser());
const schema = yaml.DEFAULT_SCHEMA.extend(unsafe);

app.post('/profile', (req, res) => {
  serialize.unserialize(req.cookies.profile); // BAD: CWE-502
  serialize.unserialize(Buffer.from(req.cookies.profile, 'base64').toString()); // BAD: CWE-502
  funcster.deepDeserialize(req.body); // BAD: CWE-502
  cryo.parse(req.body.state); // BAD: CWE-502
  JSON.parse(req.cookies.profile); // OK
  res.end(serialize.serialize({ a: 1 })); // OK
});

app.post('/yaml', (req, res) => {
  yaml.load(req.body.doc, { schema }); // BAD: CWE-502
  jsyaml3.load(req.body.doc, { schema: jsyaml3.DEFAULT_FULL_SCHEMA }); // BAD: CWE-502
  yaml.safeLoad(req.body.doc); // OK
  yaml.load(req.body.doc, { schema: yaml.JSON_SCHEMA }); // OK
  YAML.parse(req.body.doc); // OK
  res.end();
});
