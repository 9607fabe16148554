const express = require('express');
const app = express();
app.get('/admin', (req, res) => {
  if (req.cookies.isAdmin === 'true') authorise(req); // BAD: CWE-807
  if (req.session.isAdmin) authorise(req); // OK
  if (req.query.loggedIn) login(req); // BAD: CWE-807
  res.end();
});
function authorise() {}
function login() {}
