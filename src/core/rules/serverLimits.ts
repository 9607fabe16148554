import type { Node } from '../syntax';
import { callNamed } from './flowRule';
import { originOf } from './imports';
import { detected } from './options';
import type { ParsedFile } from './parsedFile';
import { type Route, handlerOf, routeWords, routesIn } from './routes';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';

const csrfWords =
  /\b(csrf|csurf|xsrf|lusca|csrfSync|doubleCsrf|csrfProtection|sameSite|koa-csrf|tiny-csrf|authenticity_token)\b/i;

/** Forms that other sites can send with the cookies of a user. */
export const csrfProtection: Rule = {
  id: 'csrf-protection',
  title: 'Other sites can send requests with the cookies of a user',
  cwe: ['CWE-352'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'A browser adds the cookies of a site to requests that other sites start.',
    attack:
      "A form on the attacker's page posts to this server, and changes the address or the password of whoever looks at it.",
    fix: "Give session cookies sameSite: 'lax' or 'strict', and check a token of a CSRF library on every request that changes something.",
    sources: [
      'https://cwe.mitre.org/data/definitions/352.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html',
    ],
  },
  topic: /csrf|xsrf|cross.?site.?request/i,
  words: ['use'],
  trigger: /cookie|session/i,
  detect: (file) => {
    if (!/cookie|session/i.test(file.text) || csrfWords.test(file.text)) return [];
    const [middleware] = file.find('use').flatMap((name) => cookieMiddleware(name, file) ?? []);
    if (!middleware) return [];
    const changing = routesIn(file).find((route) => changesState(route, file));
    if (!changing) return [];
    return [
      detected(
        csrfProtection,
        middleware,
        `Cookies are read here, and ${snippet(changing.path)} changes something without a check of where the request comes from.`,
      ),
    ];
  },
};

/** The `cookieParser()` of `app.use(cookieParser())`. */
function cookieMiddleware(name: Node, file: ParsedFile): Node | undefined {
  const site = callNamed(name);
  return site?.call.args.find((one) => {
    const callee = one.type === 'call_expression' ? one.childForFieldName('function') : null;
    const module = callee && originOf(callee, file)?.module;
    return (
      module !== undefined &&
      module !== null &&
      /^(cookie-parser|express-session|cookie-session|client-sessions)$/.test(module)
    );
  });
}

/** A route that others can make change something, knowing the user by a cookie. */
function changesState({ method, path, handlers }: Route, file: ParsedFile): boolean {
  if (method === 'get' || /log.?in|sign.?(in|up)|register|auth\b|webhook/i.test(path)) return false;
  return handlers.some((one) => {
    const handler = handlerOf(one, file);
    return (
      !handler ||
      /\b(session|cookies|user|signedCookies|isAuthenticated|currentUser)\b|\.(save|update\w*|insert\w*|delete\w*|create\w*|remove\w*|query)\(/.test(
        handler.text,
      )
    );
  });
}

const limiters =
  /rate.?limit|limiter|throttl|slow.?down|brute|bottleneck|@fastify\/rate-limit|express-brute/i;
const costly =
  /\b(fs|fsp|fsPromises)\.\w+\(|\b(readFile|writeFile|readdir|createReadStream|createWriteStream|sendFile|exec|execFile|spawn|execSync|fork)(Sync)?\(|\b(db|pool|connection|conn|client|knex|sequelize|mongoose|prisma|collection|[A-Z]\w+)\.(query|execute|find\w*|insert\w*|update\w*|aggregate|raw|save|create)\(|\b(bcrypt|argon2|scrypt|pbkdf2)\b|passport\.authenticate\(|\b(authenticate|login|verifyPassword|checkPassword|authorize)\(/;

/** Routes that cost much, and that a client may call as often as it likes. */
export const rateLimit: Rule = {
  id: 'rate-limit',
  title: 'A costly route can be called without end',
  cwe: ['CWE-770', 'CWE-307', 'CWE-400'],
  languages: ['javascript'],
  severity: 'low',
  precision: 'low',
  help: {
    why: 'Work with files, databases, processes and passwords takes long, and a client can ask for it many times a second.',
    attack: 'One machine keeps the server busy, or tries passwords without end.',
    fix: 'Put a limiter such as express-rate-limit before the route.',
    sources: [
      'https://cwe.mitre.org/data/definitions/770.html',
      'https://www.npmjs.com/package/express-rate-limit',
    ],
  },
  topic: /rate.?limit|throttl|brute.?force/i,
  words: routeWords,
  needs: [['express']],
  detect: (file) => {
    if (!/\bexpress\b/.test(file.text)) return [];
    const uses = file.find('use').flatMap((name) => callNamed(name)?.node.text.slice(0, 200) ?? []);
    if (uses.some((text) => limiters.test(text))) return [];
    return routesIn(file).flatMap((route) => limitless(route, file) ?? []);
  },
};

function limitless(route: Route, file: ParsedFile): Detection | undefined {
  if (route.middleware.some((one) => limiters.test(one.text.slice(0, 200)))) return undefined;
  const cost = route.handlers
    .map((one) => costly.exec((handlerOf(one, file) ?? one).text)?.[0])
    .find((one) => one !== undefined);
  const last = route.handlers.at(-1);
  if (cost === undefined || !last) return undefined;
  // Only its head: what is found inside the handler is another matter.
  const body = last.childForFieldName('body');
  const head = file.text.slice(last.startIndex, body?.startIndex ?? last.endIndex).trimEnd();
  return {
    ruleId: rateLimit.id,
    start: last.startIndex,
    end: last.startIndex + head.length,
    message: `A client may call ${snippet(route.path)} without end, and each call costs a ${snippet(cost)}…).`,
  };
}
