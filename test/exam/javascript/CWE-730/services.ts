import type { Request, Response } from 'express';
import type { Context } from 'koa';
import { Controller, Get, Query, Param } from '@nestjs/common';
import type { NextApiRequest, NextApiResponse } from 'next';
import type { FastifyRequest } from 'fastify';
import * as http from 'http';
import * as url from 'url';

const lines: readonly string[] = ['one', 'two'];

export class LogController {
  search = (req: Request, res: Response): void => {
    const { q, flags = 'i' } = req.query as Record<string, string>;
    const matcher = this.matcher(q!, flags);
    res.json(lines.filter((line) => matcher.test(line)));
  };

  private matcher(source: string, flags: string): RegExp {
    return new RegExp(source, flags); // BAD: CWE-730
  }
}

@Controller('words')
export class WordsController {
  @Get(':word')
  find(@Param('word') word: string, @Query('prefix') prefix: string): string[] {
    const one = lines.filter((line) => new RegExp('^' + word).test(line)); // BAD: CWE-730
    const two = lines.filter((line) => line.startsWith(prefix)); // OK
    return [...one, ...two];
  }
}

export default function handler(req: NextApiRequest, res: NextApiResponse): void {
  const re = new RegExp((req.query.terms as string).split(' ').join('|'), 'g'); // BAD: CWE-730
  res.json(lines.map((line) => line.replace(re, '*')));
}

export function koa(ctx: Context): void {
  ctx.body = lines.filter((line) => line.match(ctx.query.q as string)); // BAD: CWE-730
  ctx.body = lines.filter((line) => line.match(/q/)); // OK
  ctx.body = lines.filter((line) => line.matchAll(new RegExp(String(ctx.request.body.q), 'g'))); // BAD: CWE-730
}

export function fastify(request: FastifyRequest): boolean {
  const { pattern } = request.body as { pattern: string };
  let re: RegExp;
  try {
    re = new RegExp(pattern); // BAD: CWE-730
  } catch {
    return false;
  }
  return re.test('text');
}

http.createServer((req, res) => {
  const { query } = url.parse(req.url!, true);
  const word = new RegExp('\\b' + query.word + '\\b', 'g'); // BAD: CWE-730
  const known = new RegExp('\\b' + lines[0] + '\\b', 'g'); // OK
  res.end(String(word.test('x') && known.test('x')));
});

export function headers(req: Request, res: Response): void {
  const origin = new RegExp(req.header('X-Pattern')!); // BAD: CWE-730
  const cookie = new RegExp('(^| )theme=([^;]+)').exec(req.headers.cookie ?? ''); // OK
  res.json([origin.source, cookie?.[2]]);
}

export function browser(): void {
  const name = new URLSearchParams(location.search).get('name')!;
  const re = new RegExp('[?&]' + name + '=([^&]*)'); // BAD: CWE-730
  re.exec(location.href);
}

const KINDS: Record<string, RegExp> = { digits: /\d+/, letters: /[a-z]+/ };

export function kinds(req: Request, res: Response): void {
  const kind = req.query.kind === 'digits' ? 'digits' : 'letters';
  res.json(lines.filter((line) => KINDS[kind]!.test(line))); // OK
  res.json(lines.filter((line) => new RegExp(KINDS[kind]!.source).test(line))); // OK
}
