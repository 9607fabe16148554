import type { Path } from '../rules/bindings';
import { namesEntry } from './archives';

/**
 * Who decides on a value. `remote`: whoever sends a request or a message. `page`: whoever makes the
 * address of a page. `dom`: what stands in a page. `library`: the code that uses an exported function. `stored`: a file or a
 * database. `archive`: whoever packed an archive. `response`: another server. `local`: whoever starts the program. `unknown`: not known.
 */
export type SourceKind =
  'remote' | 'page' | 'dom' | 'library' | 'stored' | 'archive' | 'response' | 'local' | 'unknown';

/** What a parameter or a global stands for before any property of it is looked at. */
export type Root =
  | 'request'
  | 'context'
  | 'lambda'
  | 'message'
  | 'pageEvent'
  | 'inputEvent'
  | 'route'
  | 'inputStream'
  | 'entry'
  | 'number'
  | SourceKind;

const requestMembers = new Set(
  'query params param body headers cookies signedCookies rawHeaders rawTrailers url originalUrl originalURL href path pathname search querystring host hostname subdomains files file fields payload rawBody rawPayload nextUrl orig referrer referer info searchParams queryParams multiValueQueryStringParameters req request raw data text'.split(
    ' ',
  ),
);
const requestCalls = new Set(
  'param() get() header() json() text() formData() query() queries() params() arrayBuffer() blob() getHeader() getQuery() getParameter() path() href() url() body() files() file() accepts() input() all() only() raw() getAsString() parts() saveRequestFiles()'.split(
    ' ',
  ),
);
const lambdaMembers = new Set(
  'body queryStringParameters pathParameters headers multiValueQueryStringParameters multiValueHeaders rawPath rawQueryString cookies Records query arguments'.split(
    ' ',
  ),
);
const pageMembers = new Set(
  'href search hash pathname URL documentURI baseURI referrer name cookie'.split(' '),
);

/** What the value of a root's property is, when an outsider decides on it. */
export function kindOf(root: Root, path: Path): SourceKind | undefined {
  const [first, second] = path;
  switch (root) {
    case 'request':
      if (first === undefined) return undefined;
      if (first === '*' || requestCalls.has(first)) return 'remote';
      if (first === 'req' || first === 'request' || first === 'raw')
        return kindOf('request', path.slice(1));
      if (first === 'info')
        return second === 'referrer' || second === 'hostname' ? 'remote' : undefined;
      if (first === 'data' || first === 'text') return undefined;
      return requestMembers.has(first) ? 'remote' : undefined;
    case 'context':
      if (first === 'request' || first === 'req') return kindOf('request', path.slice(1));
      if (first === 'get()' || first === 'cookies') return 'remote';
      return first !== undefined && contextMembers.has(first) ? 'remote' : undefined;
    case 'lambda':
      return first !== undefined && lambdaMembers.has(first) ? 'remote' : undefined;
    case 'pageEvent':
      return first === 'data' || first === 'origin' ? 'page' : undefined;
    case 'entry':
      return namesEntry(path) ? 'archive' : undefined;
    case 'number':
      return undefined;
    case 'inputEvent':
      return /^(target|currentTarget)$/.test(first ?? '') && inputMembers.has(second ?? '')
        ? 'dom'
        : undefined;
    case 'route':
      return path.some((one) => routeMembers.has(one)) ? 'page' : undefined;
    case 'message':
    case 'inputStream':
      return 'remote';
    default:
      return root;
  }
}

/** What a person has written into a field. */
const inputMembers = new Set(['value', 'result', 'innerHTML']);
/** What Angular takes from the address of the page. */
const routeMembers = new Set('queryParams params queryParamMap paramMap fragment url'.split(' '));

/** What of a context of koa, and of others like it, a client decides on. */
export const contextMembers: ReadonlySet<string> = new Set(
  'query params url originalUrl path href querystring search host hostname headers header headerParams requestBody'.split(
    ' ',
  ),
);

/** What a component of Vue or React finds at `this`: its route, or the address in its props. */
export function componentSource([first, second, third]: Path): SourceKind | undefined {
  if (first === '$route') return routeParts.has(second ?? '') ? 'page' : undefined;
  if (first !== 'props') return undefined;
  if (second === 'location') return locationKind([third ?? '']);
  return second === 'match' && third === 'params' ? 'page' : undefined;
}

/** What of a route of Vue, and of a router of Next, whoever makes the address decides on. */
export const routeParts = new Set('query params hash fullPath path asPath'.split(' '));

/** What a global name stands for, and the rest of the path behind it. */
export function globalSource(name: string, path: Path): SourceKind | undefined {
  switch (name) {
    case 'process':
      if (path[0] === 'argv' || path[0] === 'env') return 'local';
      return path[0] === 'stdin' ? 'local' : undefined;
    case 'location':
      return locationKind(path);
    case 'document':
    case 'window':
    case 'self':
    case 'top':
    case 'parent':
    case 'globalThis':
    case 'opener':
      return windowKind(name, path);
    case 'Deno':
      return path[0] === 'args' ? 'local' : undefined;
    default:
      return undefined;
  }
}

const known = new Set(
  '__dirname __filename process console window document location navigator globalThis global self module exports require undefined NaN Infinity Math JSON Object Array String Number Boolean Symbol Date RegExp Map Set WeakMap Promise Reflect Proxy Intl Error Buffer URL performance crypto arguments Deno Bun $ jQuery _ angular React'.split(
    ' ',
  ),
);

/** Whether a name that the file does not declare is one that the platform gives. */
export function isKnown(name: string): boolean {
  return known.has(name);
}

function windowKind(name: string, path: Path): SourceKind | undefined {
  const [first] = path;
  if (first === undefined) return undefined;
  if (first === 'location') return locationKind(path.slice(1));
  if (first === 'document' || first === 'parent' || first === 'top') {
    return windowKind(first, path.slice(1));
  }
  if (name === 'document') {
    if (isElement.test(first)) return elementMembers.has(path[1] ?? '') ? 'dom' : undefined;
    if (isElements.test(first)) return elementMembers.has(path[2] ?? '') ? 'dom' : undefined;
    return pageMembers.has(first) && first !== 'name' ? 'page' : undefined;
  }
  return first === 'name' ? 'page' : undefined;
}

const isElement = /^(getElementById|querySelector)\(\)$/;
const isElements = /^(querySelectorAll|getElementsBy\w+)\(\)$/;
/** What of an element is text: put into a page as markup, it becomes what it only showed before. */
const elementMembers = new Set('value textContent innerText'.split(' '));

function locationKind([first]: Path): SourceKind | undefined {
  if (first === undefined || first === 'toString()') return 'page';
  return pageMembers.has(first) ? 'page' : undefined;
}
