const jwt = require('jsonwebtoken');
const jwtSimple = require('jwt-simple');
const jose = require('jose');
const { jwtDecode } = require('jwt-decode');

module.exports = {
  none: (token) => jwt.verify(token, process.env.KEY, { algorithms: ['HS256', 'none'] }), // BAD: CWE-347
  empty: (token) => jwt.verify(token, '', { algorithms: ['none'] }), // BAD: CWE-347
  falsy: (token) => jwt.verify(token, false), // BAD: CWE-347
  nullKey: (token) => jwt.verify(token, null), // BAD: CWE-347
  pinned: (token) => jwt.verify(token, process.env.KEY, { algorithms: ['HS256'] }), // OK
  unpinned: (token) => jwt.verify(token, process.env.KEY), // EITHER
  simple: (token) => jwtSimple.decode(token, process.env.KEY, true), // BAD: CWE-347
  simpleChecked: (token) => jwtSimple.decode(token, process.env.KEY, false, 'HS256'), // OK
  signNone: (id) => jwt.sign({ id }, '', { algorithm: 'none' }), // BAD: CWE-347
  sign: (id) => jwt.sign({ id }, process.env.KEY, { algorithm: 'HS256' }), // OK
  joseVerify: (token, key) => jose.jwtVerify(token, key), // OK
  text: (token) => Buffer.from(token.split('.')[1], 'base64').toString(), // EITHER
};

module.exports.middleware = (req, res, next) => {
  const token = req.headers.authorization.split(' ')[1];
  const claims = jwt.decode(token); // BAD: CWE-347
  if (claims.admin) return next();
  return res.sendStatus(403);
};

module.exports.decoded = (req, res) => {
  const claims = jwt.decode(req.cookies.token, { complete: true });
  jwt.verify(req.cookies.token, process.env.KEY, { algorithms: [claims.header.alg] }); // EITHER
  res.json(jwtDecode(req.cookies.token).name); // EITHER
};
