import type { Rationale, TextEdit } from '../draft';
import type { Cookie, Flag } from './cookieSites';
import { cookiesIn, cookieWords } from './cookieSites';
import { insertion, quoteOf } from './imports';
import {
  addOptions,
  detected,
  mayBeFalse,
  optionOf,
  setOption,
  settingOf,
  valuesOf,
} from './options';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import type { RecipeResult, Rule, RuleInfo } from './rule';
import { refuse, snippet } from './rule';

type Spec = Omit<RuleInfo, 'languages' | 'recipe'> &
  Required<Pick<RuleInfo, 'recipe'>> & {
    readonly flag: Flag;
    readonly lacks: string;
    readonly fixed: (cookie: Cookie, file: ParsedFile) => RecipeResult;
  };

function flagRule({ flag, lacks, fixed, ...info }: Spec): Rule {
  return {
    ...info,
    languages: ['javascript'],
    words: cookieWords,
    trigger: /cookie|session/i,
    detect: (file) =>
      cookiesIn(file)
        .filter((cookie) => isOff(cookie, flag, file))
        .map((cookie) =>
          detected(info, cookie.node, `The cookie of ${snippet(cookie.name)} ${lacks}.`, () =>
            fixed(cookie, file),
          ),
        ),
  };
}

function isOff(cookie: Cookie, flag: Flag, file: ParsedFile): boolean {
  const { header, options, defaults, isOfPage } = cookie;
  if (flag === 'httpOnly' && isOfPage) return false;
  if (header !== undefined) {
    const word = { httpOnly: /;\s*httponly/i, secure: /;\s*secure/i, sameSite: /samesite=none/i };
    return word[flag].test(header) === (flag === 'sameSite');
  }
  const setting = settingOf(options, flag, file);
  if (flag === 'sameSite') {
    if (setting.is !== 'set') return false;
    const values = valuesOf(setting.value, file);
    return values.some((value) => constantOf(value, file)?.toLowerCase() === 'none');
  }
  if (setting.is === 'set') return mayBeFalse(setting.value, file);
  return setting.is === 'missing' && !defaults.has(flag);
}

const sources = [
  'https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#cookies',
  'https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie',
];

/** Cookies of sessions and logins that scripts of the page can read. */
export const cookieHttpOnly = flagRule({
  id: 'cookie-http-only',
  title: 'A session cookie can be read by scripts',
  cwe: ['CWE-1004'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'A cookie without HttpOnly is part of document.cookie, which every script of the page can read.',
    attack: 'One injected script sends the cookie away, and its owner is logged in as the victim.',
    fix: 'Set httpOnly: true on cookies that stand for a session or a login.',
    sources: ['https://cwe.mitre.org/data/definitions/1004.html', ...sources],
  },
  recipe: { does: 'Sets httpOnly, and sameSite where it is missing', review: 'test' },
  topic: /http.?only/i,
  flag: 'httpOnly',
  lacks: 'can be read by every script of the page',
  fixed: (cookie, file) => hide(cookie, file),
});

/** Cookies of sessions and logins that travel without encryption. */
export const cookieSecure = flagRule({
  id: 'cookie-secure',
  title: 'A session cookie is sent over plain HTTP too',
  cwe: ['CWE-614'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'A browser sends a cookie without Secure over plain HTTP too, even when the site has HTTPS.',
    attack:
      'Somebody on the same network makes the browser load one http:// address of the site, and reads the cookie.',
    fix: 'Set secure: true where the site is served over HTTPS; behind a proxy tell the framework to trust it.',
    sources: ['https://cwe.mitre.org/data/definitions/614.html', ...sources],
  },
  recipe: { does: 'Sets secure in production', review: 'test' },
  topic: /(in)?secure.?cookie|cookie.{0,20}\bsecure\b/i,
  flag: 'secure',
  lacks: 'is sent over unencrypted connections too',
  fixed: (cookie, file) => secure(cookie, file),
});

/** Cookies of sessions and logins that other sites may send along. */
export const cookieSameSite = flagRule({
  id: 'cookie-same-site',
  title: 'A session cookie is sent along with requests of other sites',
  cwe: ['CWE-1275'],
  severity: 'low',
  precision: 'medium',
  help: {
    why: 'With SameSite=None a browser adds the cookie to requests that other sites start.',
    attack: "A form on the attacker's page posts to this site, and acts as whoever is logged in.",
    fix: "Use sameSite: 'lax' or 'strict' unless the site is meant to run inside others.",
    sources: ['https://cwe.mitre.org/data/definitions/1275.html', ...sources],
  },
  recipe: { does: "Sets sameSite to 'lax'", review: 'test' },
  topic: /same.?site/i,
  flag: 'sameSite',
  lacks: 'is sent along with requests that other sites start',
  fixed: (cookie, file) => lax(cookie, file),
});

type Edits =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  | { readonly ok: false; readonly why: string };

/** Sets options where the call writes them out, or adds them as the call's last argument. */
function withOptions(
  { header, options, call, name }: Cookie,
  wanted: readonly (readonly [string, string])[],
  file: ParsedFile,
): Edits {
  if (header !== undefined) return refuse('The flags are part of a text here: add them to it.');
  if (options && options.type !== 'object') {
    return refuse(
      `The options of ${snippet(name)} are made elsewhere; other cookies may use them.`,
    );
  }
  if (options) {
    const present = wanted.filter(([key]) => optionOf(options, key));
    const added = wanted.filter((one) => !present.includes(one));
    const edits = present.flatMap(([key, value]) => setOption(options, key, value, file));
    const more = added.map(([key, value]) => `${key}: ${value}`);
    return {
      ok: true,
      edits: more.length > 0 ? [...edits, ...addOptions(options, more, file)] : edits,
    };
  }
  const last = call?.call.args.at(-1);
  if (!last) return refuse('The call gives the cookie no options here.');
  const text = `, { ${wanted.map(([key, value]) => `${key}: ${value}`).join(', ')} }`;
  return { ok: true, edits: [insertion(last.endIndex, text)] };
}

function hide(cookie: Cookie, file: ParsedFile): RecipeResult {
  const quote = quoteOf(file);
  const needsSite = settingOf(cookie.options, 'sameSite', file).is === 'missing';
  const result = withOptions(
    cookie,
    [['httpOnly', 'true'], ...(needsSite ? [['sameSite', `${quote}lax${quote}`] as const] : [])],
    file,
  );
  if (!result.ok) return result;
  return answer(result.edits, cookie, {
    whyFixed: `Scripts can no longer read the cookie${needsSite ? ', and other sites no longer send it along with a POST' : ''}.`,
    mayBreak: [
      'Code in the browser that reads this cookie from document.cookie finds it no more.',
      ...(needsSite
        ? [
            'A login that ends with a POST from another site, or a page inside a frame of another site, arrives without the cookie.',
          ]
        : []),
    ],
    alternatives: [
      {
        option: 'Keep the token out of cookies',
        whyNot: 'Scripts can read what is in localStorage just as well.',
      },
    ],
  });
}

function secure(cookie: Cookie, file: ParsedFile): RecipeResult {
  if (!/trust proxy|NODE_ENV|app\.proxy\s*=/.test(file.text)) {
    return refuse(
      'Whether this site is served over HTTPS is not known here. Set secure: true where it is; behind a proxy, set "trust proxy" first.',
    );
  }
  const quote = quoteOf(file);
  const value = `process.env.NODE_ENV === ${quote}production${quote}`;
  const result = withOptions(cookie, [['secure', value]], file);
  if (!result.ok) return result;
  return answer(result.edits, cookie, {
    whyFixed: 'In production the cookie now travels over HTTPS only.',
    mayBreak: [
      'Where production is reached over plain HTTP, browsers drop the cookie and nobody stays logged in.',
      'Behind a proxy that ends HTTPS, express-session sets no cookie unless "trust proxy" is set.',
    ],
    alternatives: [
      {
        option: 'secure: true',
        whyNot: 'It breaks logins on a development machine without HTTPS.',
      },
    ],
  });
}

function lax(cookie: Cookie, file: ParsedFile): RecipeResult {
  const quote = quoteOf(file);
  const result = withOptions(cookie, [['sameSite', `${quote}lax${quote}`]], file);
  if (!result.ok) return result;
  return answer(result.edits, cookie, {
    whyFixed:
      'Browsers now send the cookie only with requests of this site, and with plain links to it.',
    mayBreak: ['The site no longer knows its users inside a frame of another site.'],
    alternatives: [
      {
        option: "sameSite: 'strict'",
        whyNot: 'Whoever follows a link to the site would seem logged out.',
      },
    ],
  });
}

function answer(
  edits: readonly TextEdit[],
  { name }: Cookie,
  rest: Pick<Rationale, 'whyFixed' | 'mayBreak' | 'alternatives'>,
): RecipeResult {
  const rationale: Rationale = {
    whyVulnerable: `The cookie of ${snippet(name)} stands for a login, and whoever gets hold of it is logged in.`,
    ...rest,
    assumptions: ['Only the server needs the cookie.'],
  };
  return { ok: true, edits, rationale };
}
