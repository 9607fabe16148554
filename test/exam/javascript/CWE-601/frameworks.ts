import Koa from 'koa';
import Hapi from '@hapi/hapi';
import fastify from 'fastify';
import restify from 'restify';
import { Controller, Get, Query, Redirect, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { NextApiRequest, NextApiResponse, GetServerSideProps } from 'next';
import { NextRequest, NextResponse } from 'next/server';

const koa = new Koa();
koa.use((ctx) => {
  ctx.redirect(ctx.query.url as string); // BAD: CWE-601
  ctx.response.redirect(ctx.request.query.url as string); // BAD: CWE-601
  ctx.redirect('/'); // OK
});

const server = Hapi.server();
server.route({
  method: 'GET',
  path: '/r',
  handler: (request, h) => h.redirect(request.query.to), // BAD: CWE-601
});
server.route({ method: 'GET', path: '/h', handler: (request, h) => h.redirect('/home') }); // OK

const app = fastify();
app.get('/', async (request, reply) => {
  const { continue: target } = request.query as Record<string, string>;
  return reply.redirect(target); // BAD: CWE-601
});
app.get('/fixed', async (request, reply) => reply.redirect(301, '/new')); // OK

const api = restify.createServer();
api.get('/r', (req, res, next) => {
  res.redirect(req.query.to, next); // BAD: CWE-601
});

@Controller()
export class AppController {
  @Get('leave')
  leave(@Query('to') to: string, @Res() res: Response): void {
    res.redirect(to); // BAD: CWE-601
  }

  @Get('old')
  @Redirect('/new', 301)
  old(): void {} // OK

  @Get('dynamic')
  @Redirect()
  dynamic(@Query('to') to: string) {
    return { url: to }; // BAD: CWE-601
  }
}

export default function handler(req: NextApiRequest, res: NextApiResponse): void {
  const { callbackUrl } = req.query;
  res.redirect(307, callbackUrl as string); // BAD: CWE-601
}

export const getServerSideProps: GetServerSideProps = async (context) => {
  return { redirect: { destination: '/signin', permanent: false } }; // OK
};

export function middleware(request: NextRequest): NextResponse {
  const next = request.nextUrl.searchParams.get('next') ?? '/';
  return NextResponse.redirect(next); // BAD: CWE-601
}

export function rewrite(request: NextRequest): NextResponse {
  return NextResponse.redirect(new URL('/signin', request.url)); // OK
}
