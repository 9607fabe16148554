import { Controller, Get, Query } from '@nestjs/common';
import Fastify from 'fastify';

const URL_PATTERN = /^(https?:\/\/)?([\da-z.-]+)\.([a-z.]{2,6})([/\w .-]*)*\/?$/; // BAD: CWE-400
const PHONE = /^\+?[\d ]{6,20}$/; // OK
const VERSION = /^(\d+\.)*\d+$/; // OK
const TITLE = /^([A-Za-z]+\s*)+$/; // BAD: CWE-400
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/; // OK
const CSV = /^(("[^"]*"|[^,]*),?)*;$/; // BAD: CWE-400
const MARKDOWN_LINK = /\[([^\]]*)\]\(([^)]*)\)/; // EITHER

export const isUrl = (text: string): boolean => URL_PATTERN.test(text); // EITHER
export const isPhone = (text: string): boolean => PHONE.test(text); // OK

@Controller('check')
export class CheckController {
  @Get('title')
  title(@Query('t') t: string): boolean {
    return TITLE.test(t); // EITHER
  }

  @Get('end')
  end(@Query('t') t: string): string {
    return t.replace(/;*$/, ''); // BAD: CWE-400
  }

  @Get('start')
  start(@Query('t') t: string): string {
    return t.replace(/^;+/, ''); // OK
  }
}

const fastify = Fastify();
fastify.get('/v', (request) => {
  const { v, b, c } = request.query as Record<string, string>;
  return [VERSION.test(v!), BASE64.test(b!), CSV.test(c!)]; // EITHER
});
fastify.post('/json', (request) => (request.body as string).match(/\{.*\}.*\{.*\}/)); // BAD: CWE-400
