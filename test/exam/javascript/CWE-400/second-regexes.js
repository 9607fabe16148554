const express = require('express');
const app = express();

const exponential = [
  /^(\w+\s?)*$/, // BAD: CWE-400
  /^([a-z]+)+@example\.com$/, // BAD: CWE-400
  /^(a|a)*b$/, // BAD: CWE-400
  /"(\\.|[^"]|\\)*"/, // BAD: CWE-400
  /^(?:[^,]*,?)*;$/, // BAD: CWE-400
  /^(\d+|\d+\.\d+)+$/, // BAD: CWE-400
  new RegExp('^(([a-z])+.)+[A-Z]([a-z])+$'), // BAD: CWE-400
];
const linear = [
  /^\w+(\s\w+)*$/, // OK
  /^[a-z]+@example\.com$/, // OK
  /"(\\.|[^"\\])*"/, // OK
  /^\d+(\.\d+)?$/, // OK
  /^(?:\/[^/]+)+$/, // OK
  /^#([0-9a-f]{3}){1,2}$/i, // OK
  /^(ab|cd)*$/, // OK
];

app.get('/trim', (req, res) => {
  const text = req.query.text;
  text.replace(/\s+$/, ''); // BAD: CWE-400
  text.replace(/^\s+/, ''); // OK
  text.match(/<!--.*-->/); // EITHER
  text.split(/\s*,\s*/); // BAD: CWE-400
  text.match(/\d+\.\d+$/); // BAD: CWE-400
  text.replace(/\/+$/, ''); // BAD: CWE-400
  if (text.length < 100) text.replace(/\s+$/, ''); // OK
  text.slice(0, 50).replace(/\s+$/, ''); // OK
  /^(\S+)\s+(\S+)$/.exec(req.headers.authorization); // OK
  'fixed text'.replace(/\s+$/, ''); // OK
});
module.exports = { exponential, linear };

module.exports.title = function (text) {
  return text.replace(/(\s|-)+$/g, '').replace(/[^.]*\.html$/, ''); // BAD: CWE-400
};
