const yaml = require('js-yaml');
const YAML = require('yaml');
const serialize = require('node-serialize');
const v8 = require('v8');
const funcster = require('funcster');
const express = require('express');
const app = express();
app.post('/', (req, res) => {
  yaml.load(req.body.text, { schema: yaml.DEFAULT_FULL_SCHEMA }); // BAD: CWE-502
  yaml.safeLoad(req.body.text); // OK
  YAML.parse(req.body.text); // OK
  serialize.unserialize(req.cookies.profile); // BAD: CWE-502
  serialize.unserialize(Buffer.from(req.cookies.profile, 'base64').toString()); // BAD: CWE-502
  funcster.deepDeserialize(JSON.parse(req.body.text)); // BAD: CWE-502
  JSON.parse(req.body.text); // OK
  v8.deserialize(Buffer.from(req.body.text)); // EITHER
});
