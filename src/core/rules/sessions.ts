import { functionAround } from '../flow/javascript';
import type { Node } from '../syntax';
import { assignmentTo, detected } from './options';
import type { ParsedFile } from './parsedFile';
import { handlerOf, routesIn } from './routes';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';

const marks =
  'user userId userID user_id uid username userName login loggedIn isLoggedIn loggedin authenticated isAuthenticated account accountId email admin isAdmin auth'.split(
    ' ',
  );

/** A sign-in that keeps the session that there was before. */
export const sessionFixation: Rule = {
  id: 'session-fixation',
  title: 'A sign-in keeps the session that there was before',
  cwe: ['CWE-384'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'Whoever knew the id of the session before the sign-in is signed in afterwards.',
    attack:
      'Somebody gives another person a link or a cookie with a session of their own, and waits until it is signed in.',
    fix: 'Call req.session.regenerate() before the user is written into the session.',
    sources: [
      'https://cwe.mitre.org/data/definitions/384.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html',
    ],
  },
  topic: /session.?fix/i,
  words: marks,
  needs: [['session']],
  trigger: /express-session/,
  detect: (file) => file.findUsed(...marks).flatMap((name) => marked(name, file) ?? []),
};

/** `req.session.user = user` in the handler of a sign-in. */
function marked(name: Node, file: ParsedFile): Detection | undefined {
  const assignment = assignmentTo(name);
  const session = assignment?.target.childForFieldName('object');
  if (!assignment || !/^(req|request)\s*\.\s*session$/.test(session?.text ?? '')) return undefined;
  if (/^(null|undefined|false)$/.test(assignment.value.text)) return undefined;
  let owner = functionAround(assignment.node);
  if (!owner) return undefined;
  for (let outer = functionAround(owner); outer; outer = functionAround(outer)) owner = outer;
  if (/\.regenerate\b/.test(owner.text) || !isSignIn(owner)) return undefined;
  return detected(
    sessionFixation,
    assignment.node,
    `${snippet(file.code(assignment.target))} is set in the session that there was before the sign-in.`,
  );
}

function isSignIn({ text }: Node): boolean {
  return /passw(or)?d|\bpassphrase\b|\bcredentials?\b|\bauthenticate\b|\bcompare(Sync)?\(/i.test(
    text,
  );
}

const secrets = ['password', 'passwd', 'passphrase', 'pwd', 'newPassword', 'oldPassword'];

/** A password in an address. */
export const passwordInAddress: Rule = {
  id: 'password-in-address',
  title: 'A password is read from the address of a request',
  cwe: ['CWE-598', 'CWE-319'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'Addresses stay in the history of browsers, in logs of servers and proxies, and in the header Referer.',
    attack: 'Whoever reads such a log has the password.',
    fix: 'Send it in the body of a POST request, and read it from req.body.',
    sources: [
      'https://cwe.mitre.org/data/definitions/598.html',
      'https://owasp.org/www-community/vulnerabilities/Information_exposure_through_query_strings_in_url',
    ],
  },
  topic: /sensitive.?(get|query)|password.*(url|address|query)/i,
  words: secrets,
  needs: [['query']],
  detect: (file) => {
    const handlers = routesIn(file)
      .filter(({ method }) => method === 'get')
      .flatMap((route) => route.handlers.flatMap((one) => handlerOf(one, file) ?? []));
    return secrets
      .flatMap((name) => readsOf(name, file))
      .filter((read) => handlers.some((one) => isInside(read, one)))
      .map((read) =>
        detected(
          passwordInAddress,
          read,
          `${snippet(file.code(read))} is read from the address of the request.`,
        ),
      );
  },
};

const query = /^(req|request|ctx|ctx\.request)\s*\.\s*query$/;

/** `req.query.password`, `const { password } = req.query`. */
function readsOf(name: string, file: ParsedFile): readonly Node[] {
  const members = file.find(name).flatMap(({ parent }) => {
    const isRead = query.test(parent?.childForFieldName('object')?.text ?? '');
    return parent && isRead ? [parent] : [];
  });
  const taken = file
    .named(name)
    .filter(({ definitions }) =>
      definitions.some(({ value, path }) => path.length === 1 && query.test(value.text)),
    );
  return [...members, ...taken.map(({ node }) => node)];
}

function isInside(node: Node, outer: Node): boolean {
  return node.startIndex >= outer.startIndex && node.endIndex <= outer.endIndex;
}
