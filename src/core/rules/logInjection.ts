import { nameOf } from '../flow/calls';
import { ordinaryJudge } from '../flow/judge';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import { callNamed, flowRule, isFrom, type Sink } from './flowRule';
import { isLog, logWords, mayServe } from './logging';
import type { ParsedFile } from './parsedFile';
import { piecesOf } from './pieces';

/** Lines of a log that a client can write. */
export const logInjection = flowRule({
  id: 'log-injection',
  title: 'A client can write lines of the log',
  cwe: ['CWE-117'],
  languages: ['javascript'],
  severity: 'low',
  precision: 'medium',
  help: {
    why: 'A log has an entry a line, so a value with a line break makes entries of its own.',
    attack: 'A user name such as "joe\\n[INFO] login of admin succeeded" hides what happened.',
    fix: "Take line breaks out with .replace(/[\\r\\n]/g, ''), or log values as JSON.",
    sources: [
      'https://cwe.mitre.org/data/definitions/117.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html',
    ],
  },
  topic: /log.?(inj|forg)/i,
  words: logWords,
  sinks: (name, file) => {
    const site = callNamed(name);
    if (!site || !mayServe(file) || !isLog(site, file) || isJsonLog(site.call)) return [];
    return site.call.args.flatMap((value) =>
      /^(object|string|number|true|false|arrow_function)$/.test(value.type) || isRecord(value)
        ? []
        : [{ value, does: 'becomes a part of the log as it is' }],
    );
  },
  question: { kinds: new Set(['remote'] as const), cleans: isOneLine, judge: ordinaryJudge },
});

/** All fields of a request at once: a console quotes the texts in an object. */
function isRecord(value: Node): boolean {
  return /^_?(req|request|ctx|context)\.(?:req\w*\.)?(query|params|headers|cookies|signedCookies)$/.test(
    value.text.slice(0, 80),
  );
}

/** The logger that Fastify, or a middleware for pino or bunyan, gives a request writes JSON. */
function isJsonLog({ receiver }: Call): boolean {
  return /(^|\.)(req|request|reply|res|response)\.log$/.test(receiver?.text.slice(-60) ?? '');
}

/** Calls whose result has no line breaks. */
function isOneLine({ method, args, callee }: Call): boolean {
  const name = method ?? callee.text;
  if (/^(stringify|inspect|encodeURIComponent|encodeURI|escape|toISOString)$/.test(name))
    return true;
  if (/sanit|redact|clean|strip/i.test(name.slice(-40))) return true;
  if (name === 'split') return /^(['"`]\\n['"`]|\/.*\\[rns].*\/)/.test(args[0]?.text ?? '');
  if (!/^replace(All)?$/.test(name)) return false;
  const pattern = args[0]?.text ?? '';
  if (/^['"`]/.test(pattern)) return name === 'replaceAll' && /\\[nr]/.test(pattern);
  return (
    /\/\w*g\w*$/.test(pattern) &&
    /\\[nrsW]|\[\^|\\x0(?:0-|[ad])|\\u000(?:0-|[ad])|\\p\{(?:C|Cc|Control)\}/i.test(pattern)
  );
}

const formats = [...logWords, 'format', 'printf', 'sprintf', 'vsprintf', 'assert'];

/** Formats that a client decides on. */
export const formatString = flowRule({
  id: 'format-string',
  title: 'A client decides on the format of a message',
  cwe: ['CWE-134'],
  languages: ['javascript'],
  severity: 'low',
  precision: 'high',
  help: {
    why: 'The first argument of util.format() and console.log() is a format: a % in it takes up the arguments behind it.',
    attack:
      'A name with %s or %d in it garbles the entry, and hides the values that were to be logged.',
    fix: "Make the format fixed, as in console.log('%s logged in', name, date).",
    sources: [
      'https://cwe.mitre.org/data/definitions/134.html',
      'https://nodejs.org/api/util.html#utilformatformat-args',
    ],
  },
  topic: /format.?string/i,
  words: formats,
  sinks: formatsAt,
  question: {
    kinds: new Set(['remote', 'page'] as const),
    cleans: (call) => /^replace(All)?$/.test(nameOf(call)) && /%/.test(call.args[0]?.text ?? ''),
    judge: ordinaryJudge,
  },
});

function formatsAt(name: Node, file: ParsedFile): readonly Sink[] {
  const site = callNamed(name);
  if (!site) return [];
  const { call } = site;
  const at = name.text === 'assert' ? 1 : 0;
  const value = call.args[at];
  if (!value || !mayServe(file) || call.args.length < at + 2 || isFixedText(value, file)) return [];
  const isFormat =
    isLog(site, file) ||
    (/^format$/.test(nameOf(call)) &&
      isFrom(site, file, /^(util|util-format|format)$/, /^util$/)) ||
    (/printf$/.test(name.text) &&
      isFrom(site, file, /^(printf|sprintf-js|sprintf|util)$/, /^sprintf/)) ||
    (name.text === 'assert' && call.receiver?.text === 'console') ||
    (/printf$/.test(name.text) && !call.receiver && isFrom(site, file, /printf/));
  return isFormat ? [{ value, does: 'is the format of what follows' }] : [];
}

function isFixedText(value: Node, file: ParsedFile): boolean {
  return (
    piecesOf(value, file)?.every(({ kind }) => kind !== 'hole') === true &&
    value.type !== 'identifier'
  );
}
