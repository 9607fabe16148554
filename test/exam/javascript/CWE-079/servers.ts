import http, { IncomingMessage, ServerResponse } from 'node:http';
import Koa, { Context } from 'koa';
import Hapi, { Request as HapiRequest, ResponseToolkit } from '@hapi/hapi';
import fastify from 'fastify';
import { Controller, Get, Param, Query, Res, Header } from '@nestjs/common';
import type { Response } from 'express';
import type { NextApiRequest, NextApiResponse } from 'next';
import { MongoClient } from 'mongodb';
import fs from 'node:fs';
import Handlebars from 'handlebars';

http.createServer((req: IncomingMessage, res: ServerResponse) => {
  const address = new URL(req.url!, 'http://x');
  res.writeHead(200, { 'Content-Type': 'text/html' });
  res.write('<p>' + address.searchParams.get('msg') + '</p>'); // BAD: CWE-079
  res.end('No such page: ' + req.url); // BAD: CWE-079
});

http.createServer((req, res) => {
  res.writeHead(200, { 'Content-Type': 'application/json' });
  res.end('{"url": ' + JSON.stringify(req.url) + '}'); // OK
});

const koa = new Koa();
koa.use(async (ctx: Context) => {
  ctx.body = `<h1>${ctx.query.title}</h1>`; // BAD: CWE-079
});
koa.use(async (ctx) => {
  ctx.response.body = { title: ctx.query.title }; // OK
});
koa.use(async (ctx) => {
  ctx.type = 'text/html';
  ctx.response.body = 'Hi ' + ctx.cookies.get('name'); // EITHER
});

const server = Hapi.server({ port: 80 });
server.route({
  method: 'GET',
  path: '/greet',
  handler: (request: HapiRequest, h: ResponseToolkit) => {
    return h.response('<p>' + request.query.name + '</p>'); // BAD: CWE-079
  },
});
server.route({
  method: 'GET',
  path: '/echo',
  handler: (request: HapiRequest) => '<p>' + request.query.name + '</p>', // BAD: CWE-079
});

const app = fastify();
app.get('/x', (request, reply) => {
  const { who } = request.query as { who: string };
  reply.type('text/html').send('<p>' + who + '</p>'); // BAD: CWE-079
});
app.get('/y', (request, reply) => {
  reply.send({ who: (request.query as { who: string }).who }); // OK
});

@Controller('cats')
export class CatsController {
  @Get(':id')
  @Header('content-type', 'text/html')
  findOne(@Param('id') id: string): string {
    return `<p>This is cat ${id}</p>`; // BAD: CWE-079
  }

  @Get('search')
  search(@Query('q') q: string, @Res() res: Response): void {
    res.send(`<p>Results for ${q}</p>`); // BAD: CWE-079
  }

  @Get('total')
  total(): string {
    return '<p>12</p>'; // OK
  }
}

export default function handler(req: NextApiRequest, res: NextApiResponse): void {
  if (req.method === 'GET') {
    res.status(200).send('<b>' + req.query.id + '</b>'); // BAD: CWE-079
  } else {
    res.status(405).json({ method: req.method }); // OK
  }
}

export async function listFiles(req: IncomingMessage, res: ServerResponse): Promise<void> {
  fs.readdir('/uploads', (err, names) => {
    res.setHeader('Content-Type', 'text/html');
    res.end('<ul>' + names.map((name) => '<li>' + name + '</li>').join('') + '</ul>'); // BAD: CWE-079
  });
}

const template = Handlebars.compile('<p>{{comment}}</p>');
export async function comments(client: MongoClient, res: Response): Promise<void> {
  const found = await client.db('app').collection('comments').findOne({});
  res.send(template({ comment: found?.text })); // OK
}

export function safeString(req: NextApiRequest): unknown {
  return new Handlebars.SafeString('<b>' + req.query.name + '</b>'); // BAD: CWE-079
}
