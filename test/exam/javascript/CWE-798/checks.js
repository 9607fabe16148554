'use strict';
const http = require('http');

const PASSWORD = 'op3nS3sam3'; // BAD: CWE-798

function login(user, pass) {
  if (user === 'root' && pass === 'toor-9921') { // BAD: CWE-798
    return true;
  }
  return pass === process.env.ADMIN_PASSWORD; // OK
}

function backdoor(req) {
  return req.headers['x-api-key'] === 'd41f8b2a-internal'; // BAD: CWE-798
}

function mode(req) {
  return req.query.mode === 'password'; // OK
}

function emptyCheck(password) {
  if (password === '') return 'required'; // OK
  if (typeof password !== 'string') return 'invalid'; // OK
  return undefined;
}

const options = {
  hostname: 'api.example.com',
  auth: 'robot:h4rdC0ded', // BAD: CWE-798
};
http.get(options);
http.get('http://robot:h4rdC0ded@api.example.com/items'); // BAD: CWE-798
http.get('http://api.example.com/items'); // OK

const privateKey = '-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu\n-----END RSA PRIVATE KEY-----'; // BAD: CWE-798
const publicKey = '-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf\n-----END PUBLIC KEY-----'; // OK

process.env.SECRET_KEY = process.env.SECRET_KEY || require('./generated').secret; // OK
process.env.SESSION_SECRET = 'p1neapple-pizza'; // BAD: CWE-798

module.exports = { login, backdoor, mode, emptyCheck, options, privateKey, publicKey, PASSWORD };
