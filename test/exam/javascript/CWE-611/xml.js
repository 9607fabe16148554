const express = require('express');
const libxmljs = require('libxmljs');
const expat = require('node-expat');
const { XMLParser } = require('fast-xml-parser');
const xml2js = require('xml2js');
const sax = require('sax');
const app = express();

app.post('/xml', (req, res) => {
  libxmljs.parseXml(req.body, { noent: true }); // BAD: CWE-611
  libxmljs.parseXmlString(req.body.xml, { noent: true, noblanks: true }); // BAD: CWE-611
  libxmljs.parseXml(req.files.doc.data.toString('utf8'), { noblanks: true, noent: true, nocdata: true }); // BAD: CWE-611
  libxmljs.parseXml(req.body); // OK
  libxmljs.parseXml(req.body, { noent: false }); // OK
  libxmljs.parseXml('<a/>', { noent: true }); // OK
  const parser = new libxmljs.SaxParser();
  parser.parseString(req.body, { noent: true }); // EITHER
  new XMLParser().parse(req.body); // OK
  xml2js.parseString(req.body, () => {}); // OK
  const expander = new expat.Parser();
  expander.write(req.body); // EITHER
  sax.parser(true).write(req.body).close(); // OK
  res.end();
});
