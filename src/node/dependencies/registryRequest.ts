import fetch, { type FetchResponse } from 'make-fetch-happen';
import { messageOf } from '../../core/errors';
import { oneLine } from '../../core/plainText';
import { codeOf } from '../atomicFile';
import type { NpmConfiguration } from './npmConfiguration';
import { isDown, whyNoAnswer, whyRefused } from './registryTrouble';

/** One question for a registry. */
export interface RegistryRequest {
  readonly address: string;
  /** Whose credentials may go along, where they are bound to the address. */
  readonly registry: string;
  readonly accept: string;
  /** Makes it a POST, in JSON. */
  readonly body?: string;
  /** The most bytes of the answer, unpacked. */
  readonly maxBytes: number;
  /**
   * `kept`: npm's cache will do, however old; `checked`: what is kept is asked after, and will do
   * when nobody answers.
   */
  readonly mode: 'kept' | 'checked';
}

export type RegistryAnswer =
  | {
      readonly ok: true;
      readonly bytes: Buffer;
      /** When it was kept, in ms, where it comes from npm's cache and nobody was asked. */
      readonly keptAt?: number;
    }
  | {
      readonly ok: false;
      /** One sentence or two: what happened, and what to do. */
      readonly why: string;
      readonly status?: number;
      /** Nobody answered: to ask again soon is of no use. */
      readonly isDown: boolean;
    };

export interface RequestControl {
  readonly signal: AbortSignal;
  readonly configuration: NpmConfiguration;
  /** Of Countersign. */
  readonly version: string;
  readonly timeLimitMs: number;
}

const maxRedirects = 5;
const mega = 1024 * 1024;
const retry = { retries: 1, minTimeout: 300, maxTimeout: 2000 };

/** Asks with the user's npm configuration and through npm's cache. Rejects only by an abort of `signal`. */
export async function askRegistry(
  request: RegistryRequest,
  control: RequestControl,
): Promise<RegistryAnswer> {
  const { signal, timeLimitMs } = control;
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(timeLimitMs);
  const enough = new AbortController();
  const any = AbortSignal.any([signal, limit, enough.signal]);
  const host = hostOf(request.address);
  try {
    const asked = { ...control, signal: any };
    return await follow(request, asked, true).catch((error: unknown) => {
      if (any.aborted || !isTroubleOfCache(error, control)) throw error;
      return follow(request, asked, false);
    });
  } catch (error) {
    if (error instanceof TooLarge) {
      return refused(`The answer of ${host} is larger than ${error.limit / mega} MB.`);
    }
    signal.throwIfAborted();
    if (limit.aborted) return { ok: false, isDown: true, why: tooSlow(host, timeLimitMs) };
    const code = codeOf(error);
    const why = whyNoAnswer(host, code, oneLine(messageOf(error), 200));
    return { ok: false, isDown: isDown(code), why };
  } finally {
    // Whatever is still on its way of an answer that was not read to its end.
    enough.abort();
  }
}

class TooLarge extends Error {
  constructor(readonly limit: number) {
    super('The answer is too large.');
  }
}

/** Each hop of a redirect is asked on its own, with what is bound to it: npm's fetch would take a token along to another port, and into the clear. */
async function follow(
  request: RegistryRequest,
  control: RequestControl,
  withCache: boolean,
): Promise<RegistryAnswer> {
  let { address } = request;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const response = await ask({ ...request, address }, control, withCache);
    const next = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || next === null) {
      return read(response, address, request.maxBytes);
    }
    const to = URL.canParse(next, address) ? new URL(next, address) : undefined;
    if (to === undefined || !mayFollow(address, to) || request.body !== undefined) {
      return refused(`${hostOf(address)} sends on to an address that is not followed.`);
    }
    address = to.href;
  }
  return refused(`${hostOf(address)} sends on from one address to the next without end.`);
}

function refused(why: string): RegistryAnswer {
  return { ok: false, isDown: false, why };
}

function mayFollow(from: string, to: URL): boolean {
  return (
    to.protocol === 'https:' || (to.protocol === 'http:' && new URL(from).protocol === 'http:')
  );
}

function ask(
  { address, registry, accept, body, mode }: RegistryRequest,
  { configuration, signal, version, timeLimitMs }: RequestControl,
  withCache: boolean,
): Promise<FetchResponse> {
  const { authorization, ...certificate } = configuration.credentialsFor(address, registry);
  return fetch(address, {
    ...configuration.connection,
    ...certificate,
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept,
      'user-agent': `countersign/${version}`,
      ...(authorization !== undefined && { authorization }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body }),
    ...(withCache && { cachePath: configuration.cachePath }),
    cache: mode === 'kept' ? 'force-cache' : 'default',
    redirect: 'manual',
    timeout: timeLimitMs,
    retry,
    signal,
    maxSockets: 16,
  });
}

async function read(
  response: FetchResponse,
  address: string,
  maxBytes: number,
): Promise<RegistryAnswer> {
  const { status } = response;
  if (status !== 200) {
    return { ok: false, isDown: false, status, why: whyRefused(hostOf(address), status) };
  }
  const bytes = await whole(response.body, maxBytes);
  const kept = response.headers.get('x-local-cache-status');
  const at = Date.parse(response.headers.get('x-local-cache-time') ?? '');
  const isKept = (kept === 'hit' || kept === 'stale') && !Number.isNaN(at);
  return { ok: true, bytes, ...(isKept && { keptAt: at }) };
}

function whole(body: FetchResponse['body'], maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    body.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) reject(new TooLarge(maxBytes));
      else chunks.push(chunk);
    });
    body.on('error', reject);
    body.on('end', () => resolve(Buffer.concat(chunks)));
  });
}

const cacheTrouble = /^(?:EACCES|EPERM|EROFS|ENOSPC|EDQUOT|ENOENT|ENOTDIR|EINTEGRITY|EBADSIZE)$/;

/** A full disk, a folder of somebody else's, or a damaged entry: the registry can still be asked. */
function isTroubleOfCache(error: unknown, { configuration }: RequestControl): boolean {
  if (!cacheTrouble.test(codeOf(error))) return false;
  const file = error instanceof Error && 'path' in error ? error.path : undefined;
  return typeof file !== 'string' || file.startsWith(configuration.cachePath);
}

function tooSlow(host: string, ms: number): string {
  return `${host} did not answer within ${Math.round(ms / 1000)} seconds. Try again later.`;
}

function hostOf(address: string): string {
  return oneLine(new URL(address).host, 100);
}
