const fs = require('fs');
const express = require('express');
const app = express();
app.post('/', (req, res) => {
  const password = req.body.password;
  console.log('login with', password); // BAD: CWE-312
  console.log(`password=${password}`); // BAD: CWE-312
  console.log('password length', password.length); // OK
  console.log('password was changed'); // OK
  console.log({ user: req.body.user, apiKey: req.body.apiKey }); // BAD: CWE-312
  console.log(process.env); // BAD: CWE-312
  res.cookie('password', password); // BAD: CWE-312
  localStorage.setItem('password', password); // BAD: CWE-312
  localStorage.setItem('theme', req.body.theme); // OK
  fs.writeFileSync('users.txt', password); // BAD: CWE-312
  console.log(mask(password)); // EITHER
  const { token: accessToken } = req.body;
  console.info('got token ' + accessToken); // BAD: CWE-312
});
function mask(s) {
  return '*'.repeat(s.length);
}
