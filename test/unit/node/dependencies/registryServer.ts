import { createHash } from 'node:crypto';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A registry on this machine that speaks npm's protocol, and says what it was asked. */
export interface RegistryServer {
  /** With a slash at its end. */
  readonly address: string;
  readonly requests: readonly Asked[];
  /** Adds a version, with an archive of these files and its package.json. */
  publish(manifest: PublishedManifest, files?: Readonly<Record<string, string>>): void;
  /** Takes a version back, as npm does with what was made to do harm. */
  withdraw(name: string, version: string): void;
  /** Answers a path in another way from now on. */
  answer(path: string, reply: Reply): void;
  close(): Promise<void>;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

export type Reply = (response: http.ServerResponse, asked: Asked) => void;

export interface PublishedManifest {
  readonly name: string;
  readonly version: string;
  readonly [field: string]: unknown;
}

export async function registryServer(): Promise<RegistryServer> {
  const replies = new Map<string, Reply>();
  const requests: Asked[] = [];
  const packuments = new Map<string, Record<string, unknown>>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const asked = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') };
      requests.push(asked);
      const reply = replies.get(path) ?? (method === 'GET' ? status(404) : status(405));
      reply(response, asked);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    address,
    requests,
    answer: (path, reply) => void replies.set(path, reply),
    publish({ name, version, ...fields }, files = {}) {
      const manifest = { name, version, ...fields };
      const archive = gzipSync(
        tar({ 'package/package.json': JSON.stringify(manifest), ...inPackage(files) }),
      );
      const path = `/${name}/-/${name.replace(/^.*\//, '')}-${version}.tgz`;
      const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
      const dist = { tarball: `${address}${path.slice(1)}`, integrity };
      const packument = packuments.get(name) ?? { name, 'dist-tags': {}, versions: {} };
      packument['dist-tags'] = { latest: version };
      packument['versions'] = {
        ...(packument['versions'] as object),
        [version]: { ...manifest, dist },
      };
      packuments.set(name, packument);
      replies.set(`/${name.replace('/', '%2f')}`, json(packument));
      replies.set(path, bytes(archive));
    },
    withdraw(name, version) {
      const packument = packuments.get(name);
      const { [version]: _gone, ...versions } = packument?.['versions'] as Record<string, unknown>;
      const latest = Object.keys(versions).at(-1);
      const left = { name, 'dist-tags': { latest }, versions };
      packuments.set(name, left);
      replies.set(`/${name.replace('/', '%2f')}`, latest === undefined ? status(404) : json(left));
      replies.delete(`/${name}/-/${name.replace(/^.*\//, '')}-${version}.tgz`);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const status =
  (code: number, headers: http.OutgoingHttpHeaders = {}, body = ''): Reply =>
  (response) =>
    void response.writeHead(code, headers).end(body);

export const json = (value: unknown): Reply =>
  status(200, { 'content-type': 'application/json' }, JSON.stringify(value));

export const bytes =
  (body: Uint8Array): Reply =>
  (response) =>
    void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(body);

/** Takes the question, and never says a word. */
export const silence: Reply = () => undefined;

function inPackage(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [`package/${name}`, text]));
}

/** An archive in the oldest form that every reader knows; `type` is the kind of all its entries. */
export function tar(files: Readonly<Record<string, string>>, type = '0'): Buffer {
  const entries = Object.entries(files).map(([name, text]) => {
    const body = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write('000644 \0', 100);
    header.write(`${body.length.toString(8).padStart(11, '0')} `, 124);
    header.write('00000000000 ', 136);
    header.write('        ', 148);
    header.write(type, 156);
    header.write('ustar\u000000', 257);
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
  });
  return Buffer.concat([...entries, Buffer.alloc(1024)]);
}
