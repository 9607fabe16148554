const express = require('express');
const app = express();
app.post('/login', (req, res) => { // BAD: CWE-384
  if (check(req.body.password)) req.session.user = req.body.name;
  res.end();
});
app.post('/login2', (req, res) => { // OK
  req.session.regenerate(() => {
    req.session.user = 'x';
    res.end();
  });
});
function check() { return true; }
