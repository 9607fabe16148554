import type { CallSite } from '../flow/calls';
import { nameOf } from '../flow/calls';
import type { Node } from '../syntax';
import { callNamed, isFrom } from './flowRule';
import { originOf } from './imports';
import { assignmentTo, literalsWith, settingOf } from './options';
import type { ParsedFile } from './parsedFile';
import { constantOf, hole, piecesOf, unitsOf } from './pieces';
import { isSecret, wordsIn } from './secretNames';

/** A cookie that code sets, with what it says of the cookie's flags. */
export interface Cookie {
  /** The call or assignment that sets it. */
  readonly node: Node;
  readonly name: string;
  /** The call's arguments, where its options are. */
  readonly call?: CallSite;
  /** The options as they are given. */
  readonly options?: Node;
  /** Scripts of a page set it: it can never be hidden from them. */
  readonly isOfPage: boolean;
  /** Flags that the library sets by itself. */
  readonly defaults: ReadonlySet<Flag>;
  /** The text of a `Set-Cookie` header. */
  readonly header?: string;
}

export type Flag = 'httpOnly' | 'secure' | 'sameSite';

export const cookieWords = [
  'cookie',
  'setCookie',
  'set',
  'serialize',
  'session',
  'sessions',
  'cookieSession',
  'Cookie',
  'cookies',
];

const none: ReadonlySet<Flag> = new Set();
const hidden: ReadonlySet<Flag> = new Set(['httpOnly'] as const);
const both: ReadonlySet<Flag> = new Set(['httpOnly', 'secure'] as const);

/** The cookies of a file that stand for a session or a login. */
export function cookiesIn(file: ParsedFile): readonly Cookie[] {
  const sessions = file.imports
    .filter(({ imported }) => imported && sessionModules.test(imported.specifier))
    .map(({ name }) => name);
  const names = file.find('cookie', 'setCookie', 'set', 'serialize', ...new Set(sessions));
  return [
    ...names.flatMap((name) => cookieAt(name, file) ?? []),
    ...literalsWith(/(?<=['"`])Set-Cookie(?=['"`])/gi, file).flatMap((one) => inHeader(one, file)),
  ];
}

const sessionModules =
  /^(express-session|cookie-session|koa-session|koa-generic-session|client-sessions|@fastify\/session|fastify-session)$/;

function cookieAt(name: Node, file: ParsedFile): Cookie | undefined {
  const assignment = name.text === 'cookie' ? assignmentTo(name) : undefined;
  if (assignment) {
    const { node, target, value } = assignment;
    if (!/^(window\.)?document\.cookie$/.test(target.text)) return undefined;
    return headerCookie(node, value, true, file);
  }
  const site = callNamed(name);
  if (!site) return undefined;
  const { call } = site;
  const module = originOf(call.callee, file)?.module;
  if (module !== undefined && sessionModules.test(module)) return session(site, module, file);
  const [first, value, options] = call.args;
  const setter = setterOf(site, file);
  if (!setter || !first || !value || call.args.length > 3) return undefined;
  const cookie = constantOf(first, file) ?? lastName(first);
  if (cookie === undefined || !isSession(cookie, value) || isRemoved(value, options, file)) return;
  return { node: site.node, name: cookie, call: site, ...(options && { options }), ...setter };
}

function lastName(node: Node): string | undefined {
  if (/identifier$/.test(node.type)) return node.text;
  return node.childForFieldName('property')?.text;
}

function isSession(name: string, value: Node): boolean {
  if (/csrf|xsrf/i.test(name)) return false;
  const words = wordsIn(name);
  if (
    words.some((word) =>
      /^(sess|sessions?|sid|auth|authentication|token|jwt|login|credentials?|password|secret|sessionid|authkey|apikey|sessionkey|authtoken)$/.test(
        word,
      ),
    )
  )
    return true;
  const held = lastName(value);
  return held !== undefined && isSecret(held);
}

/** A cookie is taken away by giving it no value or no time. */
function isRemoved(value: Node, options: Node | undefined, file: ParsedFile): boolean {
  if (constantOf(value, file) === '') return true;
  const age = settingOf(options, 'maxAge', file);
  return age.is === 'set' && /^-?[01]$/.test(age.value.text);
}

function setterOf(
  site: CallSite,
  file: ParsedFile,
): Pick<Cookie, 'isOfPage' | 'defaults'> | undefined {
  const { call } = site;
  const receiver = call.receiver?.text ?? '';
  switch (nameOf(call)) {
    case 'cookie':
    case 'setCookie':
      return call.receiver && call.receiver.type !== 'this'
        ? { isOfPage: false, defaults: none }
        : undefined;
    case 'serialize':
      return isFrom(site, file, /^cookie$/) ? { isOfPage: false, defaults: none } : undefined;
    case 'set':
      if (isFrom(site, file, /^(js-cookie|universal-cookie|react-cookie|browser-cookies)$/)) {
        return { isOfPage: true, defaults: hidden };
      }
      if (/^(ctx|this|context)\.cookies$/.test(receiver) || isFrom(site, file, /^cookies$/)) {
        return { isOfPage: false, defaults: both };
      }
      return /(^|\.)(cookies|cookieStore)$|cookies\(\)\)?$/.test(receiver)
        ? { isOfPage: false, defaults: none }
        : undefined;
    default:
      return undefined;
  }
}

function session(site: CallSite, module: string, file: ParsedFile): Cookie | undefined {
  const options = site.call.args.find(({ type }) => /^(object|identifier)$/.test(type));
  const isExpress = /^(express-session|@fastify\/session|fastify-session)$/.test(module);
  if (module === 'koa-session' || !isExpress) {
    if (!options) return undefined;
    const inner = module === 'client-sessions' ? settingOf(options, 'cookie', file) : undefined;
    const place = inner?.is === 'set' ? inner.value : options;
    return { ...sessionCookie, node: site.node, options: place, defaults: both };
  }
  const setting = settingOf(options, 'cookie', file);
  if (!options || setting.is === 'unknown') return undefined;
  const given = setting.is === 'set' ? { options: setting.value } : {};
  return { ...sessionCookie, node: site.node, ...given, defaults: hidden };
}

const sessionCookie = { name: 'the session', isOfPage: false };

/** The cookies of a `Set-Cookie` header, by the header's name. */
function inHeader(fragment: Node, file: ParsedFile): readonly Cookie[] {
  const key = fragment.parent;
  const holder = key?.parent;
  if (!key || !holder) return [];
  const value =
    holder.type === 'pair'
      ? holder.childForFieldName('value')
      : holder.type === 'arguments' && holder.namedChildren[0] === key
        ? holder.namedChildren[1]
        : undefined;
  if (!value) return [];
  const texts = value.type === 'array' ? value.namedChildren : [value];
  const node = holder.type === 'pair' ? holder : (holder.parent ?? holder);
  return texts.flatMap(
    (text) => headerCookie(value === text ? node : text, text, false, file) ?? [],
  );
}

function headerCookie(
  node: Node,
  value: Node,
  isOfPage: boolean,
  file: ParsedFile,
): Cookie | undefined {
  const pieces = piecesOf(value, file);
  const header =
    pieces &&
    unitsOf(pieces, file)
      ?.map(({ character }) => character)
      .join('');
  const [name = '', rest = ''] = header?.split('=', 2) ?? [];
  if (header === undefined || name.includes(hole) || rest.startsWith(';') || rest === '') return;
  // What a value at the end holds may be the flags.
  if (header.endsWith(hole) && header.includes(';')) return undefined;
  if (!isSession(name, value) || /max-age=0|expires=thu, 01 jan 1970/i.test(header)) return;
  return { node, name, isOfPage, defaults: isOfPage ? hidden : none, header };
}
