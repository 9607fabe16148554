const express = require('express');
const xpath = require('xpath');
const { DOMParser } = require('xmldom');
const app = express();
const doc = new DOMParser().parseFromString('<users/>');

app.get('/user', (req, res) => {
  xpath.select("//user[name='" + req.query.name + "']/email", doc); // BAD: CWE-643
  xpath.parse(`//user[@id='${req.query.id}']`).select({ node: doc }); // BAD: CWE-643
  xpath.select1('//user[' + Number(req.query.n) + ']', doc); // OK
  xpath.parse('//user[name=$name]').select({ node: doc, variables: { name: req.query.name } }); // OK
  xpath.select('//user', doc); // OK
  res.end();
});

document.evaluate('//li[@id="' + location.hash + '"]', document, null, 0, null); // BAD: CWE-643
