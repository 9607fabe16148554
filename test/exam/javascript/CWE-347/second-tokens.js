const jwt = require('jsonwebtoken');
const { decode } = require('jsonwebtoken');
const jwtDecode = require('jwt-decode');
const express = require('express');
const app = express();
app.use((req, res, next) => {
  const token = req.headers.authorization.split(' ')[1];
  jwt.verify(token, null, { algorithms: ['none'] }); // BAD: CWE-347
  jwt.verify(token, false); // BAD: CWE-347
  jwt.verify(token, '', () => {}); // BAD: CWE-347
  jwt.verify(token, process.env.KEY, { algorithms: ['HS256'] }); // OK
  jwt.verify(token, process.env.KEY, { algorithms: ['HS256', 'none'] }); // BAD: CWE-347
  req.user = jwt.decode(token); // EITHER
  req.user = decode(token).sub; // EITHER
  const { header } = jwt.decode(token, { complete: true });
  req.user = jwt.verify(token, keyFor(header.kid), { algorithms: ['RS256'] }); // OK
  next();
});
function keyFor(kid) {
  return process.env['KEY_' + kid];
}
module.exports = jwtDecode;
