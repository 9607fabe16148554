import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type Config from '@npmcli/config';
import { oneLine } from '../../core/plainText';

/**
 * The `.npmrc` of a project is text of a repository. It says where packages come from and with what
 * credentials; it cannot name a proxy, a certificate, a cache or another file of settings, through
 * which the user's own credentials could be read on their way. A variable of the environment is
 * filled into it only where it is a credential for a host that the user's own configuration names;
 * npm fills in all of them.
 */
type Levels = Config['data'];

const credential = /^(\/\/.+):(?:_authToken|_auth|username|_password)$/;
const address = /^(?:@[^:]+:)?registry$/;

const maxKilobytes = 256;

/** Why a folder's `.npmrc` is not read, where there is one that must not be; npm would read on and on. */
export async function whyUnfit(folder: string): Promise<string | undefined> {
  const stat = await fs.stat(path.join(folder, '.npmrc')).catch(() => undefined);
  if (stat === undefined) return undefined;
  if (!stat.isFile()) return 'it is not a regular file';
  return stat.size > maxKilobytes * 1024 ? `it is larger than ${maxKilobytes} KB` : undefined;
}

/** Takes all else out of the project's level. */
export function keepSources(levels: Levels): void {
  const { data, raw } = levels.get('project') ?? { data: {}, raw: {} };
  for (const key of Object.keys(data)) {
    // A key that is not as it was written had a variable in it.
    const isWritten = Object.hasOwn(raw, key);
    if (!isWritten || (!address.test(key) && !credential.test(key))) delete data[key];
  }
}

export interface OwnHosts {
  has(host: string): boolean;
  /** Whether credentials may go to this address: not in the clear, unless the user has said so. */
  mayCarry(address: string): boolean;
}

/** The hosts that the user has named without the project's help. */
export function ownHosts(levels: Levels): OwnHosts {
  const hosts = new Set<string>();
  const inTheClear = new Set<string>();
  for (const [level, { data }] of levels) {
    if (level === 'project') continue;
    for (const [key, value] of Object.entries(data)) {
      const host = address.test(key) ? hostOf(value) : credentialHost(key);
      if (host === undefined) continue;
      hosts.add(host);
      if (address.test(key) && /^http:/i.test(String(value))) inTheClear.add(host);
    }
  }
  return {
    has: (host) => hosts.has(host),
    mayCarry(one) {
      const { protocol, host, hostname } = new URL(one);
      return protocol === 'https:' || inTheClear.has(host) || isThisMachine(hostname);
    },
  };
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** The host that a credential is bound to; undefined for any other key. */
function credentialHost(key: string): string | undefined {
  const place = credential.exec(key)?.[1];
  return place === undefined ? undefined : hostOf(`https:${place}`);
}

function hostOf(value: unknown): string | undefined {
  return typeof value === 'string' && URL.canParse(value)
    ? new URL(value).host || undefined
    : undefined;
}

export interface Withheld {
  /** Why an address cannot be used, by its key. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly notes: readonly string[];
}

/** Takes out what a variable of the environment would be sent with to a host of the project's choice. */
export function withholdVariables(levels: Levels, own: OwnHosts): Withheld {
  const { data, raw } = levels.get('project') ?? { data: {}, raw: {} };
  const addresses = new Map<string, string>();
  const notes: string[] = [];
  for (const key of Object.keys(data)) {
    const variable = /\$\{([^{}]*)\}/.exec(String(raw[key]))?.[1];
    if (variable === undefined) continue;
    const name = oneLine(variable, 60);
    const host = credentialHost(key);
    if (host !== undefined && own.has(host)) continue;
    delete data[key];
    if (host !== undefined) {
      notes.push(
        `The project's .npmrc would send the variable ${name} to ${oneLine(host, 100)}, which your own npm configuration does not name. It was not sent: put the line into your own .npmrc if it is right.`,
      );
    } else {
      addresses.set(
        key,
        `The project's .npmrc has the variable ${name} in the address ${oneLine(key, 100)}, so no registry was asked. Set ${oneLine(key, 100)} in your own .npmrc if it is right.`,
      );
    }
  }
  return { addresses, notes };
}

/** How npm lays out and writes what it installs; nothing of it leads anywhere. */
const layout =
  /^(?:legacy-peer-deps|strict-peer-deps|install-strategy|legacy-bundling|global-style|prefer-dedupe|install-links|engine-strict|lockfile-version|omit-lockfile-registry-resolved|replace-registry-host)$/;

/**
 * The lines of a project's `.npmrc` that the user's npm gets to see in a scratch copy. A line ends
 * where npm ends it; a backslash could spell a variable of the environment in another way.
 */
export function keptLines(text: string): string {
  const lines = text.split(/[\r\n]+/).filter((line) => {
    const [, key = ''] = /^\s*([^=\s;#[]+)\s*(?:=|$)/.exec(line) ?? [];
    if (/\$\{|\\/.test(line)) return false;
    return layout.test(key) || address.test(key) || credential.test(key);
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
