const express = require('express');
const axios = require('axios');
const got = require('got');
const fetch = require('node-fetch');
const request = require('request');
const superagent = require('superagent');
const needle = require('needle');
const http = require('http');
const https = require('https');
const net = require('net');
const { request: undici } = require('undici');
const puppeteer = require('puppeteer');
const WebSocket = require('ws');
const app = express();

app.get('/proxy', async (req, res) => {
  const target = req.query.url;
  await axios.get(target); // BAD: CWE-918
  await axios({ method: 'get', url: target }); // BAD: CWE-918
  await axios.create({ baseURL: target }).get('/'); // BAD: CWE-918
  await got(target, { json: true }); // BAD: CWE-918
  await fetch(`http://${req.query.host}/status`); // BAD: CWE-918
  request({ uri: target }, () => {}); // BAD: CWE-918
  request.post(target, () => {}); // BAD: CWE-918
  superagent.get(target).end(); // BAD: CWE-918
  needle('get', target); // BAD: CWE-918
  http.get(target, () => {}); // BAD: CWE-918
  https.request({ hostname: req.query.host, path: '/' }); // BAD: CWE-918
  https.request({ hostname: 'api.example.com', path: '/v1?q=' + encodeURIComponent(req.query.q) }); // OK
  net.connect(80, req.query.host); // EITHER
  await undici(target); // BAD: CWE-918
  new WebSocket(target); // BAD: CWE-918
  await axios.get('https://api.example.com/search', { params: { q: req.query.q } }); // OK
  await axios.post('https://api.example.com/search', req.body); // OK
  await fetch('https://api.example.com/search?q=' + req.query.q); // OK
  await fetch(`https://api.example.com/users/${encodeURIComponent(req.query.q)}`); // OK
  await fetch('https://' + req.params.region + '.example.com/'); // BAD: CWE-918
  const page = await (await puppeteer.launch()).newPage();
  await page.goto(target); // BAD: CWE-918
});

const hosts = new Set(['a.example.com', 'b.example.com']);
app.get('/checked', async (req, res) => {
  const url = new URL(req.query.url);
  if (!hosts.has(url.hostname)) return res.sendStatus(400);
  await fetch(url); // OK
});

app.get('/weak', async (req, res) => {
  const url = new URL(req.query.url);
  if (url.protocol !== 'https:') return res.sendStatus(400);
  await fetch(url.href); // BAD: CWE-918
  if (!req.query.url.includes('example.com')) return res.sendStatus(400);
  await fetch(req.query.url); // BAD: CWE-918
});

class Client {
  constructor(base) {
    this.base = base;
  }
  load(resource) {
    return fetch(this.base + resource); // BAD: CWE-918
  }
}
app.get('/client', async (req, res) => {
  res.json(await new Client(req.headers['x-upstream']).load('/v1'));
});
