const express = require('express');
const app = express();
const users = {};
function requireLogin(req, res, next) {
  if (!req.session.user) return res.sendStatus(401);
  next();
}
app.delete('/users/:id', (req, res) => { // EITHER
  delete users[req.params.id];
  res.end();
});
app.delete('/things/:id', requireLogin, (req, res) => { // OK
  delete users[req.params.id];
  res.end();
});
