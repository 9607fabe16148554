const nodemailer = require('nodemailer');
const express = require('express');
const app = express();
const transport = nodemailer.createTransport({ host: 'localhost' });

app.post('/reset', (req, res) => {
  transport.sendMail({ to: req.body.email, text: 'https://' + req.host + '/reset?t=' + req.resetCode }); // BAD: CWE-640
  transport.sendMail({ to: req.body.email, text: 'https://example.com/reset?t=' + req.resetCode }); // OK
  res.end();
});
