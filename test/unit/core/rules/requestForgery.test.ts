import assert from 'node:assert/strict';
import { inside, isSilent, reports, type Found, type Quiet } from './promises';
import * as shapes from './shapes';

const { detect } = shapes.of('request-forgery');
const head =
  "const axios = require('axios');\nconst http = require('http');\nconst app = require('express')();\n";
const handler = (body: string) => `${head}app.get('/x', async (req, res) => {\n${body}\n});`;

describe('a request that a server sends', () => {
  const found: readonly Found[] = [
    [
      'goes where a client says',
      handler('res.send(await axios.get(req.query.url));'),
      'req.query.url',
    ],
    [
      'goes to a host in its options',
      handler('http.get({ host: req.query.host, path: "/" }, (r) => r.pipe(res));'),
      'req.query.host',
    ],
    [
      'is made by a renamed import',
      "import { request as send } from 'undici';\nexport async function show(req, res) { const { target } = req.body; res.json(await send(`http://${target}/status`)); }",
      'target',
    ],
    [
      'is made in a service of TypeScript',
      "import { Controller, Get, Query } from '@nestjs/common';\nimport { HttpService } from '@nestjs/axios';\n@Controller()\nclass A {\n  constructor(private readonly http: HttpService) {}\n  @Get()\n  get(@Query('u') u: string) { return this.http.axiosRef.get(u); }\n}",
      'u',
    ],
    [
      'has a part of its path from a client',
      handler("await axios.get('http://users.internal/' + req.params.id + '/card');"),
      'req.params.id',
    ],
    [
      'is sent in a loop of koa',
      "import got from 'got';\nimport Koa from 'koa';\nnew Koa().use(async (ctx) => { ctx.body = await Promise.all(ctx.request.body.images.map((one) => got(one))); });",
      'one',
    ],
    [
      'has its address behind the method',
      "const needle = require('needle');\nmodule.exports = (req, res) => needle('get', req.query.u).then((r) => res.send(r.body));",
      'req.query.u',
    ],
  ];
  reports('request-forgery', found);

  const quiet: readonly Quiet[] = [
    ['goes to a fixed host', "await axios.post('https://a.example/hook', req.body);"],
    ['asks for something', "await axios.get('https://a.example/?q=' + req.query.q);"],
    [
      'asks for something by a name',
      'const url = `https://a.example/find?q=${req.query.q}`;\nawait axios.get(url);',
    ],
    [
      'encodes a part of the path',
      "await axios.get('https://a.example/' + encodeURIComponent(req.params.id));",
    ],
    ['has a number in its path', "await axios.get('https://a.example/' + Number(req.params.id));"],
    [
      'goes to a host of a list',
      'const to = new URL(req.query.u);\nif (!HOSTS.includes(to.hostname)) return res.end();\nawait axios.get(to.href);',
    ],
    [
      'goes to a host with a fixed end',
      "const { hostname } = new URL(req.query.u);\nif (!hostname.endsWith('.a.example')) return res.end();\nawait axios.get(req.query.u);",
    ],
    [
      'is none, but a look into a cache',
      "const client = require('redis').createClient();\nawait client.get(req.params.key);",
    ],
  ];
  isSilent('request-forgery', inside(handler, quiet));

  it('is reported with a check that may not suffice', async () => {
    const [one] = await detect(
      handler('if (isAllowedUrl(req.query.u)) await axios.get(req.query.u);'),
    );
    assert.equal(one?.guard, 'isAllowedUrl(req.query.u)');
  });
});
