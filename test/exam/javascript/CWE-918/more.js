import http from 'node:http';
import https from 'node:https';
import axios from 'axios';
import got from 'got';
import Hapi from '@hapi/hapi';
import Wreck from '@hapi/wreck';
import { chromium } from 'playwright';
import { request as undiciRequest } from 'undici';
import httpProxy from 'http-proxy';

const proxy = httpProxy.createProxyServer();

http.createServer(async (req, res) => {
  const { searchParams } = new URL(req.url, 'http://localhost');
  const target = searchParams.get('target');
  await fetch(target); // BAD: CWE-918
  await fetch(new URL('/status', target)); // BAD: CWE-918
  await fetch(new URL(searchParams.get('page'), 'https://example.com')); // EITHER
  await fetch(new Request(target)); // BAD: CWE-918
  https.get({ host: target, path: '/' }); // BAD: CWE-918
  http.get('http://localhost:9000/internal'); // OK
  proxy.web(req, res, { target: searchParams.get('upstream') }); // BAD: CWE-918
  proxy.web(req, res, { target: 'http://localhost:9000' }); // OK
});

const server = Hapi.server();
server.route({
  method: 'POST',
  path: '/hook',
  handler: async (request) => {
    await Wreck.post(request.payload.callback); // BAD: CWE-918
    const client = axios.create({ baseURL: request.payload.base });
    await client.get('/users'); // BAD: CWE-918
    return axios.request({ url: '/users', baseURL: 'https://api.example.com' }); // OK
  },
});

export class Screenshots {
  async take(req, res) {
    const browser = await chromium.launch();
    const page = await (await browser.newContext()).newPage();
    await page.goto(`https://${req.body.domain}`); // BAD: CWE-918
    res.end(await page.screenshot());
  }

  async content(req, res) {
    const browser = await chromium.launch();
    const page = await browser.newPage();
    await page.goto('about:blank'); // OK
    res.end(await page.content());
  }
}

export const thumbnails = async ({ body: { images } }, res) => {
  const buffers = await Promise.all(images.map((image) => got(image).buffer())); // BAD: CWE-918
  res.json(buffers.length);
};

export const port = async (req, res) => {
  await undiciRequest('http://localhost:' + req.query.port); // BAD: CWE-918
  await undiciRequest('http://localhost:3000/?q=' + req.query.q); // OK
  res.end();
};

const REGIONS = new Map([['eu', 'https://eu.example.com'], ['us', 'https://us.example.com']]);
export const region = async (req, res) => {
  const base = REGIONS.get(req.query.region);
  if (!base) return res.sendStatus(404);
  return res.json(await (await fetch(base + '/status')).json()); // OK
};

export const pattern = async (req, res) => {
  if (!/^https:\/\/[a-z]+\.example\.com\//.test(req.query.url)) return res.sendStatus(400);
  return res.json(await (await fetch(req.query.url)).json()); // GUARDED
};
