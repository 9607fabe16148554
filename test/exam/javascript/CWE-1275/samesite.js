const express = require('express');
const app = express();
app.get('/', (req, res) => {
  res.cookie('session', req.sid, { secure: true, httpOnly: true, sameSite: 'none' }); // BAD: CWE-1275
  res.cookie('session', req.sid, { secure: true, httpOnly: true, sameSite: 'strict' }); // OK
  res.end();
});
