import { validRange } from 'semver';

/** What a manifest asks for, as npm, Yarn and pnpm spell it. */
export type Spec =
  /** `*` for an empty one. */
  | { readonly kind: 'range'; readonly range: string }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'alias'; readonly name: string; readonly range: string }
  | GitSpec
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'archive'; readonly path: string }
  | { readonly kind: 'workspace'; readonly range: string }
  | { readonly kind: 'unreadable' };

interface GitSpec {
  readonly kind: 'git';
  /** Host and path without protocol, user and `.git`: the same for every spelling of one repository. */
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly ref?: string;
  readonly range?: string;
}

const maxLength = 2000;
const isArchive = /\.(?:tgz|tar\.gz|tar)$/i;
const shortHosts: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
  gist: 'gist.github.com',
};

/** Reads one spec. Never throws: what no package manager understands is `unreadable`. */
export function readSpec(text: string): Spec {
  const spec = text.trim();
  if (spec.length > maxLength) return { kind: 'unreadable' };
  const [, protocol = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(spec) ?? [];
  switch (protocol.toLowerCase()) {
    case '':
      return withoutProtocol(spec);
    case 'npm':
      return aliasOf(rest);
    case 'workspace':
      return { kind: 'workspace', range: rest };
    case 'file':
    case 'link':
    case 'portal':
      return fileOf(plainPath(rest));
    default:
      return gitOf(spec) ?? addressOf(spec, protocol);
  }
}

function withoutProtocol(spec: string): Spec {
  if (spec === '') return { kind: 'range', range: '*' };
  if (/^(?:\.|~\/|\/)/.test(spec)) return fileOf(spec);
  const git = gitOf(spec);
  if (git !== undefined) return git;
  if (/[/\\]/.test(spec) || isArchive.test(spec)) return fileOf(spec);
  if (validRange(spec, true) !== null) return { kind: 'range', range: spec };
  return /^[\w.~!*'()-]+$/.test(spec) ? { kind: 'tag', tag: spec } : { kind: 'unreadable' };
}

function aliasOf(rest: string): Spec {
  const at = rest.indexOf('@', 1);
  const name = at < 0 ? rest : rest.slice(0, at);
  const range = at < 0 ? '' : rest.slice(at + 1).trim();
  // Yarn writes `npm:^1.0.0` of what is no alias.
  if (at < 0 && validRange(rest, true) !== null) return { kind: 'range', range: rest.trim() };
  if (name === '' || range.includes(':')) return { kind: 'unreadable' };
  return { kind: 'alias', name, range: range === '' ? '*' : range };
}

function fileOf(path: string): Spec {
  return isArchive.test(path) ? { kind: 'archive', path } : { kind: 'folder', path };
}

/** Of `//a`, `/../a` and the like, which old versions of npm wrote for relative paths. */
function plainPath(path: string): string {
  const relative = /^\/{1,3}(\.\.?(?:\/.*)?)$/s.exec(path)?.[1];
  return (relative ?? path.replace(/^\/\/(?=\/)/, '')).replaceAll('\\', '/');
}

function addressOf(spec: string, protocol: string): Spec {
  if (/^https?$/i.test(protocol)) return { kind: 'address', url: spec };
  return protocol.length === 1 ? fileOf(spec) : { kind: 'unreadable' };
}

function gitOf(spec: string): GitSpec | undefined {
  const hash = spec.indexOf('#');
  const place = hash < 0 ? spec : spec.slice(0, hash);
  const repository = repositoryOf(place);
  if (repository === undefined) return undefined;
  let ref: string | undefined;
  let range: string | undefined;
  for (const part of hash < 0 ? [] : spec.slice(hash + 1).split('::')) {
    if (part.startsWith('semver:')) range = decoded(part.slice('semver:'.length));
    else if (part.startsWith('commit=')) ref = part.slice('commit='.length);
    else if (!part.includes(':') && part !== '') ref = part;
  }
  return {
    kind: 'git',
    repository,
    ...(ref !== undefined && { ref }),
    ...(range !== undefined && { range }),
  };
}

function repositoryOf(place: string): string | undefined {
  const short = /^(github|gitlab|bitbucket|gist):(?!\/\/)(.+)$/i.exec(place);
  if (short !== null)
    return hosted(shortHosts[short[1]?.toLowerCase() ?? ''] ?? '', short[2] ?? '');
  const bare = /^([^@:/\\\s]+)\/([^@:/\\\s]+)$/.exec(place);
  if (bare !== null && !place.startsWith('.')) return hosted('github.com', place);
  const url = /^(?:git(?:\+[a-z]+)?|ssh):\/\/(.+)$/i.exec(place)?.[1];
  if (url !== undefined) return splitHost(url);
  const known =
    /^https?:\/\/(?:[^@/\s]*@)?(?:www\.)?((?:github|gitlab)\.com|bitbucket\.org)\/([^/\s]+\/[^/\s]+)\/?$/i;
  const web = known.exec(place);
  if (web !== null) return hosted(web[1] ?? '', web[2] ?? '');
  if (/^https?:\/\/.*\.git$/i.test(place)) return splitHost(place.replace(/^https?:\/\//i, ''));
  return /^[^@\s/]+@[^:.\s/]+\.[^:\s/]+:.+$/.test(place) ? splitHost(place) : undefined;
}

/** `git@host:path` and `user@host:22/path` as well as `host/path`. */
function splitHost(url: string): string {
  const address = url.slice(url.lastIndexOf('@', url.indexOf('/')) + 1);
  const [, host = address, path = ''] = /^([^:/]+)(?::\d+(?=\/))?[:/]+(.*)$/s.exec(address) ?? [];
  return hosted(host, path);
}

function hosted(host: string, path: string): string {
  const known = /^(?:github\.com|gitlab\.com|bitbucket\.org)$/i.test(host);
  const plain = path.replace(/\/+$/, '').replace(/\.git$/i, '');
  return `${host.toLowerCase()}/${known ? plain.toLowerCase() : plain}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
