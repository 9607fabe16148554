/** The parts that are used of npm's own packages, which come without types. */

declare module '@npmcli/config' {
  type Level = 'default' | 'builtin' | 'global' | 'user' | 'project' | 'env' | 'cli';

  interface ConfigData {
    /** As parsed: `${NAME}` is filled in. */
    readonly data: Record<string, unknown>;
    /** As written. */
    readonly raw: Readonly<Record<string, unknown>>;
  }

  export default class Config {
    constructor(options: {
      readonly definitions: unknown;
      readonly shorthands: unknown;
      readonly flatten: unknown;
      readonly npmPath: string;
      readonly env: NodeJS.ProcessEnv;
      readonly argv: readonly string[];
      readonly execPath: string;
      readonly cwd: string;
    });
    readonly data: ReadonlyMap<Level, ConfigData>;
    /** The folder whose `.npmrc` is the project's. */
    readonly localPrefix: string;
    load(): Promise<void>;
    loadLocalPrefix(): Promise<void>;
    loadProjectConfig(): Promise<void>;
    get(key: string): unknown;
  }
}

declare module '@npmcli/config/lib/definitions' {
  export const definitions: { readonly registry: { readonly default: string } };
  export const shorthands: unknown;
  export const flatten: unknown;
}

declare module 'npm-registry-fetch/lib/auth.js' {
  /** Whose credentials go to an address: those that are bound to its host and path. */
  export default function getAuth(
    uri: string,
    options: Readonly<Record<string, unknown>>,
  ): {
    readonly token: string | null;
    readonly auth: string | null;
    readonly cert: string | null;
    readonly key: string | null;
  };
}

declare module 'make-fetch-happen' {
  export interface FetchOptions {
    readonly method: 'GET' | 'POST';
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly cache: 'default' | 'force-cache' | 'no-cache' | 'no-store';
    readonly cachePath?: string;
    readonly redirect: 'manual';
    readonly timeout: number;
    readonly retry: {
      readonly retries: number;
      readonly minTimeout: number;
      readonly maxTimeout: number;
    };
    readonly signal: AbortSignal;
    readonly maxSockets: number;
    readonly [connection: string]: unknown;
  }

  export interface FetchResponse {
    readonly status: number;
    readonly headers: { get(name: string): string | null };
    /** Unpacked. */
    readonly body: NodeJS.ReadableStream;
  }

  export default function fetch(uri: string, options: FetchOptions): Promise<FetchResponse>;
}
