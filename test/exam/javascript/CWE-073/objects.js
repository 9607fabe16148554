const express = require('express');
const app = express();

app.get('/profile', (req, res) => {
  res.render('profile', req.query); // BAD: CWE-073
});
app.post('/page', (req, res) => {
  const locals = req.body.page;
  res.render('page', locals); // BAD: CWE-073
  res.render('page', { title: req.body.title }); // OK
  res.render('page'); // OK
});
