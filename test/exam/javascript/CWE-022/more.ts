import { createReadStream, existsSync, readFileSync, promises, statSync, rmSync } from 'fs';
import { Controller, Get, Param, Query, Res, StreamableFile, UploadedFile, Post } from '@nestjs/common';
import type { Response } from 'express';
import type { GetServerSidePropsContext } from 'next';
import type { IncomingMessage, ServerResponse } from 'http';
import * as path from 'path';
import * as qs from 'querystring';
import archiver from 'archiver';
import extract from 'extract-zip';
import { S3 } from 'aws-sdk';

const root = path.join(__dirname, '..', 'data');

@Controller('files')
export class FilesController {
  @Get('stream')
  stream(@Query('name') name: string): StreamableFile {
    return new StreamableFile(createReadStream(path.join(root, name))); // BAD: CWE-022
  }

  @Get(':name')
  get(@Param('name') name: string, @Res() res: Response): void {
    res.sendFile(path.join(root, name)); // BAD: CWE-022
    res.sendFile(path.join(root, 'index.html')); // OK
  }

  @Post()
  async upload(@UploadedFile() file: { originalname: string; buffer: Buffer }): Promise<void> {
    await promises.writeFile(path.join(root, file.originalname), file.buffer); // BAD: CWE-022
    await promises.writeFile(path.join(root, path.parse(file.originalname).base), file.buffer); // OK
  }
}

export class StaticServer {
  constructor(private readonly base: string) {}

  handle = (req: IncomingMessage, res: ServerResponse): void => {
    const file = this.resolve(req.url ?? '/');
    if (!existsSync(file)) { // EITHER
      res.writeHead(404).end();
      return;
    }
    createReadStream(file).pipe(res); // BAD: CWE-022
  };

  private resolve(url: string): string {
    const [pathname] = url.split('?');
    return path.join(this.base, decodeURI(pathname!));
  }

  safe = (req: IncomingMessage, res: ServerResponse): void => {
    const file = this.inside(req.url ?? '/');
    if (file === undefined) {
      res.writeHead(403).end();
      return;
    }
    createReadStream(file).pipe(res); // GUARDED
  };

  private inside(url: string): string | undefined {
    const file = path.resolve(this.base, '.' + url);
    return file.startsWith(this.base + path.sep) ? file : undefined;
  }
}

export async function getServerSideProps({ query }: GetServerSidePropsContext) {
  const text = readFileSync(path.join('posts', `${query.slug}.md`), 'utf8'); // BAD: CWE-022
  return { props: { text } };
}

export function legacy(req: IncomingMessage, res: ServerResponse): void {
  const { file, page } = qs.parse((req.url ?? '').split('?')[1] ?? '');
  res.write(readFileSync('/srv/' + file)); // BAD: CWE-022
  res.write(readFileSync('/srv/page-' + Number(page) + '.html')); // OK
  rmSync(`/srv/tmp/${file}`, { recursive: true }); // BAD: CWE-022
  statSync('/srv/tmp'); // OK
  res.end();
}

export async function pack(req: { query: { dir: string } }, res: Response): Promise<void> {
  const archive = archiver('zip');
  archive.directory('/srv/public', false); // OK
  archive.pipe(res);
  await extract('/srv/in.zip', { dir: '/srv/out' }); // OK
}

export async function object(req: { query: { key: string } }): Promise<void> {
  await new S3().getObject({ Bucket: 'b', Key: req.query.key }).promise(); // OK
}

export function contained(req: { query: { name: string } }): Buffer {
  const wanted = path.normalize(path.join(root, req.query.name));
  if (wanted.indexOf(root + path.sep) !== 0) throw new Error('outside');
  return readFileSync(wanted); // OK
}

export function listed(req: { query: { name: string } }): Buffer | undefined {
  const files: Record<string, string> = { terms: 'terms.txt', help: 'help.txt' };
  const name = files[req.query.name];
  return name === undefined ? undefined : readFileSync(path.join(root, name)); // OK
}

export function chained(req: { query: { name: string } }): Buffer {
  return readFileSync(path.join(root, req.query.name.split('/').pop()!)); // EITHER
}

export function hashed(req: { query: { name: string } }, digest: (text: string) => string): Buffer {
  return readFileSync(path.join(root, digest(req.query.name))); // EITHER
}
