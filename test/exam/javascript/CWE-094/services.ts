import { Controller, Post, Body } from '@nestjs/common';
import Fastify, { type FastifyRequest } from 'fastify';
import { runInNewContext, Script } from 'node:vm';
import ejs from 'ejs';
import Handlebars from 'handlebars';
import type { Context } from 'koa';
import { WebSocket } from 'ws';

interface Formula { readonly source: string; readonly values: Record<string, number> }

@Controller('rules')
export class RuleController {
  @Post()
  evaluate(@Body() body: Formula): unknown {
    return runInNewContext(body.source, body.values); // BAD: CWE-094
  }

  @Post('fixed')
  fixed(@Body() body: Formula): unknown {
    return runInNewContext('a + b', body.values); // OK
  }
}

const fastify = Fastify();
fastify.post('/template', async (request: FastifyRequest) => {
  const { source } = request.body as { source: string };
  return Handlebars.compile(source)({}); // BAD: CWE-094
});

export async function page(ctx: Context): Promise<void> {
  const layout: string = ctx.request.body.layout;
  ctx.body = await ejs.render(layout, {}, { async: true }); // BAD: CWE-094
}

export function listen(socket: WebSocket): void {
  socket.on('message', (data: Buffer) => {
    new Script(data.toString()).runInNewContext({}); // BAD: CWE-094
  });
}

export async function load(ctx: Context): Promise<void> {
  const known: Record<string, () => Promise<unknown>> = { csv: () => import('./csv'), xml: () => import('./xml') };
  const loader = known[String(ctx.query.kind)];
  if (loader) ctx.body = await loader(); // OK
}
