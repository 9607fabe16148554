import express from 'express';
import session from 'express-session';
import cookieSession from 'cookie-session';
import fastify from 'fastify';
import http from 'node:http';
const app = express();
app.use(session({ secret: process.env.S!, cookie: { secure: true, httpOnly: false } })); // BAD: CWE-1004
app.use(session({ secret: process.env.S!, cookie: { secure: false } })); // BAD: CWE-614
app.use(session({ secret: process.env.S!, cookie: { secure: true, sameSite: 'lax' } })); // OK
app.use(cookieSession({ keys: [process.env.K!], httpOnly: false, secure: true })); // BAD: CWE-1004
app.post('/login', (req, res) => {
  res.cookie('session', req.body.id, { httpOnly: false, secure: true }); // BAD: CWE-1004
  res.cookie('auth_token', req.body.id); // BAD: CWE-1004, CWE-614
  res.cookie('sessionId', req.body.id, { httpOnly: true, secure: true, sameSite: 'strict' }); // OK
  res.cookie('theme', 'dark'); // OK
  res.cookie('authToken', req.body.id, { httpOnly: true, secure: true, sameSite: 'none' }); // BAD: CWE-1275
});
http.createServer((req, res) => {
  res.setHeader('Set-Cookie', 'sessionid=' + req.url); // BAD: CWE-1004, CWE-614
  res.setHeader('Set-Cookie', 'sessionid=1; HttpOnly; Secure; SameSite=Lax'); // OK
  res.setHeader('Set-Cookie', ['authKey=1; Secure', 'lang=de']); // BAD: CWE-1004
});
fastify().post('/', (request, reply) => {
  reply.setCookie('session', 'x', { httpOnly: false, secure: true }); // BAD: CWE-1004
});
