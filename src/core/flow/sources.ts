import type { Path } from '../rules/bindings';
import { parametersOf } from '../rules/bindings';
import { moduleOf } from '../rules/imports';
import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { CallSite, FunctionUses } from './calls';
import { decoratorOf } from './decorators';
import { isUnpacker, namesEntry } from './archives';
import { nameOf } from './calls';

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
    case 'message':
    case 'inputStream':
      return 'remote';
    default:
      return root;
  }
}

const contextMembers = new Set(
  'query params url originalUrl path href querystring search host hostname headers header headerParams requestBody'.split(
    ' ',
  ),
);

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
    return pageMembers.has(first) && first !== 'name' ? 'page' : undefined;
  }
  return first === 'name' ? 'page' : undefined;
}

function locationKind([first]: Path): SourceKind | undefined {
  if (first === undefined || first === 'toString()') return 'page';
  return pageMembers.has(first) ? 'page' : undefined;
}

const routeMethods =
  /^(get|post|put|patch|delete|del|all|use|head|options|param|route|createServer|GET|POST|add|opts|handle|on|any|register|checkout|search|subscribe)$/;
const requestNames = /^_?(req|request|incomingMessage|ireq|httpRequest|rq)$/i;
const responseNames = /^_?(res|resp|response|reply|h|rep|toolkit|httpResponse|ires)$/i;
const contextNames = /^_?(ctx|context|koaContext|c)$/;
const requestTypes = /\b(\w*Request|IncomingMessage|HttpRequest\w*)\b/;
const contextTypes = /\b(\w*Context)\b/;

/** What a function's parameter is given by the framework that calls the function. */
export function parameterRoot(
  owner: Node,
  index: number,
  uses: FunctionUses,
  file: ParsedFile,
): Root | undefined {
  const parameters = parametersOf(owner);
  const parameter = parameters[index];
  if (!parameter) return undefined;
  const decorated = decoratorOf(parameter);
  if (decorated !== undefined) return decorated;
  const name = parameterName(parameter);
  const type = parameter.childForFieldName('type')?.text ?? '';
  if (requestTypes.test(type) || (name !== undefined && requestNames.test(name))) return 'request';
  if (contextTypes.test(type) && !/Execution/.test(type)) return 'context';
  for (const site of uses.passed) {
    const root = givenBy(site, index, name, parameters, file);
    if (root) return root;
  }
  if (uses.properties.some((one) => one === 'handler') && index === 0) {
    return name !== undefined && /^(event|evt|e)$/.test(name) ? 'lambda' : 'request';
  }
  const next = parameters[index + 1];
  const nextName = next && parameterName(next);
  if (nextName !== undefined && responseNames.test(nextName) && index <= 1) return 'request';
  if (name !== undefined && /^(ctx|koaContext)$/.test(name) && index === 0) return 'context';
  return undefined;
}

/** The name of a parameter; undefined for a pattern. */
export function parameterName(parameter: Node): string | undefined {
  if (parameter.type === 'identifier') return parameter.text;
  const inner = parameter.childForFieldName('pattern') ?? parameter.childForFieldName('left');
  return inner ? parameterName(inner) : undefined;
}

const overElements = /^(map|forEach|filter|some|every|flatMap|find|findIndex)$/;
const streamNames =
  /^(req|request|ws|socket|sock|conn|connection|client|wss|io|stream|channel|peer)$/i;

/** What the receiver of a callback gives to it. */
function givenBy(
  { call, index: position }: CallSite & { readonly index: number },
  index: number,
  name: string | undefined,
  parameters: readonly Node[],
  file: ParsedFile,
): Root | undefined {
  const called = nameOf(call);
  const [first] = call.args;
  if (index === 1 && position === 0 && call.receiver && overElements.test(called)) return 'number';
  const event = first?.type === 'string' ? first.text.slice(1, -1) : undefined;
  if (/^(on|once|addListener|addEventListener|onmessage)$/.test(called) && position > 0) {
    if (event === 'entry' && index === 0 && isUnpacker(call.receiver, file)) return 'entry';
    return eventRoot(event, index, call.receiver);
  }
  if (called === 'parse' && /form|multiparty|busboy/i.test(call.receiver?.text ?? '')) {
    return index > 0 ? 'remote' : undefined;
  }
  if (called === 'question' && index === 0) return 'local';
  const read = readBy(called, index, call.receiver, file);
  if (read) return read;
  if (!routeMethods.test(called) || index > 1) return undefined;
  const isRoute = event?.startsWith('/') ?? false;
  const isContext = name !== undefined && contextNames.test(name);
  if (isContext && index === 0) return 'context';
  if (called === 'createServer' || called === 'createSecureServer') {
    return index === 0 ? (parameters.length > 1 ? 'request' : 'message') : undefined;
  }
  const answers = parameters[index + 1];
  const answersName = answers && parameterName(answers);
  if (isRoute && index === 0) return 'request';
  return answersName !== undefined && responseNames.test(answersName) ? 'request' : undefined;
}

function eventRoot(
  event: string | undefined,
  index: number,
  receiver: Node | undefined,
): Root | undefined {
  const subject = receiver?.text.split('.').at(-1) ?? 'window';
  if (event === 'message' && /^(window|self|globalThis|parent)$/.test(subject)) {
    return index === 0 ? 'pageEvent' : undefined;
  }
  if (event === 'request') return index === 0 ? 'request' : undefined;
  if (event === 'upgrade') return index === 0 ? 'request' : undefined;
  if (event === 'connection' || event === 'error' || event === 'close' || event === 'end') {
    return event === 'connection' && index === 1 ? 'request' : undefined;
  }
  if (/busboy|form/i.test(subject)) return event === 'error' ? undefined : 'remote';
  if (event === 'line') return 'local';
  if (subject === 'stdin') return 'local';
  return streamNames.test(subject) ? 'message' : undefined;
}

const reads = /^(readFile|readdir|readlink|readJson|readJSON)$/;
const queries = /^(query|execute|find|findOne|findById|all|each|get|exec|aggregate|findAll)$/;

/** What a read gives to its callback: `(error, data) => …`. */
function readBy(
  called: string,
  index: number,
  receiver: Node | undefined,
  file: ParsedFile,
): Root | undefined {
  if (index !== 1) return undefined;
  if (reads.test(called)) return 'stored';
  const subject = receiver?.text.split('.').at(-1) ?? '';
  if (
    queries.test(called) &&
    /^(db|pool|conn|connection|client|collection|knex|sql|\w*[mM]odel|[A-Z]\w*)$/.test(subject)
  ) {
    return 'stored';
  }
  const binding = receiver?.type === 'identifier' ? file.resolve(receiver) : undefined;
  const module = binding?.imported && moduleOf(binding.imported.specifier);
  return module !== undefined && /^(request|needle|superagent|axios)$/.test(module)
    ? 'response'
    : undefined;
}
