const https = require('https');
const tls = require('tls');
const axios = require('axios');
const got = require('got');
const request = require('request');
const needle = require('needle');
const nodemailer = require('nodemailer');
const WebSocket = require('ws');
const mysql = require('mysql2');
const { Client } = require('pg');
const { Agent, setGlobalDispatcher } = require('undici');

const agent = new https.Agent({ rejectUnauthorized: false }); // BAD: CWE-295
axios.get('https://example.com', { httpsAgent: agent });
axios.create({ httpsAgent: new https.Agent({ keepAlive: true }) }); // OK
got('https://example.com', { https: { rejectUnauthorized: false } }); // BAD: CWE-295
got('https://example.com', { rejectUnauthorized: true }); // OK
request({ url: 'https://example.com', strictSSL: false }); // BAD: CWE-295
request.defaults({ rejectUnauthorized: !true }); // BAD: CWE-295
needle.get('https://example.com', { rejectUnauthorized: false }); // BAD: CWE-295
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // BAD: CWE-295
process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0; // BAD: CWE-295
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1'; // OK
nodemailer.createTransport({ host: 'smtp', tls: { rejectUnauthorized: false } }); // BAD: CWE-295
new WebSocket('wss://example.com', { rejectUnauthorized: false }); // BAD: CWE-295
mysql.createPool({ ssl: { rejectUnauthorized: false } }); // BAD: CWE-295
new Client({ ssl: { rejectUnauthorized: false } }); // BAD: CWE-295
new Client({ ssl: true }); // OK
setGlobalDispatcher(new Agent({ connect: { rejectUnauthorized: false } })); // BAD: CWE-295

const options = { host: 'example.com', port: 443 };
options.rejectUnauthorized = false; // BAD: CWE-295
tls.connect(options, () => {});
tls.connect({ host: 'h', checkServerIdentity: () => undefined }); // BAD: CWE-295
tls.connect({ host: 'h', checkServerIdentity: (host, cert) => tls.checkServerIdentity(host, cert) }); // OK
const insecure = process.argv.includes('--insecure');
https.get({ host: 'h', rejectUnauthorized: !insecure }); // EITHER
https.createServer({ requestCert: true, rejectUnauthorized: false }); // EITHER
function lax(extra) {
  return Object.assign({ rejectUnauthorized: false }, extra); // BAD: CWE-295
}
module.exports = lax;
