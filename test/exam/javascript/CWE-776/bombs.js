const express = require('express');
const libxmljs = require('libxmljs');
const expat = require('node-expat');
const app = express();
app.post('/xml', (req, res) => {
  libxmljs.parseXml(req.body, { noent: true }); // BAD: CWE-776, CWE-611
  libxmljs.parseXml(req.body); // OK
  const parser = new expat.Parser();
  parser.write(req.body.xml); // BAD: CWE-776, CWE-611
  res.end();
});
