const express = require('express');
const request = require('request');
const rp = require('request-promise');
const axios = require('axios');
const got = require('got');
const needle = require('needle');
const superagent = require('superagent');
const fetch = require('node-fetch');
const urllib = require('urllib');
const http = require('http');
const https = require('https');
const bent = require('bent');
const phin = require('phin');
const puppeteer = require('puppeteer');
const WebSocket = require('ws');
const undici = require('undici');
const app = express();

app.get('/proxy', (req, res) => {
  request(req.query.url).pipe(res); // BAD: CWE-918
});
app.get('/proxy2', (req, res) => {
  const target = req.query.url;
  request.get({ uri: target, json: true }, (err, response, body) => res.json(body)); // BAD: CWE-918
});
app.get('/proxy3', async (req, res) => {
  res.send((await axios.get(req.query.url)).data); // BAD: CWE-918
  res.send((await axios({ method: 'post', url: req.body.hook })).data); // BAD: CWE-918
  res.send((await axios.post('https://api.example.com/items', req.body)).data); // OK
  res.send((await axios.get('https://api.example.com/items', { params: req.query })).data); // OK
});
app.get('/proxy4', async (req, res) => {
  res.send((await got(req.query.url)).body); // BAD: CWE-918
  res.send((await got.post(req.body.callback, { json: { done: true } })).body); // BAD: CWE-918
  res.send((await got('https://example.com/' + encodeURIComponent(req.query.id))).body); // OK
});
app.get('/proxy5', async (req, res) => {
  const response = await fetch(`http://${req.query.host}/status`); // BAD: CWE-918
  const fixed = await fetch('https://example.com/status', { headers: { 'x-id': req.query.id } }); // OK
  const query = await fetch(`https://example.com/search?q=${encodeURIComponent(req.query.q)}`); // OK
  res.json([await response.json(), fixed.status, query.status]);
});
app.get('/proxy6', (req, res) => {
  needle.get(req.query.url, (err, r) => res.send(r.body)); // BAD: CWE-918
  needle('get', req.query.url).then((r) => res.send(r.body)); // BAD: CWE-918
  superagent.get(req.query.url).end((err, r) => res.send(r.text)); // BAD: CWE-918
  urllib.request(req.query.url, (err, data) => res.send(data)); // BAD: CWE-918
  superagent.get('https://example.com').query({ q: req.query.q }).end(() => {}); // OK
});
app.get('/proxy7', (req, res) => {
  http.get(req.query.url, (r) => r.pipe(res)); // BAD: CWE-918
  https.request({ hostname: req.query.host, path: '/' }, (r) => r.pipe(res)).end(); // BAD: CWE-918
  http.request({ host: 'localhost', path: '/internal', method: 'GET' }).end(); // OK
});
app.get('/subdomain', async (req, res) => {
  await axios.get('https://' + req.query.tenant + '.example.com/api'); // BAD: CWE-918
  await axios.get('http://example.com/users/' + req.params.id + '/profile'); // BAD: CWE-918
  res.end();
});
app.get('/screenshot', async (req, res) => {
  const browser = await puppeteer.launch();
  const page = await browser.newPage();
  await page.goto(req.query.url); // BAD: CWE-918
  await page.goto('https://example.com/print'); // OK
  res.end(await page.screenshot());
});
app.get('/socket', (req, res) => {
  const socket = new WebSocket(req.query.ws); // BAD: CWE-918
  socket.on('open', () => res.end());
});
app.get('/more', async (req, res) => {
  await undici.request(req.query.url); // BAD: CWE-918
  await phin({ url: req.query.url }); // BAD: CWE-918
  await rp(req.query.url); // BAD: CWE-918
  await bent('json')('https://example.com/a.json'); // OK
  res.end();
});
const HOSTS = ['a.example.com', 'b.example.com'];
app.get('/listed', async (req, res) => {
  const target = new URL(req.query.url);
  if (!HOSTS.includes(target.hostname)) return res.sendStatus(403);
  res.send((await axios.get(target.href)).data); // GUARDED
});
app.get('/number', async (req, res) => {
  res.send((await axios.get('https://example.com/items/' + Number(req.query.id))).data); // OK
});
app.get('/keyed', async (req, res) => {
  const target = { eu: 'https://eu.example.com', us: 'https://us.example.com' };
  const base = req.query.region === 'eu' ? target.eu : target.us;
  res.send((await axios.get(base + '/status')).data); // OK
});
app.get('/local', (req, res) => {
  const map = new Map();
  res.json(map.get(req.query.url)); // OK
  res.json(app.get(req.query.setting)); // OK
  res.json(req.get(req.query.header)); // OK
});
