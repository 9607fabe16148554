const xpath = require('xpath');
const { select } = require('xpath');
const libxml = require('libxmljs');
const express = require('express');
const app = express();
app.get('/', (req, res) => {
  const doc = libxml.parseXml('<a/>');
  xpath.select("//user[name='" + req.query.name + "']", doc); // BAD: CWE-643
  select(`//user[@id=${Number(req.query.id)}]`, doc); // OK
  xpath.parse(`//user[@id=${req.query.id}]`); // BAD: CWE-643
  doc.get(`//user[@id=${req.query.id}]`); // EITHER
  document.evaluate('//a[@href="' + req.query.href + '"]', document); // BAD: CWE-643
  xpath.parse('//user[@id=$id]').select({ node: doc, variables: { id: req.query.id } }); // OK
});
