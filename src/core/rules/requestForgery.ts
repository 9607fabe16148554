import { nameOf } from '../flow/calls';
import type { Guard } from '../flow/guards';
import type { Verdict } from '../flow/judge';
import { ordinaryJudge } from '../flow/judge';
import type { Node } from '../syntax';
import { callNamed, flowRule, type Sink } from './flowRule';
import { originOf } from './imports';
import type { ParsedFile } from './parsedFile';
import { piecesOf } from './pieces';

const modules =
  /^(axios|got|request|request-promise|request-promise-native|node-fetch|needle|superagent|undici|http|https|http2|ky|phin|bent|cross-fetch|isomorphic-fetch|make-fetch-happen|puppeteer|playwright|urllib|wreck|@hapi\/wreck|follow-redirects|unirest|chrome-remote-interface|ws|socket\.io-client|net|tls|dgram|jsdom|websocket|faye-websocket|@angular\/common\/http|r2|popsicle|restler|snekfetch|teeny-request|wretch|ofetch|nodemailer|apollo-client)$/;
const receivers =
  /^(axios|got|request|needle|superagent|http|https|ky|fetch|urllib|page|this\.http|\$http|undici|agent|client|httpClient|axiosInstance|api|instance|rp|this\.httpService|this\.axios)$/;

export const requestForgery = flowRule({
  id: 'request-forgery',
  title: 'The server sends a request where a client says',
  cwe: ['CWE-918'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'A server reaches machines that its clients do not: other services, and the metadata of its cloud.',
    attack:
      'A parameter such as http://169.254.169.254/latest/meta-data/ makes the server fetch the keys of its own machine.',
    fix: 'Choose the host from a fixed list, and let a client decide on parts of the path or the query only, encoded.',
    sources: [
      'https://cwe.mitre.org/data/definitions/918.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html',
    ],
  },
  topic: /\bssrf\b|request.?forgery/i,
  words:
    'fetch axios got request get post put patch delete head del options rp needle ky superagent goto stream Request create connect createConnection WebSocket openUrl fromURL New sendBeacon navigate requestXml prefetch'.split(
      ' ',
    ),
  needs:
    'fetch axios got request needle superagent http https ky urllib page $http undici wreck puppeteer playwright ws WebSocket net tls dgram jsdom phin bent rp restler unirest ofetch wretch io'.split(
      ' ',
    ),
  sinks: sinksAt,
  question: {
    kinds: new Set(['remote'] as const),
    cleans: (call) =>
      /^(encodeURIComponent|encodeURI|escape)$/.test(nameOf(call)) || /sanit/i.test(nameOf(call)),
    judge: judgeHost,
  },
});

const decides = 'decides where a request goes';

function sinksAt(name: Node, file: ParsedFile): readonly Sink[] {
  const site = callNamed(name);
  if (!site) return [];
  const { call } = site;
  const [one, two] = call.args;
  if (!one || !isClient(name, call.callee, call.receiver, file)) return [];
  const url =
    call.method !== undefined && nameOf(call) === 'request' && one.type === 'string' && two
      ? two
      : one;
  const isUrlText = url.type !== 'object';
  const whole: Sink[] = isUrlText && isHost(url, file) ? [{ value: url, does: decides }] : [];
  const options = ['url', 'uri', 'host', 'hostname', 'baseURL', 'baseUrl', 'href', 'prefixUrl'].map(
    (key) => ({ value: url, path: [key], does: decides }),
  );
  return [
    ...whole,
    ...options.filter(
      ({ value, path }) => value.type !== 'object' || hasHost(value, path[0] ?? '', file),
    ),
  ];
}

function isClient(name: Node, callee: Node, receiver: Node | undefined, file: ParsedFile): boolean {
  const origin = originOf(callee, file) ?? (receiver && originOf(receiver, file));
  if (origin) return modules.test(origin.module) && origin.name !== 'createServer';
  if (callee.type === 'identifier') {
    return (
      /^(fetch|axios|got|request|rp|needle|ky|superagent|\$fetch|WebSocket|Request)$/.test(
        name.text,
      ) && file.named(name.text).every(({ parameter, declared }) => !parameter && !declared)
    );
  }
  const text = receiver?.text ?? '';
  return (
    receivers.test(text) &&
    !(text === 'request' && file.named('request').some(({ parameter }) => parameter))
  );
}

function hasHost(options: Node, key: string, file: ParsedFile): boolean {
  for (const pair of options.namedChildren) {
    if (pair.type === 'shorthand_property_identifier') {
      if (pair.text === key) return true;
      continue;
    }
    if (pair.childForFieldName('key')?.text !== key) continue;
    const value = pair.childForFieldName('value');
    return value !== null && isHost(value, file);
  }
  return false;
}

/** A value decides on the host unless the host stands before it. */
function isHost(value: Node, file: ParsedFile): boolean {
  const pieces = piecesOf(value, file);
  const [lead] = pieces ?? [];
  if (!lead || lead.kind === 'hole') return true;
  const text = lead.kind === 'text' ? file.text.slice(lead.start, lead.end) : lead.value;
  return /^(?:[a-z+]+:)?(?:\/\/)?[^/?#]*$/i.test(text) || text === '';
}

function judgeHost(guard: Guard, file: ParsedFile): Verdict {
  if (guard.kind === 'startsWith' && guard.holds) return 'proven';
  return ordinaryJudge(guard, file);
}
