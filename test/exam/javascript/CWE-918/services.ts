import axios, { AxiosInstance } from 'axios';
import { HttpService } from '@nestjs/axios';
import { Controller, Get, Query, Body, Post } from '@nestjs/common';
import type { NextApiRequest, NextApiResponse } from 'next';
import type { FastifyInstance } from 'fastify';
import type { Context } from 'koa';
import dns from 'node:dns/promises';
import net from 'node:net';
import { parse } from 'node:url';
import http from 'node:http';

@Controller('fetch')
export class FetchController {
  constructor(private readonly http: HttpService) {}

  @Get()
  async get(@Query('url') url: string): Promise<unknown> {
    const { data } = await this.http.axiosRef.get(url); // BAD: CWE-918
    return data;
  }

  @Post('hook')
  async hook(@Body() dto: { callback: string }): Promise<void> {
    await axios.post(dto.callback, { ok: true }); // BAD: CWE-918
    await axios.post('https://hooks.example.com/', dto); // OK
  }
}

export default async function handler(req: NextApiRequest, res: NextApiResponse): Promise<void> {
  const image = await fetch(req.query.src as string); // BAD: CWE-918
  res.send(Buffer.from(await image.arrayBuffer()));
}

export function routes(app: FastifyInstance): void {
  app.get('/import', async (request) => {
    const { feed } = request.query as { feed: string };
    return (await fetch(feed)).text(); // BAD: CWE-918
  });
}

export async function avatar(ctx: Context): Promise<void> {
  const { url } = ctx.request.body;
  ctx.body = await download(url);
}

async function download(address: string): Promise<Buffer> {
  const response = await axios.get(address, { responseType: 'arraybuffer' }); // BAD: CWE-918
  return response.data;
}

const api: AxiosInstance = axios.create({ baseURL: 'https://api.example.com' });

export async function user(ctx: Context): Promise<void> {
  ctx.body = (await api.get('/users')).data; // OK
}

export function forward(ctx: Context): void {
  const options = parse(ctx.query.url as string);
  http.get(options, (incoming) => { ctx.body = incoming; }); // BAD: CWE-918
  net.connect(80, ctx.query.host as string); // BAD: CWE-918
  net.connect(5432, 'localhost'); // OK
}

export async function checked(ctx: Context): Promise<void> {
  const target = new URL(ctx.query.url as string);
  const { address } = await dns.lookup(target.hostname);
  if (isPrivate(address)) ctx.throw(400);
  ctx.body = (await axios.get(target.toString())).data; // GUARDED
}

function isPrivate(address: string): boolean {
  return /^(10|127|192\.168)\./.test(address);
}
