const express = require('express');
const cookieParser = require('cookie-parser');
const session = require('express-session');
const app = express();
app.use(cookieParser()); // BAD: CWE-352
app.use(session({ secret: process.env.S, cookie: { secure: true } }));

app.post('/change-email', (req, res) => {
  req.session.email = req.body.email;
  res.end();
});
app.listen(3000);
