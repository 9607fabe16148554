import { functionTypes } from '../flow/javascript';
import type { Node } from '../syntax';
import { callNamed } from './flowRule';
import { namesIn } from './hashings';
import { assignmentTo, detected } from './options';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';
import { isPassword, isSecret, wordsIn } from './secretNames';

/** Secrets that are posted to whatever page a window happens to show. */
export const messageTarget: Rule = {
  id: 'message-target',
  title: 'A secret is posted to a window of any origin',
  cwe: ['CWE-201', 'CWE-359', 'CWE-346'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: "With '*' a message reaches the window whatever page it shows by now.",
    attack:
      'The attacker frames or opens the page, and gets what it posts to its parent or opener.',
    fix: 'Name the origin that the message is for as the second argument.',
    sources: [
      'https://cwe.mitre.org/data/definitions/201.html',
      'https://developer.mozilla.org/docs/Web/API/Window/postMessage',
    ],
  },
  topic: /post.?message.{0,20}(star|target|origin)|cross.?window/i,
  words: ['postMessage'],
  detect: (file) =>
    file.find('postMessage').flatMap((name) => {
      const site = callNamed(name);
      const [data, target] = site?.call.args ?? [];
      if (!site || !data || !target || constantOf(target, file) !== '*') return [];
      const secret = secretIn(data, file);
      if (secret === undefined || isOwnWindow(site.call.receiver, file)) return [];
      return detected(
        messageTarget,
        site.node,
        `${snippet(secret)} goes to the window whatever page it shows.`,
      );
    }),
};

/** The page that posts: its own window, also under a name that the file gives it. */
function isOwnWindow(receiver: Node | undefined, file: ParsedFile, depth = 0): boolean {
  if (!receiver) return true;
  const own = /^(window|self|globalThis|global)$/;
  if (receiver.type !== 'identifier' || depth > 2) return own.test(receiver.text);
  const binding = file.resolve(receiver);
  if (!binding) return own.test(receiver.text);
  if (binding.parameter || binding.definitions.length === 0) return false;
  return binding.definitions.some(({ value, path }) => {
    if (path.length > 0) return false;
    const text = value.text.slice(0, 400);
    if (/\b(parent|opener|top|open|contentWindow|frames)\b/.test(text)) return false;
    return (
      /\btypeof\s+(globalThis|self|window)\b/.test(text) || isOwnWindow(value, file, depth + 1)
    );
  });
}

function secretIn(data: Node, file: ParsedFile, depth = 0): string | undefined {
  const named = namesIn(data, file).find(isMeant);
  if (named !== undefined) return named;
  const pair =
    data.type === 'object'
      ? data.namedChildren.find(
          (one) =>
            isMeant(one.childForFieldName('key')?.text ?? '') &&
            one.childForFieldName('value')?.type !== 'string',
        )
      : undefined;
  if (pair) return pair.childForFieldName('key')?.text;
  const binding = data.type === 'identifier' ? file.resolve(data) : undefined;
  return binding?.value && depth < 3 ? secretIn(binding.value, file, depth + 1) : undefined;
}

function isMeant(name: string): boolean {
  return (
    isPassword(name) ||
    isSecret(name) ||
    wordsIn(name).some((word) => /^(cookie|ssn|creditcard|session)$/.test(word)) ||
    /^user_?name$/i.test(name)
  );
}

/** Handlers of messages that any page can send. */
export const messageOrigin: Rule = {
  id: 'message-origin',
  title: 'A message is acted on whoever sent it',
  cwe: ['CWE-346', 'CWE-20', 'CWE-940'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'Any page that can frame or open this one can send it messages.',
    attack: "The attacker's page frames this one, and sends what its handler obeys.",
    fix: 'Compare event.origin with the origins that are expected, as a whole, before anything else.',
    sources: [
      'https://cwe.mitre.org/data/definitions/346.html',
      'https://developer.mozilla.org/docs/Web/API/Window/postMessage#security_concerns',
    ],
  },
  topic: /missing.?origin|origin.?(check|valid|verif)|post.?message/i,
  words: ['addEventListener', 'onmessage'],
  detect: (file) => [
    ...file.find('addEventListener').flatMap((name) => listenerAt(name, file) ?? []),
    ...file.find('onmessage').flatMap((name) => handlerAt(name, file) ?? []),
  ],
};

const windows = /^(window|self|globalThis|top|parent)$/;

function listenerAt(name: Node, file: ParsedFile): Detection | undefined {
  const site = callNamed(name);
  const [event, handler] = site?.call.args ?? [];
  if (!site || !event || !handler || constantOf(event, file) !== 'message') return undefined;
  const { receiver } = site.call;
  if (receiver && !windows.test(receiver.text)) return undefined;
  return unchecked(site.node, handler, file);
}

function handlerAt(name: Node, file: ParsedFile): Detection | undefined {
  const assignment = assignmentTo(name);
  const plain =
    name.parent?.type === 'assignment_expression' && !file.resolve(name) ? name.parent : undefined;
  const node = assignment?.node ?? plain;
  const target = assignment?.target.childForFieldName('object')?.text;
  const handler = node?.childForFieldName('right');
  if (!node || !handler || (target !== undefined && !windows.test(target))) return undefined;
  return unchecked(node, handler, file);
}

function unchecked(node: Node, given: Node, file: ParsedFile): Detection | undefined {
  if (isWorker(file)) return undefined;
  const binding = given.type === 'identifier' ? file.resolve(given) : undefined;
  const handler = binding?.declared ?? binding?.value ?? given;
  if (!functionTypes.has(handler.type)) return undefined;
  const code = handler.text;
  if (/\borigin\b|\.source\b|\bisTrusted\b|verif|ports\[/.test(code) || !/\bdata\b/.test(code))
    return undefined;
  const event =
    handler.childForFieldName('parameter')?.text ??
    handler.childForFieldName('parameters')?.namedChildren[0]?.text;
  const passed =
    event !== undefined &&
    new RegExp(
      `\\b\\w*(check|valid|trust|allow|origin)\\w*\\(\\s*${event.replace(/\W.*$/s, '')}\\b`,
      'i',
    ).test(code);
  if (passed) return undefined;
  return detected(
    messageOrigin,
    node,
    'Any page can send this handler a message, and it does not look at event.origin.',
  );
}

/** In a worker only the page that made it sends messages. */
function isWorker(file: ParsedFile): boolean {
  return (
    /\bimportScripts\s*\(|WorkerGlobalScope|worker_threads|\bclients\.claim\(|skipWaiting\(/.test(
      file.text,
    ) || /(^|[./-])(sw|worker|service-?worker)[./-]/i.test(file.path)
  );
}
