const nodemailer = require('nodemailer');
const express = require('express');
const app = express();
const transport = nodemailer.createTransport({ host: 'localhost' });
app.post('/forgot', (req, res) => {
  const link = `https://${req.headers.host}/reset?token=1`;
  transport.sendMail({ to: req.body.email, subject: 'Reset', text: 'Click ' + link }); // BAD: CWE-640
  transport.sendMail({ to: req.body.email, text: `https://${process.env.HOST}/reset` }); // OK
  transport.sendMail({ to: req.body.email, html: '<a href="http://' + req.get('host') + '">x</a>' }); // BAD: CWE-640
});
