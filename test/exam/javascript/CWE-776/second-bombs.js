const express = require('express');
const expat = require('node-expat');
const sax = require('sax');
const libxml = require('libxmljs');
const app = express();
app.post('/', (req, res) => {
  libxml.parseXml(req.body.xml, { noent: true, huge: true }); // BAD: CWE-776, CWE-611
  const parser = new expat.Parser();
  parser.parse(req.body.xml); // BAD: CWE-776
  const strict = sax.parser(true);
  strict.write(req.body.xml).close(); // OK
});
