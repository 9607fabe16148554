import Koa from 'koa';
import fastify from 'fastify';
import Hapi from '@hapi/hapi';
import restify from 'restify';
import { Controller, Get, Query, Redirect, Res } from '@nestjs/common';
import { NextRequest, NextResponse } from 'next/server';
import { Response } from 'express';

new Koa().use(async (ctx) => {
  const { next = '/' } = ctx.query;
  ctx.redirect(next as string); // BAD: CWE-601
  ctx.redirect('/a?b=' + next); // OK
  ctx.set('Location', ctx.request.query.next as string); // BAD: CWE-601
  ctx.status = 302;
});

fastify().get<{ Querystring: { to: string } }>('/', async (request, reply) => {
  reply.redirect(request.query.to); // BAD: CWE-601
  reply.code(302).header('location', request.query.to).send(); // BAD: CWE-601
  return reply.redirect(302, '/fixed'); // OK
});

Hapi.server().route({
  method: 'GET',
  path: '/',
  handler: (request, h) => h.redirect(request.query.to), // BAD: CWE-601
});
Hapi.server().route({
  method: 'GET',
  path: '/x',
  handler: (request, h) => h.response().redirect(request.query.to).temporary(), // BAD: CWE-601
});

restify.createServer().get('/r', (req, res, next) => {
  res.redirect(req.query.to, next); // BAD: CWE-601
});

@Controller()
export class Links {
  @Get('out')
  @Redirect()
  out(@Query('url') url: string) {
    return { url }; // BAD: CWE-601
  }
  @Get('go')
  go(@Query('url') target: string, @Res() response: Response) {
    response.redirect(target); // BAD: CWE-601
  }
}

export function middleware(request: NextRequest) {
  const to = request.nextUrl.searchParams.get('to') ?? '/';
  if (request.cookies.has('session')) return NextResponse.redirect(new URL('/home', request.url)); // OK
  return NextResponse.redirect(to); // BAD: CWE-601
}
