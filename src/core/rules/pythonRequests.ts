import type { Guard } from '../flow/guards';
import type { Verdict } from '../flow/judge';
import { isFixed, pythonJudge } from '../pythonFlow/judge';
import { textOf } from '../pythonFlow/text';
import { bare } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled, receiverText } from './pythonCalls';
import { pythonPieces } from './pythonPieces';
import { cwePage, pythonFlowRule, wordsIn } from './pythonRule';

const verbs = '(get|post|put|patch|delete|head|options|request|stream|ws_connect|send)';
const fetches = new RegExp(
  `^((requests|httpx|grequests|requests_html|aiohttp|cloudscraper|niquests|treq|asks)\\.(\\w+\\(\\)\\.|api\\.|sessions\\.Session\\(\\)\\.)?${verbs}|(httpx|aiohttp)\\.(\\w+\\(\\)\\.)?${verbs}|urllib2?(\\.request)?\\.(urlopen|urlretrieve|Request|URLopener\\(\\)\\.\\w+)|urllib3\\.(\\w+\\(\\)\\.)?(request|urlopen|connection_from_url|PoolManager\\(\\)\\.\\w+)|six\\.moves\\.urllib\\.request\\.\\w+|(http\\.client|httplib)\\.HTTPS?Connection|httplib2\\.Http\\(\\)\\.request|tornado\\.(httpclient|simple_httpclient)\\.\\w+\\(\\)\\.fetch|websockets?\\.(connect|create_connection)|wget\\.download|pandas\\.read_(csv|json|html|xml|excel))$`,
);

export const pythonRequestForgery = pythonFlowRule({
  id: 'py-request-forgery',
  title: 'The address of a request comes from outside',
  cwe: ['CWE-918'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'The server can reach hosts that outsiders cannot, such as databases and the metadata service of a cloud.',
    attack:
      'The address `http://169.254.169.254/latest/meta-data/` makes the server read out its own credentials.',
    fix: 'Choose the host from a fixed list, and put only checked parts of the path into the address.',
    sources: [cwePage(918), 'https://owasp.org/www-community/attacks/Server_Side_Request_Forgery'],
  },
  topic: /ssrf|request.?forgery|B310\b|urlopen/i,
  words: wordsIn(
    'get post put patch delete head options request stream ws_connect send urlopen urlretrieve Request open retrieve connection_from_url HTTPConnection HTTPSConnection fetch connect create_connection download setopt read_csv read_json read_html read_xml read_excel',
  ),
  sinks: fetchSinks,
  cleans: ({ callee, method }) =>
    /^(quote|quote_plus|urlencode|url_for|reverse|slugify|secure_filename)$/.test(
      method ?? callee.text,
    ),
  judge: judgeUrl,
});

function fetchSinks(called: PythonCall, _file: ParsedFile): readonly Sink[] {
  const does = 'becomes the address of a request';
  if (called.name === 'setopt') {
    const [option, value] = called.call.args;
    return value && option && /(^|\.)URL$/.test(option.text) ? [{ value, does }] : [];
  }
  const isSession =
    /(^|[._])(session|http|client)$/i.test(receiverText(called)) &&
    called.names.every((one) => !/\(\)|\./.test(one.replace(/\.\w+$/, '')));
  const isUnknown =
    isSession && new RegExp(`^${verbs}$`).test(called.name) && called.names.length === 0;
  if (!isCalled(called, fetches) && !isUnknown) return [];
  const isSecond =
    called.name === 'request' ||
    called.name === 'stream' ||
    (called.name === 'urlopen' && isCalled(called, /^urllib3\.\w+\(\)/));
  const isHttplib = isCalled(called, /^httplib2|^treq/) && called.name === 'request';
  const address = argumentOf(
    called,
    isSecond && !isHttplib ? 1 : 0,
    'url',
    'host',
    'fullurl',
    'uri',
    'filepath_or_buffer',
  );
  return address ? [{ value: address, does }] : [];
}

const redirects =
  /^((flask|quart|bottle|sanic\.response|sanic|web|fastapi\.responses|starlette\.responses|werkzeug\.utils|django\.shortcuts|flask\.helpers|falcon)\.(redirect|seeother|found|RedirectResponse)|django\.http\.(response\.)?HttpResponse(Permanent)?Redirect|aiohttp\.web\.HTTP\w+|aiohttp\.web_exceptions\.HTTP\w+|(pyramid\.httpexceptions|webob\.exc)\.HTTP\w+|cherrypy\.HTTPRedirect|falcon\.HTTP(MovedPermanently|Found|SeeOther|TemporaryRedirect|PermanentRedirect)|tornado\.\S*RequestHandler\(\)\.redirect|rest_framework\.\w+\.redirect)$/;

export const pythonRedirect = pythonFlowRule({
  id: 'py-open-redirect',
  title: 'The target of a redirect comes from outside',
  cwe: ['CWE-601'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'A link to a trusted site that leads elsewhere lends its good name to whoever made the link.',
    attack:
      'A login page at `/login?next=https://evil.example` sends its users on to a copy of itself.',
    fix: 'Redirect to paths of your own, and check with url_has_allowed_host_and_scheme() or by a list.',
    sources: [
      cwePage(601),
      'https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html',
    ],
  },
  topic: /open.?redirect|redirect/i,
  words: wordsIn(
    'redirect seeother found RedirectResponse HttpResponseRedirect HttpResponsePermanentRedirect HTTPFound HTTPMovedPermanently HTTPSeeOther HTTPTemporaryRedirect HTTPPermanentRedirect HTTPRedirect HTTPTemporaryRedirect',
  ),
  sinks(called, file) {
    const isHandler = called.name === 'redirect' && /^self$/.test(receiverText(called));
    if (!isCalled(called, redirects) && !isHandler) return [];
    const target = argumentOf(called, 0, 'location', 'url', 'to', 'redirect_to');
    return target && !staysHere(target, file)
      ? [{ value: target, does: 'is where the browser is sent' }]
      : [];
  },
  cleans: ({ callee, method }) =>
    /^(get_full_path|build_absolute_uri|url_for|reverse|resolve_url|route_url|route_path|quote|quote_plus|urlencode|reverse_url|app_url_for)$/.test(
      method ?? callee.text,
    ),
  judge: judgeUrl,
});

/** Whether text at the start of an address decides on the host. */
function staysHere(target: Node, file: ParsedFile): boolean {
  const plain = bare(target);
  const value = plain.type === 'identifier' ? (file.resolve(plain)?.value ?? plain) : plain;
  const first = pythonPieces(value, file)?.[0];
  const text = first?.kind === 'text' ? first.value : leading(value, file);
  return /^\/[^/\\]|^https?:\/\/[^/]+\/|^[\w.-]+\?|^[?#]/.test(text);
}

/** The constant that a longer expression begins with. */
function leading(node: Node, file: ParsedFile): string {
  let at: Node | null = bare(node);
  while (at?.type === 'binary_operator') at = at.childForFieldName('left');
  return at ? (textOf(at, file) ?? '') : '';
}

const hostParts = /^(netloc|hostname|scheme|host)$/;

/** A check of the host, or that there is none, suffices for an address. */
function judgeUrl(guard: Guard, file: ParsedFile): Verdict {
  const { kind, holds, other, name } = guard;
  if (name !== undefined && hostParts.test(name) && name !== 'scheme') {
    if (kind === 'truthy') return holds ? undefined : 'proven';
    if (kind === 'equals')
      return holds && other && isFixed(other, file) ? 'proven' : holds ? 'seen' : undefined;
    if (kind === 'oneOf') return holds ? 'proven' : undefined;
  }
  if (
    kind === 'call' &&
    name !== undefined &&
    /^(url_has_allowed_host_and_scheme|is_safe_url)$/.test(name)
  ) {
    return holds ? 'proven' : undefined;
  }
  if (kind === 'startsWith' && holds && other) {
    const text = textOf(other, file) ?? '';
    return /^https?:\/\/[^/]+\/|^\/[^/\\]/.test(text) ? 'proven' : 'seen';
  }
  return pythonJudge(guard, file);
}
