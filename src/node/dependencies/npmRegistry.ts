import type { PackumentResult, Packuments } from '../../core/dependencies/packument';
import { readPackument } from '../../core/dependencies/readPackument';
import { messageOf } from '../../core/errors';
import { oneLine } from '../../core/plainText';
import type { Host } from '../findProgram';
import { type ArchiveResult, openArchive } from './archive';
import { type NpmConfiguration, npmConfiguration } from './npmConfiguration';
import { queue } from './queue';
import type { RegistryAnswer, RegistryRequest } from './registryRequest';
import { askRegistry } from './registryRequest';
import { silentHosts } from './silentHosts';

export interface RegistryParts {
  /** Absolute path of the project, whose `.npmrc` counts. */
  readonly folder: string;
  /** Asked before each request; while it says no, nothing is asked and no `.npmrc` is read. */
  readonly mayRun: () => boolean;
  /** Of Countersign. */
  readonly version: string;
  /** How long one answer may take. */
  readonly timeLimitMs?: number;
  readonly host?: Host;
}

/** The registries of the user's npm. Short answers are kept as long as this is. */
export interface NpmRegistry {
  /** Answers without licences, maintainers and times, which are a fraction of the whole. */
  packuments(signal: AbortSignal): Packuments;
  /** All that the registry says of a package. */
  whole(name: string, signal: AbortSignal): Promise<PackumentResult>;
  /**
   * The files of a version's archive, whose hash is compared; with `integrity`, the lockfile's hash
   * too. Nothing is written or run.
   */
  archive(
    name: string,
    version: string,
    signal: AbortSignal,
    integrity?: string,
  ): Promise<ArchiveResult>;
  /** What the registry's audit knows of these versions, as JSON text; many registries have none. */
  audit(installed: Installed, signal: AbortSignal): Promise<AuditAnswer>;
  /** What of the configuration was left out, as sentences. Empty before the first question. */
  notes(): readonly string[];
  /** Packages for which no answer came that could be used. That there is no such package is one. */
  unanswered(): readonly string[];
}

/** Versions by name. */
export type Installed = ReadonlyMap<string, readonly string[]>;

export type AuditAnswer =
  | { readonly ok: true; readonly text: string; readonly notes: readonly string[] }
  | { readonly ok: false; readonly why: string };

const short = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*';
const full = 'application/json';
/** More than twice the largest in use; one takes some four times its size of memory. */
const maxPackumentBytes = 48 * 1024 * 1024;
const maxArchiveBytes = 64 * 1024 * 1024;
const maxAuditBytes = 64 * 1024 * 1024;
const dayMs = 24 * 60 * 60_000;
const restricted = 'In Restricted Mode no registry is asked. Trust the workspace first.';

export function npmRegistry(parts: RegistryParts): NpmRegistry {
  return new Registry(parts);
}

class Registry implements NpmRegistry {
  #configuration: Promise<NpmConfiguration> | undefined;
  #notes: readonly string[] = [];
  /** By form and name; what failed is asked for again, and so are whole answers, which are large. */
  readonly #packuments = new Map<string, Promise<PackumentResult>>();
  readonly #unanswered = new Set<string>();
  readonly #inTurn = queue(16);
  readonly #hosts = silentHosts();

  constructor(private readonly parts: RegistryParts) {}

  notes(): readonly string[] {
    return this.#notes;
  }

  unanswered(): readonly string[] {
    return [...this.#unanswered].sort();
  }

  packuments(signal: AbortSignal): Packuments {
    return { get: (name) => this.#packument(name, short, signal) };
  }

  whole(name: string, signal: AbortSignal): Promise<PackumentResult> {
    return this.#packument(name, full, signal);
  }

  async archive(name: string, version: string, signal: AbortSignal, integrity?: string) {
    const shown = `${oneLine(name, 100)} ${oneLine(version, 50)}`;
    const result = await this.#packument(name, short, signal);
    if (!result.ok) return result;
    const published = result.packument.versions.get(version);
    if (published === undefined) return refuse(`The registry has no ${shown}.`);
    if (published.integrity === undefined) {
      return refuse(`The registry gives no hash of ${shown}, so its archive was not opened.`);
    }
    const asked = await this.#ask(name, signal, (registry, { publicHost }) => {
      const address = archiveAddress(published.tarball, registry, publicHost);
      return address === undefined
        ? refuse(`The archive of ${shown} lies on another host than the registry.`)
        : { address, accept: '*/*', maxBytes: maxArchiveBytes, mode: 'kept', isForever: true };
    });
    if (!asked.ok) return refuse(asked.why);
    const hashes = integrity === undefined ? [] : [integrity];
    return openArchive(asked.bytes, [published.integrity, ...hashes], shown);
  }

  async audit(installed: Installed, signal: AbortSignal): Promise<AuditAnswer> {
    const main = await this.#registry('audit');
    if (!main.ok) return main;
    const own: [string, readonly string[]][] = [];
    let left = 0;
    for (const [name, versions] of installed) {
      const { registry } = { registry: undefined, ...(await this.#registry(name)) };
      if (registry === main.registry) own.push([name, versions]);
      else left += 1;
    }
    const asked = await this.#ask('audit', signal, (registry) => ({
      address: `${registry}-/npm/v1/security/advisories/bulk`,
      ...{ accept: full, body: jsonOf(own), maxBytes: maxAuditBytes, mode: 'checked' },
    }));
    if (!asked.ok) return refuse(asked.why);
    const note =
      left === 1
        ? '1 package of a scope with a registry of its own was not asked about.'
        : `${left} packages of scopes with registries of their own were not asked about.`;
    return { ok: true, text: asked.bytes.toString('utf8'), notes: left === 0 ? [] : [note] };
  }

  async #packument(name: string, accept: string, signal: AbortSignal): Promise<PackumentResult> {
    const key = `${accept} ${name}`;
    let asking = this.#packuments.get(key);
    // Whoever asked first may have left since; the next one asks again.
    while (asking !== undefined && (await asking) === cancelled && !signal.aborted) {
      if (this.#packuments.get(key) === asking) this.#packuments.delete(key);
      asking = this.#packuments.get(key);
    }
    if (asking === undefined) {
      asking = this.#readPackument(name, accept, signal);
      this.#packuments.set(key, asking);
      void asking.then(({ ok }) => (ok && accept === short) || this.#packuments.delete(key));
    }
    return asking;
  }

  async #readPackument(
    name: string,
    accept: string,
    signal: AbortSignal,
  ): Promise<PackumentResult> {
    if (!packageName.test(name)) return refuse(`${oneLine(name, 100)} is no name of a package.`);
    const question = (registry: string): RegistryQuestion => {
      const address = `${registry}${name.replace('/', '%2f')}`;
      return { address, accept, maxBytes: maxPackumentBytes, mode: 'kept' };
    };
    const asked = await this.#ask(name, signal, question);
    if (asked === cancelled) return cancelled;
    if (!asked.ok) {
      if (!('status' in asked && asked.status === 404)) this.#unanswered.add(name);
      return refuse(`${oneLine(name, 100)} is not known: ${asked.why}`);
    }
    const read = readPackument(name, asked.bytes);
    if (read.ok) this.#unanswered.delete(name);
    else this.#unanswered.add(name);
    return read;
  }

  /** Asks in its turn. What is kept for longer than a day is asked for anew, where somebody answers. */
  #ask(
    name: string,
    signal: AbortSignal,
    question: (registry: string, configuration: NpmConfiguration) => RegistryQuestion | Refused,
  ): Promise<RegistryAnswer | Refused> {
    return this.#inTurn(async () => {
      const found = await this.#registry(name);
      if (!found.ok) return found;
      const { registry, configuration } = found;
      const asked = question(registry, configuration);
      if ('ok' in asked) return asked;
      const { version, timeLimitMs = 30_000 } = this.parts;
      const control = { signal, configuration, version, timeLimitMs };
      const ask = (mode: RegistryRequest['mode']) =>
        this.#hosts.ask(asked.address, () => askRegistry({ ...asked, registry, mode }, control));
      try {
        const answer = await ask(asked.mode);
        if (!answer.ok || answer.keptAt === undefined || asked.isForever) return answer;
        if (Date.now() - answer.keptAt < dayMs) return answer;
        const newer = await ask('checked');
        return newer.ok ? newer : answer;
      } catch (error) {
        if (signal.aborted) return cancelled;
        throw error;
      }
    });
  }

  async #registry(name: string) {
    if (!this.parts.mayRun()) return refuse(restricted);
    try {
      this.#configuration ??= npmConfiguration(this.parts.folder, this.parts.host);
      const configuration = await this.#configuration;
      this.#notes = configuration.notes;
      const found = configuration.registryFor(name);
      return found.ok ? { ...found, configuration } : found;
    } catch (error) {
      this.#configuration = undefined;
      return refuse(`npm's configuration cannot be read: ${oneLine(messageOf(error), 200)}.`);
    }
  }
}

type Refused = { readonly ok: false; readonly why: string };

/** All but what the configuration adds. */
interface RegistryQuestion extends Omit<RegistryRequest, 'registry'> {
  /** What is kept of it cannot change. */
  readonly isForever?: boolean;
}

const cancelled: Refused = { ok: false, why: 'It was cancelled.' };
const refuse = (why: string): Refused => ({ ok: false, why });

/** As old packages are called, too; nothing that would change the address it is put into. */
const packageName = /^(?:@(?!\.)[\w.!~*'()-]+\/)?(?!\.)[\w.!~*'()-]+$/;

/** Where an archive is fetched: npm's own host stands for the registry in use. */
function archiveAddress(
  tarball: string,
  registry: string,
  standard: string | undefined,
): string | undefined {
  if (!URL.canParse(tarball)) return undefined;
  const [address, base] = [new URL(tarball), new URL(registry)];
  if (address.host === base.host && address.protocol === base.protocol) return address.href;
  if (address.hostname !== standard) return undefined;
  return `${registry}${address.pathname.slice(1)}`;
}

/** From a map's entries, also where a package has the name of a prototype. */
function jsonOf(entries: readonly (readonly [string, readonly string[]])[]): string {
  return `{${entries.map(([name, all]) => `${JSON.stringify(name)}:${JSON.stringify(all)}`).join()}}`;
}
