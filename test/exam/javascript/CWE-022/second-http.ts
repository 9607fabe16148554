import * as http from 'http';
import * as url from 'url';
import { join, normalize, resolve, sep, extname } from 'path';
import fs, { promises, createReadStream, existsSync } from 'fs';
import Koa, { Context } from 'koa';
import send from 'koa-send';
import { FastifyRequest, FastifyReply, fastify } from 'fastify';
import { Controller, Get, Param, Res, UploadedFile } from '@nestjs/common';

const root = resolve('static');

http.createServer((request, response) => {
  let { pathname } = url.parse(request.url!);
  pathname = decodeURIComponent(pathname!);
  if (pathname.endsWith('/')) pathname += 'index.html';
  const stream = createReadStream(join(root, pathname)); // BAD: CWE-022
  stream.on('error', () => response.end());
  stream.pipe(response);
});

http.createServer(async (request, response) => {
  const file = new URL(request.url!, `http://${request.headers.host}`).searchParams.get('file')!;
  const safe = normalize(file).replace(/^(\.\.(\/|\\|$))+/, '');
  response.end(await promises.readFile(join(root, safe))); // OK
  if (!/^[a-z0-9_-]+\.html$/.test(file)) return;
  response.end(await promises.readFile(join(root, file))); // OK
});

const koa = new Koa();
koa.use(async (ctx: Context) => {
  await send(ctx, ctx.path, { root }); // OK
  ctx.body = fs.createReadStream('data/' + ctx.params.id); // BAD: CWE-022
  ctx.body = await readConfig(ctx.query.name as string);
});

async function readConfig(name: string): Promise<string> {
  return promises.readFile(`config/${name}.json`, 'utf8'); // BAD: CWE-022
}

class Cache {
  constructor(private readonly folder: string) {}
  private fileOf(key: string): string {
    return join(this.folder, key);
  }
  write(key: string, value: string): void {
    fs.writeFileSync(this.fileOf(key), value); // BAD: CWE-022
  }
}
const cache = new Cache('/var/cache/app');

const app = fastify();
app.put('/cache/:key', async (request: FastifyRequest<{ Params: { key: string }; Body: string }>, reply: FastifyReply) => {
  cache.write(request.params.key, request.body);
  reply.sendFile(request.params.key); // OK
  const names = ['a.txt', 'b.txt'];
  const found = names.find((one) => one === request.params.key);
  if (found) await promises.rm(join(root, found)); // OK
  await promises.rm(join(root, request.params.key)); // BAD: CWE-022
});

@Controller('files')
export class FilesController {
  @Get(':file')
  get(@Param('file') file: string, @Res() response: { sendFile(path: string): void }) {
    response.sendFile(join(root, file)); // BAD: CWE-022
    if (file.indexOf('..') !== -1 || file.indexOf('/') !== -1) throw new Error();
    response.sendFile(join(root, file)); // GUARDED
  }
}
export const hasFile = (name: string) => existsSync(root + sep + extname(name)); // OK
