const express = require('express');
const app = express();
app.set('view engine', 'hbs');
app.post('/profile', (req, res) => {
  res.render('profile', req.body); // BAD: CWE-073
  res.render('profile', { ...req.query }); // BAD: CWE-073
  res.render('profile', { name: req.body.name }); // EITHER
  res.render('profile', { name: String(req.body.name) }); // OK
  res.render('pages/' + req.query.page); // EITHER
});
