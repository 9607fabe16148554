const https = require('https');
const tls = require('tls');
const fs = require('fs');
const axios = require('axios');
const got = require('got');
const request = require('request');
const needle = require('needle');
const nodemailer = require('nodemailer');
const { Client } = require('pg');
const mysql = require('mysql2');
const WebSocket = require('ws');
const superagent = require('superagent');
const fetch = require('node-fetch');
const { Agent, setGlobalDispatcher } = require('undici');
const mqtt = require('mqtt');

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // BAD: CWE-295
process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0; // BAD: CWE-295
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1'; // OK
https.globalAgent.options.rejectUnauthorized = false; // BAD: CWE-295

https.get({ hostname: 'example.com', rejectUnauthorized: false }, () => {}); // BAD: CWE-295
https.get({ hostname: 'example.com', rejectUnauthorized: true }, () => {}); // OK
https.get('https://example.com', () => {}); // OK
const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false }); // BAD: CWE-295
const strict = new https.Agent({ ca: fs.readFileSync('ca.pem') }); // OK
axios.get('https://example.com', { httpsAgent: agent });
axios.create({ httpsAgent: new https.Agent({ rejectUnauthorized: false }) }); // BAD: CWE-295
got('https://example.com', { https: { rejectUnauthorized: false } }); // BAD: CWE-295
got('https://example.com', { rejectUnauthorized: false }); // BAD: CWE-295
request({ url: 'https://example.com', strictSSL: false }, () => {}); // BAD: CWE-295
request({ url: 'https://example.com', rejectUnauthorized: false }, () => {}); // BAD: CWE-295
request({ url: 'https://example.com', strictSSL: true }, () => {}); // OK
needle.get('https://example.com', { rejectUnauthorized: false }); // BAD: CWE-295
tls.connect(443, 'example.com', { rejectUnauthorized: false }); // BAD: CWE-295
tls.connect(443, 'example.com', { servername: 'example.com' }); // OK
tls.connect({ host: 'example.com', checkServerIdentity: () => undefined }); // BAD: CWE-295
new tls.TLSSocket(null, { rejectUnauthorized: false }); // BAD: CWE-295
nodemailer.createTransport({ host: 'smtp', tls: { rejectUnauthorized: false } }); // BAD: CWE-295
new Client({ ssl: { rejectUnauthorized: false } }); // BAD: CWE-295
new Client({ ssl: { ca: fs.readFileSync('rds.pem') } }); // OK
mysql.createConnection({ host: 'db', ssl: { rejectUnauthorized: false } }); // BAD: CWE-295
new WebSocket('wss://example.com', { rejectUnauthorized: false }); // BAD: CWE-295
superagent.get('https://example.com').disableTLSCerts().end(); // BAD: CWE-295
fetch('https://example.com', { agent: new https.Agent({ rejectUnauthorized: !1 }) }); // BAD: CWE-295
setGlobalDispatcher(new Agent({ connect: { rejectUnauthorized: false } })); // BAD: CWE-295
mqtt.connect('mqtts://broker', { rejectUnauthorized: false }); // BAD: CWE-295
mqtt.connect('mqtts://broker', { rejectUnauthorized: true }); // OK

const options = { hostname: 'example.com', port: 443 };
options.rejectUnauthorized = false; // BAD: CWE-295
https.request(options).end();
const more = { hostname: 'example.com' };
more.rejectUnauthorized = true; // OK
https.request(more).end();

const form = { rejectUnsigned: false, strict: false, validate: false }; // OK
module.exports = { form, strict };
