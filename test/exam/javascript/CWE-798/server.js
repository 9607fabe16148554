const mysql = require('mysql');
const mongoose = require('mongoose');
const { Client, Pool } = require('pg');
const jwt = require('jsonwebtoken');
const session = require('express-session');
const cookieSession = require('cookie-session');
const cookieParser = require('cookie-parser');
const basicAuth = require('express-basic-auth');
const expressJwt = require('express-jwt');
const crypto = require('crypto');
const AWS = require('aws-sdk');
const nodemailer = require('nodemailer');
const passport = require('passport');
const { BasicStrategy } = require('passport-http');
const JwtStrategy = require('passport-jwt').Strategy;
const FacebookStrategy = require('passport-facebook').Strategy;
const axios = require('axios');
const request = require('request');
const redis = require('redis');
const CryptoJS = require('crypto-js');
const { Sequelize } = require('sequelize');
const ftp = require('ftp');
const ssh2 = require('ssh2');
const express = require('express');
const app = express();

const db = mysql.createConnection({
  host: 'localhost',
  user: 'root',
  password: 'hgfdG7d6sGs', // BAD: CWE-798
  database: 'shop',
});
const db2 = mysql.createConnection({
  host: 'localhost',
  user: process.env.DB_USER,
  password: process.env.DB_PASSWORD, // OK
});
const pg1 = new Client({ user: 'app', password: 'Tr0ub4dor&3', host: 'db' }); // BAD: CWE-798
const pg2 = new Pool({ connectionString: 'postgres://app:s3cr3tPa55@db.internal/app' }); // BAD: CWE-798
const pg3 = new Pool({ connectionString: process.env.DATABASE_URL }); // OK
const pg4 = new Pool({ connectionString: 'postgres://localhost/app' }); // OK
mongoose.connect('mongodb://admin:q8Zk27fLwP@mongo.internal:27017/app'); // BAD: CWE-798
mongoose.connect('mongodb://localhost:27017/app'); // OK
const orm = new Sequelize('app', 'app', 'V3ryH4rdToGuess', { dialect: 'mysql' }); // BAD: CWE-798
const orm2 = new Sequelize('app', 'app', process.env.DB_PASS, { dialect: 'mysql' }); // OK
const cache = redis.createClient({ url: 'redis://cache', password: 'kdj39Dkd02' }); // BAD: CWE-798

const SECRET = 'b7d1c6f4e8a94a52';
app.post('/login', (req, res) => {
  res.json(jwt.sign({ id: 1 }, 'keyboard-jwt-9f83h2')); // BAD: CWE-798
  res.json(jwt.sign({ id: 1 }, SECRET, { expiresIn: '1h' })); // BAD: CWE-798
  res.json(jwt.sign({ id: 1 }, process.env.JWT_SECRET)); // OK
});
app.use((req, res, next) => {
  req.user = jwt.verify(req.headers.authorization, SECRET); // BAD: CWE-798
  next();
});
app.use(expressJwt({ secret: 'shhhh7d8f92', algorithms: ['HS256'] })); // BAD: CWE-798
app.use(session({ secret: 'W1nterIsC0ming', resave: false, saveUninitialized: true })); // BAD: CWE-798
app.use(session({ secret: process.env.SESSION_SECRET, resave: false })); // OK
app.use(cookieSession({ keys: ['f8a9sd7f98as7df'] })); // BAD: CWE-798
app.use(cookieParser('d0ntTellAnyb0dy')); // BAD: CWE-798
app.use(basicAuth({ users: { admin: 'sup3rs3cret' } })); // BAD: CWE-798

AWS.config.update({
  accessKeyId: 'AKIA' + 'EXAMPLE7NOTREAL1', // EITHER
  secretAccessKey: 'nOtAreaLsecretKEY/abcdefghij+klmnopqrst1', // BAD: CWE-798
});
const s3 = new AWS.S3({ accessKeyId: process.env.AWS_ID, secretAccessKey: process.env.AWS_SECRET }); // OK

nodemailer.createTransport({ host: 'smtp.example.com', auth: { user: 'bot', pass: 'M4ilB0x!23' } }); // BAD: CWE-798
nodemailer.createTransport({ host: 'smtp.example.com', auth: { user: 'bot', pass: process.env.SMTP_PASS } }); // OK

const cipher = crypto.createCipheriv('aes-128-cbc', '0123456789abcdef', crypto.randomBytes(16)); // BAD: CWE-798
const hmac = crypto.createHmac('sha256', 'a1b2c3d4e5f6'); // BAD: CWE-798
const hmac2 = crypto.createHmac('sha256', process.env.HMAC_KEY); // OK
const hash = crypto.createHash('sha256').update('fixed label').digest('hex'); // OK
const boxed = CryptoJS.AES.encrypt('text', 'mYk3y-9938').toString(); // BAD: CWE-798

passport.use(new BasicStrategy((user, password, done) => {
  if (user === 'admin' && password === 'l3tm3inN0w') return done(null, { user }); // BAD: CWE-798
  return done(null, false);
}));
passport.use(new JwtStrategy({ secretOrKey: 'zx81spectrum48k', jwtFromRequest: () => '' }, () => {})); // BAD: CWE-798
passport.use(new FacebookStrategy({ clientID: '1234567890', clientSecret: '3f1c9a7be2d84c55a0e1', callbackURL: '/cb' }, () => {})); // BAD: CWE-798
passport.use(new FacebookStrategy({ clientID: process.env.FB, clientSecret: process.env.FB_SECRET, callbackURL: '/cb' }, () => {})); // OK

axios.get('https://api.example.com', { auth: { username: 'svc', password: 'pQ9mXk2v' } }); // BAD: CWE-798
axios.get('https://api.example.com', { headers: { Authorization: 'Bearer ' + process.env.TOKEN } }); // OK
axios.get('https://api.example.com', { headers: { Authorization: 'Basic c3ZjOnBROW1YazJ2' } }); // BAD: CWE-798
request.get('https://api.example.com').auth('svc', 'pQ9mXk2v', false); // BAD: CWE-798
new ftp().connect({ host: 'ftp.example.com', user: 'up', password: 'Upl0ad3r' }); // BAD: CWE-798
new ssh2.Client().connect({ host: '10.1.1.1', username: 'deploy', password: 'D3ploy!now' }); // BAD: CWE-798

const config = { password: '', passwordField: 'password', secretName: 'prod/db', tokenUrl: 'https://id.example.com/token' }; // OK
const labels = { password: 'Password', token: 'Token' }; // OK
const dummy = { password: 'changeme', apiKey: 'YOUR_API_KEY' }; // EITHER
const messages = { invalidPassword: 'The password is wrong.', passwordRequired: 'Enter a password' }; // OK

module.exports = { app, db, db2, pg1, pg2, pg3, pg4, orm, orm2, cache, s3, cipher, hmac, hmac2, hash, boxed, config, labels, dummy, messages };
