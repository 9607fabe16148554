const jwt = require('jsonwebtoken');
const mysql = require('mysql');
const { Client } = require('pg');
const session = require('express-session');
const cookieParser = require('cookie-parser');
const express = require('express');
const crypto = require('crypto');
const AWS = require('aws-sdk');
const nodemailer = require('nodemailer');
const axios = require('axios');
const mongoose = require('mongoose');
const redis = require('redis');
const basicAuth = require('express-basic-auth');
const passport = require('passport-jwt');
const app = express();

const DB_PASSWORD = 'v8Kq2xPz!m';
mysql.createConnection({ host: 'db', user: 'root', password: DB_PASSWORD }); // BAD: CWE-798
mysql.createConnection({ host: 'db', user: 'root', password: process.env.DB_PASSWORD }); // OK
new Client({ user: 'app', password: 'kT93-wqLpa' }); // BAD: CWE-798
new Client('postgres://app:kT93wqLpa@db.example.com/app'); // BAD: CWE-798
new Client({ connectionString: process.env.DATABASE_URL }); // OK
mongoose.connect('mongodb+srv://admin:Zx81kkPq@cluster0.example.net/app'); // BAD: CWE-798
redis.createClient({ url: 'redis://cache.example.com', password: 'r3d1s-Pw-44' }); // BAD: CWE-798
app.use(session({ secret: 'mQ7!fairy-lantern', resave: false })); // BAD: CWE-798
app.use(session({ secret: [process.env.SECRET, process.env.OLD_SECRET], resave: false })); // OK
app.use(cookieParser('gT5-hazel-otter')); // BAD: CWE-798
jwt.sign({ id: 1 }, 'qW3-velvet-harbor'); // BAD: CWE-798
jwt.verify('t', process.env.JWT_SECRET || 'fallback-Key-91'); // BAD: CWE-798
jwt.sign({ id: 1 }, process.env.JWT_SECRET); // OK
crypto.createHmac('sha256', 'b71dd0c2e9').update('x'); // BAD: CWE-798
crypto.createHmac('sha256', process.env.KEY).update('x'); // OK
crypto.createCipheriv('aes-128-cbc', '0123456789abcdef', crypto.randomBytes(16)); // BAD: CWE-798
new AWS.S3({ accessKeyId: 'AKIA2E0A8F3B244C9986', secretAccessKey: 'Gq9vX1wTk2Lz7sYb3NcJ5mRp8uHd6fEa4oKi0QxV' }); // BAD: CWE-798
nodemailer.createTransport({ host: 'smtp', auth: { user: 'me@example.com', pass: 'Tr0ub4dor' } }); // BAD: CWE-798
axios.get('https://api.example.com', { headers: { Authorization: 'Bearer 9f8b2c1d7e6a5f4b3c2d' } }); // BAD: CWE-798
axios.get('https://api.example.com', { headers: { Authorization: `Bearer ${process.env.TOKEN}` } }); // OK
axios.get('https://api.example.com', { auth: { username: 'bot', password: 'hunter-2-Moss' } }); // BAD: CWE-798
app.use(basicAuth({ users: { admin: 'Sup3r-gr4pe' } })); // BAD: CWE-798
new passport.Strategy({ secretOrKey: 'wR2-copper-finch' }, () => {}); // BAD: CWE-798
const form = { passwordLabel: 'Your password', passwordPattern: '.{8,}' }; // OK
const errors = { password: 'Password is required' }; // OK
const example = { password: '<your password>' }; // OK
const emptyPassword = { password: '' }; // OK
app.post('/login', (req, res) => {
  if (req.body.user === 'admin' && req.body.password === 'Opal-55-moon') res.end(); // BAD: CWE-798
  if (req.body.password === '') res.end(); // OK
});
module.exports = { form, errors, example, emptyPassword };
