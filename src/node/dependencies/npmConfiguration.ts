import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import Config from '@npmcli/config';
import { definitions, flatten, shorthands } from '@npmcli/config/lib/definitions';
import getAuth from 'npm-registry-fetch/lib/auth.js';
import { type Host, thisHost } from '../findProgram';
import { npmProgram } from './npmProgram';
import type { Withheld } from './projectNpmrc';
import { keepSources, ownHosts, whyUnfit, withholdVariables } from './projectNpmrc';

/** Where a user's npm asks for packages, with what credentials, and how it gets there. */
export interface NpmConfiguration {
  /** The registry for a package, with a slash at its end; or a sentence on why there is none. */
  registryFor(name: string): RegistryAddress;
  /** What goes along with a request: only what is bound to the address's own host and path. */
  credentialsFor(address: string, registry: string): Credentials;
  /** Options for `make-fetch-happen`. */
  readonly connection: Readonly<Record<string, unknown>>;
  /** The folder of npm's cache of answers. */
  readonly cachePath: string;
  /** The host that npm asks when nobody says otherwise. */
  readonly publicHost: string | undefined;
  /** What of the project's `.npmrc` was left out, as sentences. */
  readonly notes: readonly string[];
}

export type RegistryAddress =
  { readonly ok: true; readonly registry: string } | { readonly ok: false; readonly why: string };

export interface Credentials {
  readonly authorization?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Reads the user's npm configuration for a folder, as npm itself does: the environment, the
 * project's `.npmrc`, the user's and the global one. What the project's file may say is in
 * `projectNpmrc.ts`. Rejects when npm could not read it either.
 */
export async function npmConfiguration(folder: string, host = thisHost): Promise<NpmConfiguration> {
  const config = new ProjectConfig({
    ...{ definitions, shorthands, flatten, ...(await installOf(folder, host)) },
    // Loading writes to the environment that it is given; there is no command line to read.
    ...{ env: { ...host.env }, argv: ['node', 'npm'], cwd: folder },
  });
  await config.load();
  const own = ownHosts(config.data);
  const withheld = withholdVariables(config.data, own);
  const options = sources(config);
  return {
    registryFor: (name) => registryFor(name, options, withheld),
    credentialsFor: (address, registry) =>
      own.mayCarry(address) ? credentialsFor(address, { ...options, registry }) : {},
    connection: await connectionOf(config),
    cachePath: path.join(String(config.get('cache')), '_cacache'),
    publicHost: hostOf(config.data.get('default')?.data['registry']),
    notes: [...config.notes, ...withheld.notes],
  };
}

function hostOf(address: unknown): string | undefined {
  return typeof address === 'string' && URL.canParse(address)
    ? new URL(address).hostname
    : undefined;
}

class ProjectConfig extends Config {
  #prefix: Promise<void> | undefined;
  readonly notes: string[] = [];

  override loadLocalPrefix(): Promise<void> {
    this.#prefix ??= super.loadLocalPrefix();
    return this.#prefix;
  }

  /** Before the user's own file is read, whose place the project's could change. */
  override async loadProjectConfig(): Promise<void> {
    await this.loadLocalPrefix();
    const why = await whyUnfit(this.localPrefix);
    if (why !== undefined) {
      this.notes.push(`The project's .npmrc was not read: ${why}.`);
      return;
    }
    await super.loadProjectConfig();
    keepSources(this.data);
  }
}

/** Where npm's own settings lie, and those for all users of the machine. */
async function installOf(folder: string, host: Host) {
  const program = await npmProgram(folder, host);
  const script = program && (await fs.realpath(program.args[0] ?? program.file).catch(() => ''));
  const npmPath = script ? path.dirname(path.dirname(script)) : path.join(folder, 'no npm');
  const beside = program && path.join(path.dirname(program.file), 'node');
  return { npmPath, execPath: beside ?? process.execPath };
}

/** All keys that say where packages come from and with what credentials, the strongest last. */
function sources({ data }: Config): Readonly<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const { data: level } of data.values()) {
    for (const [key, value] of Object.entries(level)) {
      if (key === 'registry' || /^@.*:registry$/.test(key) || key.startsWith('//'))
        all[key] = value;
    }
  }
  return all;
}

function registryFor(
  name: string,
  options: Readonly<Record<string, unknown>>,
  { addresses }: Withheld,
): RegistryAddress {
  const scope = /^(@[^/]+)\//.exec(name)?.[1];
  const scoped = scope === undefined ? undefined : `${scope}:registry`;
  const key =
    scoped !== undefined && (options[scoped] || addresses.has(scoped)) ? scoped : 'registry';
  const why = addresses.get(key);
  if (why !== undefined) return { ok: false, why };
  const address = options[key];
  if (typeof address !== 'string' || !URL.canParse(address) || !/^https?:/i.test(address)) {
    return { ok: false, why: `npm's setting ${key} is no address of a registry.` };
  }
  return { ok: true, registry: address.trim().replace(/\/*$/, '/') };
}

function credentialsFor(address: string, options: Readonly<Record<string, unknown>>): Credentials {
  const { token, auth, cert, key } = getAuth(address, options);
  const authorization = token ? `Bearer ${token}` : auth ? `Basic ${auth}` : undefined;
  return {
    ...(authorization !== undefined && { authorization }),
    ...(cert && key && { cert, key }),
  };
}

async function connectionOf(config: Config): Promise<Readonly<Record<string, unknown>>> {
  const get = (key: string): unknown => config.get(key) || undefined;
  const noProxy = get('noproxy');
  const file = get('cafile');
  const listed = typeof file === 'string' ? await certificatesIn(file) : undefined;
  return {
    strictSSL: config.get('strict-ssl') !== false,
    ca: listed ?? get('ca'),
    cert: get('cert'),
    key: get('key'),
    localAddress: get('local-address'),
    proxy: get('https-proxy') ?? get('proxy'),
    noProxy: Array.isArray(noProxy) ? noProxy.join(',') : noProxy,
  };
}

const certificateEnd = '-----END CERTIFICATE-----';

/** As npm does, a file that cannot be read counts as none. */
async function certificatesIn(file: string): Promise<readonly string[] | undefined> {
  const text = await fs.readFile(file, 'utf8').catch(() => undefined);
  return text
    ?.split(certificateEnd)
    .filter((one) => one.trim() !== '')
    .map((one) => one.trimStart() + certificateEnd);
}
