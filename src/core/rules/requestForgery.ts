import { nameOf } from '../flow/calls';
import type { Guard } from '../flow/guards';
import { javascriptCall } from '../flow/javascript';
import type { Verdict } from '../flow/judge';
import { hostJudge, isChosen, ordinaryJudge } from '../flow/judge';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import { callNamed, flowRule, type Sink } from './flowRule';
import { originOf } from './imports';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import { holesOf } from './lead';

const modules =
  /^(axios|got|request|request-promise|request-promise-native|node-fetch|needle|superagent|undici|http|https|http2|ky|phin|bent|cross-fetch|isomorphic-fetch|make-fetch-happen|puppeteer|playwright|urllib|wreck|@hapi\/wreck|follow-redirects|unirest|chrome-remote-interface|ws|socket\.io-client|net|tls|dgram|jsdom|websocket|faye-websocket|@angular\/common\/http|r2|popsicle|restler|snekfetch|teeny-request|wretch|ofetch|nodemailer|apollo-client|http-proxy)$/;
const receivers =
  /^(axios|got|request|needle|superagent|http|https|ky|fetch|urllib|page|this\.http(Service)?(\.axiosRef)?|proxy|\$http|undici|agent|client|httpClient|axiosInstance|api|instance|rp|this\.axios)$/;

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
    'fetch axios got request get post put patch delete head del options rp needle ky superagent goto stream Request create connect createConnection WebSocket openUrl fromURL New sendBeacon navigate requestXml prefetch phin bent urllib web ws $fetch ofetch'.split(
      ' ',
    ),
  needs:
    'fetch axios got request needle superagent http https ky urllib page $http undici wreck puppeteer playwright ws WebSocket net tls dgram jsdom phin bent rp restler unirest ofetch wretch io axiosRef proxy'.split(
      ' ',
    ),
  modules,
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
  const url = addressIn(call, name);
  if (!url || !isClient(name, call.callee, call.receiver, file)) return [];
  const sinks = (node: Node): Sink[] =>
    deciding(node, file).map((part) => ({ value: part, does: decides }));
  if (url.type === 'object') {
    return keys.flatMap((key) => {
      const set = valueOf(url, key);
      return set ? sinks(set) : [];
    });
  }
  return [...sinks(url), ...keys.map((key) => ({ value: url, path: [key], does: decides }))];
}

const keys = 'url uri host hostname baseURL baseUrl href prefixUrl target proxy'.split(' ');

/** The argument that holds the address: the method or the port may stand before it. */
function addressIn({ method, callee, args }: Call, name: Node): Node | undefined {
  const [one, two, three] = args;
  if (!one) return undefined;
  if (name.text === 'web' || name.text === 'ws') return three;
  const isFirstOther =
    one.type === 'number' ||
    (one.type === 'string' && /^.(get|head|post|put|patch|delete|options).$/i.test(one.text));
  if (two && isFirstOther && (method !== undefined || callee.type === 'identifier')) return two;
  return one;
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
    !isOther(receiver, file) &&
    receivers.test(text) &&
    !(text === 'request' && file.named('request').some(({ parameter }) => parameter))
  );
}

/** Whether a client is made by a module of another kind, such as one of a database. */
function isOther(receiver: Node | undefined, file: ParsedFile): boolean {
  const binding = receiver?.type === 'identifier' ? file.resolve(receiver) : undefined;
  const made = binding?.value && javascriptCall(inner(binding.value));
  const origin =
    made && (originOf(made.callee, file) ?? (made.receiver && originOf(made.receiver, file)));
  return origin !== undefined && !modules.test(origin.module);
}

function inner(value: Node): Node {
  return value.type === 'await_expression' ? (value.firstNamedChild ?? value) : value;
}

function valueOf(options: Node, key: string): Node | undefined {
  for (const pair of options.namedChildren) {
    if (pair.type === 'shorthand_property_identifier' && pair.text === key) return pair;
    if (pair.childForFieldName('key')?.text === key)
      return pair.childForFieldName('value') ?? undefined;
  }
  return undefined;
}

/** Each value that decides on the host or the path: the query behind them says only what is asked. */
function deciding(value: Node, file: ParsedFile): readonly Node[] {
  const holes = holesOf(value, file);
  if (!holes) return [value];
  return holes.flatMap(({ hole, before }) => (/[?#]/.test(before) ? [] : [hole.expression]));
}

const host = /^[a-z]+:\/\/[^/]+\//i;

function judgeHost(guard: Guard, file: ParsedFile): Verdict {
  if (guard.via !== undefined) return hostJudge(guard, file);
  if (guard.kind === 'startsWith' && guard.holds && guard.other) {
    const start = constantOf(guard.other, file);
    // Without the slash behind the host, another host begins like it.
    const isHost = start === undefined ? !isChosen(guard.other, file) : host.test(start);
    return isHost ? 'proven' : 'seen';
  }
  return ordinaryJudge(guard, file);
}
