import { textOf } from '../pythonFlow/text';
import { expressions } from '../flow/value';
import { bare } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled, keywordOf, optionText, receiverText } from './pythonCalls';
import {
  addArgument,
  answer,
  hasSpread,
  inTests,
  isTestFile,
  removeArgument,
  replacement,
} from './pythonEdits';
import type { Seen } from './pythonRule';
import { cwePage, pythonCallRule, pythonRule, wordsIn } from './pythonRule';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

export const pythonDebug = pythonCallRule({
  id: 'py-flask-debug',
  title: 'The debugger of Flask is switched on',
  cwe: ['CWE-489', 'CWE-215', 'CWE-94'],
  severity: 'high',
  precision: 'very-high',
  help: {
    why: 'In debug mode an error page offers a console that runs any Python code on the server.',
    attack: 'Somebody provokes an error, gets past the PIN, and types commands into the page.',
    fix: 'Leave debug out; switch it on with `flask --debug run` on your own machine.',
    sources: [cwePage(489), 'https://flask.palletsprojects.com/en/stable/debugging/'],
  },
  recipe: { does: 'Takes debug=True away', review: 'glance' },
  topic: /debug|B201\b/i,
  words: ['run'],
  trigger: /debug\s*=\s*True/,
  calls(called, file) {
    const isFlask =
      isCalled(called, /^(flask|quart)\.(Flask|Quart)\(\)\.run$/) ||
      (/(^|\.)app(lication)?$/.test(receiverText(called)) &&
        /\b(flask|quart)\b/i.test(file.text) &&
        !isCalled(called, /^\w+\.\w+\(\)\.run$/));
    if (!isFlask || optionText(called, 'debug') !== 'True') return [];
    return [
      {
        node: called.node,
        does: 'offers a debugger to whoever can reach it',
        recipe: () => withoutDebug(called, file),
      },
    ];
  },
});

function withoutDebug(called: PythonCall, file: ParsedFile): RecipeResult {
  const keyword = keywordOf(called, 'debug');
  if (!keyword || hasSpread(called.node))
    return refuse('The options of the call are put together elsewhere.');
  if (inTests(file)) return refuse('This is a test file, which nobody else can reach.');
  if (called.call.named.has('use_debugger') || called.call.named.has('use_reloader')) {
    return refuse('The call sets use_debugger or use_reloader as well; decide what they shall be.');
  }
  return answer([removeArgument(keyword, file.text)], {
    whyVulnerable: `${snippet(file.code(called.node))} shows a console that runs Python code on each page of an error.`,
    whyFixed: 'Without debug, Flask answers errors with a plain page, and there is no console.',
    mayBreak: ['The server does not load changed code by itself any more.'],
    alternatives: [
      {
        option: 'flask --debug run',
        whyNot: 'It is the way to debug on your own machine, and needs no change of the code.',
      },
    ],
    assumptions: ['This file starts the server in production, or may do so one day.'],
  });
}

export const pythonCookie = pythonCallRule({
  id: 'py-cookie-flags',
  title: 'A cookie is sent without protection',
  cwe: ['CWE-614', 'CWE-1004', 'CWE-1275'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'Without secure a cookie goes over plain HTTP, without httponly scripts can read it, without samesite other sites send it.',
    attack:
      'A script that got into a page reads the cookie of the session, and its sender signs in with it.',
    fix: "Pass secure=True, httponly=True and samesite='Lax'.",
    sources: [
      cwePage(614),
      'https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie',
    ],
  },
  recipe: { does: 'Sets secure, httponly and samesite', review: 'read' },
  topic: /cookie/i,
  words: ['set_cookie'],
  calls(called, file) {
    if (called.call.receiver === undefined || called.call.named.has('**')) return [];
    const value = argumentOf(called, 1, 'value');
    if (!value || (textOf(value, file) === '' && optionText(called, 'expires') !== undefined))
      return [];
    const missing = missingFlags(called);
    if (!missing.some((one) => one !== 'samesite') && optionText(called, 'samesite') !== 'None')
      return [];
    return [
      {
        node: called.node,
        does: `sends a cookie without ${missing.join(' and ')}`,
        recipe: () => withFlags(called, file),
      },
    ];
  },
});

function missingFlags(called: PythonCall): string[] {
  const isOff = (name: string) => /^(False|None|0)$/.test(optionText(called, name) ?? 'False');
  return ['secure', 'httponly', 'samesite'].filter(isOff);
}

function withFlags(called: PythonCall, file: ParsedFile): RecipeResult {
  const { node } = called;
  if (hasSpread(node) || called.call.args.length > 2) {
    return refuse(
      'The call passes its options by their places, or from elsewhere; name them first.',
    );
  }
  const name = argumentOf(called, 0, 'key', 'name');
  if (/csrf|xsrf|theme|lang|locale|consent/i.test(name?.text ?? '')) {
    return refuse('Scripts in the page may have to read this cookie.');
  }
  if (inTests(file)) return refuse('This is a test file.');
  const quote = name?.type === 'string' ? name.text.slice(-1) : "'";
  const edits = [];
  const added: string[] = [];
  for (const flag of missingFlags(called)) {
    const code = flag === 'samesite' ? `${quote}Lax${quote}` : 'True';
    const value = keywordOf(called, flag)?.childForFieldName('value');
    if (value) edits.push(replacement(value, code));
    else added.push(`${flag}=${code}`);
  }
  const last = added.length > 0 ? addArgument(node, added.join(', '), file.text) : undefined;
  return answer([...edits, ...(last ? [last] : [])], {
    whyVulnerable: `${snippet(file.code(node))} lets the cookie go over plain HTTP, or lets scripts and other sites use it.`,
    whyFixed:
      "secure keeps the cookie to HTTPS, httponly hides it from scripts, and samesite='Lax' keeps it back from requests that other sites start.",
    mayBreak: [
      'Over plain HTTP, as on some development machines, browsers do not send the cookie back.',
      'Scripts of the page cannot read the cookie any more.',
    ],
    alternatives: [
      {
        option: "samesite='Strict'",
        whyNot: 'It also signs users out who follow a link from elsewhere.',
      },
    ],
    assumptions: ['The site is served over HTTPS.'],
  });
}

const settings: ReadonlyMap<string, string> = new Map([
  ['SESSION_COOKIE_SECURE', 'sends the cookie of the session over plain HTTP'],
  ['SESSION_COOKIE_HTTPONLY', 'lets scripts read the cookie of the session'],
  ['CSRF_COOKIE_SECURE', 'sends the cookie against forged requests over plain HTTP'],
  ['REMEMBER_COOKIE_SECURE', 'sends the cookie that signs users in over plain HTTP'],
  ['REMEMBER_COOKIE_HTTPONLY', 'lets scripts read the cookie that signs users in'],
]);

export const pythonCookieSetting = pythonRule({
  id: 'py-cookie-setting',
  title: 'A setting takes the protection of cookies away',
  cwe: ['CWE-1004', 'CWE-614', 'CWE-1275'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'The setting holds for every session of the site.',
    attack:
      'A script that got into a page reads the cookie of the session, and its sender signs in with it.',
    fix: 'Set it to True, or take the line away where True is the default.',
    sources: [cwePage(1004), 'https://flask.palletsprojects.com/en/stable/config/'],
  },
  topic: /cookie/i,
  words: [...settings.keys()],
  sees: (name) => switchedOff(name, settings),
});

export const pythonCsrf = pythonRule({
  id: 'py-csrf-off',
  title: 'Forged requests are not refused',
  cwe: ['CWE-352'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'Without a token, a request that another site makes a browser send looks like one of your own pages.',
    attack:
      'A page of the attacker posts a form to the site, and the browser adds the cookies of the user.',
    fix: 'Leave the protection on, and send its token with each form.',
    sources: [cwePage(352), 'https://docs.djangoproject.com/en/stable/ref/csrf/'],
  },
  topic: /csrf|forgery/i,
  words: ['WTF_CSRF_ENABLED', 'WTF_CSRF_CHECK_DEFAULT', 'MIDDLEWARE', 'MIDDLEWARE_CLASSES'],
  sees(name, file) {
    if (isTestFile(file)) return [];
    if (!name.text.startsWith('MIDDLEWARE')) {
      const off = 'does not check where a form comes from';
      return switchedOff(name, new Map([[name.text, off]]));
    }
    const list = name.parent?.type === 'assignment' ? name.parent.childForFieldName('right') : null;
    const items = list && /^(list|tuple)$/.test(list.type) ? list.text : '';
    const isDjango =
      /django\.contrib\.sessions|django\.middleware\.common|AuthenticationMiddleware/.test(items);
    return list && isDjango && !/^[ \t]*['"].*csrf/im.test(items)
      ? [{ node: list, shown: name.text, does: 'has no CsrfViewMiddleware' }]
      : [];
  },
});

/** `NAME = False`, `config['NAME'] = False`, `config.update(NAME=False)`, `{'NAME': False}`. */
function switchedOff(name: Node, known: ReadonlyMap<string, string>): readonly Seen[] {
  const does = known.get(name.text);
  const key = name.type === 'string_content' ? name.parent : name;
  const holder = key?.parent;
  if (does === undefined || !key || !holder) return [];
  const target = holder.type === 'subscript' ? holder : key;
  const outer = target.parent;
  const value =
    outer?.type === 'assignment' && outer.childForFieldName('left') === target
      ? outer.childForFieldName('right')
      : /^(keyword_argument|pair)$/.test(holder.type)
        ? holder.childForFieldName('value')
        : null;
  const node = outer?.type === 'assignment' ? outer : holder;
  return value?.type === 'false' ? [{ node, does }] : [];
}

export const pythonCors = pythonCallRule({
  id: 'py-cors-origin',
  title: 'Every site may read answers that are meant for a user',
  cwe: ['CWE-942', 'CWE-346'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'With credentials and any origin, each site that a user visits can read what the server tells that user.',
    attack: 'A page of the attacker fetches the account page of its visitor, and sends it on.',
    fix: 'List the origins that may read answers.',
    sources: [cwePage(942), 'https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS'],
  },
  topic: /cors|cross.?origin|allow.?origin/i,
  words: wordsIn('CORS cross_origin add_middleware CORSMiddleware Middleware'),
  calls(called, file) {
    const { named } = called.call;
    const origins =
      named.get('allow_origins') ?? named.get('origins') ?? named.get('allow_origin_regex');
    const credentials = named.get('allow_credentials') ?? named.get('supports_credentials');
    const isFlask = /^(CORS|cross_origin)$/.test(called.name);
    const isAny = origins ? isAnyOrigin(origins, file) : isFlask;
    return isAny && credentials?.text === 'True'
      ? [{ node: called.node, does: 'lets every site read answers, with the cookies of the user' }]
      : [];
  },
});

function isAnyOrigin(node: Node, file: ParsedFile): boolean {
  const plain = bare(node);
  const items = /^(list|tuple|set)$/.test(plain.type) ? expressions(plain) : [plain];
  return items.some((one) => /^(\*|\.\*|https?:\/\/\.\*)$/.test(textOf(one, file) ?? ''));
}

export const pythonBind = pythonCallRule({
  id: 'py-bind-all-interfaces',
  title: 'A socket listens on all networks of the machine',
  cwe: ['CWE-605', 'CWE-200', 'CWE-668'],
  severity: 'low',
  precision: 'high',
  help: {
    why: 'A service that is meant for the machine itself, or for one network, can be reached from all others too.',
    attack:
      'Somebody on the wireless network talks to a service that has no password because it was meant to be local.',
    fix: 'Bind to 127.0.0.1, or to the address of the network that is meant.',
    sources: [cwePage(605), 'https://docs.python.org/3/library/socket.html'],
  },
  topic: /bind|interface|B104\b/i,
  words: ['bind'],
  trigger: /socket/,
  calls(called, file) {
    const address = argumentOf(called, 0, 'address');
    const [host] = address && bare(address).type === 'tuple' ? expressions(bare(address)) : [];
    const text = host && textOf(host, file);
    const isSocket =
      isCalled(called, /socket/) || /sock|server|^s$|listener/i.test(receiverText(called));
    return isSocket && text !== undefined && /^(0\.0\.0\.0|::|)$/.test(text)
      ? [{ node: called.node, does: 'listens on every network of the machine' }]
      : [];
  },
});
