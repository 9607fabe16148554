import type { Rationale } from '../draft';
import type { CallSite } from '../flow/calls';
import { functionAround } from '../flow/javascript';
import { ordinaryJudge } from '../flow/judge';
import type { Question } from '../flow/question';
import type { Node } from '../syntax';
import { callNamed, comesFrom, isFrom, stepsOf, worstOf } from './flowRule';
import { insertion, quoteOf } from './imports';
import { detected, mayBeTrue, objectOf, optionOf, settingOf, valuesOf } from './options';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import type { Detection, RecipeResult, Rule } from './rule';
import { refuse, snippet } from './rule';

const question: Question = { kinds: new Set(['remote'] as const), judge: ordinaryJudge };
const libraries =
  /^(jsonwebtoken|jwt-simple|jose|njwt|express-jwt|koa-jwt|@nestjs\/jwt|fastify-jwt|@fastify\/jwt|jws)$/;

/** JSON Web Tokens that are believed without a signature, or with one that anybody can make. */
export const tokenVerification: Rule = {
  id: 'token-verification',
  title: 'A token is believed without a proper signature',
  cwe: ['CWE-347', 'CWE-345', 'CWE-327'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'A JSON Web Token is only as good as the check of its signature: its content is plain text that anybody can write.',
    attack:
      'The attacker writes a token that says "admin", with the algorithm "none" or no signature at all.',
    fix: 'Verify with a key and with the list of algorithms that the signing side uses; use decode() only for display.',
    sources: [
      'https://cwe.mitre.org/data/definitions/347.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/JSON_Web_Token_for_Java_Cheat_Sheet.html',
      'https://www.npmjs.com/package/jsonwebtoken',
    ],
  },
  recipe: { does: 'Names the algorithm that this file signs with', review: 'read' },
  topic: /\bjwt\b|json.?web.?token|token.?verif/i,
  words: ['verify', 'decode', 'sign', 'verifyAsync', 'ignoreExpiration', 'jwt', 'expressjwt'],
  trigger: /jwt|jsonwebtoken|jose|jws/i,
  detect: (file) =>
    file
      .find('verify', 'verifyAsync', 'decode', 'sign', 'ignoreExpiration', 'expressjwt')
      .filter(file.concerns)
      .flatMap((name) => (name.text === 'ignoreExpiration' ? late(name) : at(name, file)) ?? []),
};

/** A token that is past its time is taken: `ignoreExpiration: true`. */
function late(name: Node): Detection | undefined {
  const pair = name.parent?.type === 'pair' ? name.parent : undefined;
  const value = pair?.childForFieldName('value') ?? undefined;
  if (!pair || value?.type !== 'true') return undefined;
  const around = functionAround(pair);
  if (around && /refresh|renew|logout|revoke|expired/i.test(around.text)) return undefined;
  return detected(tokenVerification, pair, 'Tokens are taken long after they have expired.', () =>
    refuse('Whether old tokens are meant here, as for a renewal, is not known.'),
  );
}

function at(name: Node, file: ParsedFile): Detection | undefined {
  const site = callNamed(name);
  if (
    !site ||
    !isFrom(site, file, libraries, /^(jwt|JWT|jsonwebtoken|jwtService|this\.jwtService|jws)$/)
  ) {
    return undefined;
  }
  switch (name.text) {
    case 'decode':
      return decoded(site, file);
    case 'sign':
      return signed(site, file);
    default:
      return verified(site, file);
  }
}

function verified(site: CallSite, file: ParsedFile): Detection | undefined {
  const { node, call } = site;
  const [, key, options] = call.args;
  const isService = /Service$/.test(call.receiver?.text ?? '');
  if (!key || isService) return undefined;
  const algorithms = settingOf(options, 'algorithms', file);
  if (algorithms.is === 'set' && namesNone(algorithms.value, file)) {
    return detected(
      tokenVerification,
      node,
      'Tokens with the algorithm "none" have no signature, and are taken here.',
      () => nameAlgorithm(site, algorithms.value, file),
    );
  }
  if (isNoKey(key, file)) {
    return detected(tokenVerification, node, 'Without a key no signature is checked.', () =>
      refuse('The key is not known here.'),
    );
  }
  return undefined;
}

/** A list with an algorithm `none`. */
function namesNone(value: Node, file: ParsedFile): boolean {
  return valuesOf(value, file)
    .flatMap((one) => (one.type === 'array' ? one.namedChildren : [one]))
    .some((one) => constantOf(one, file)?.toLowerCase() === 'none');
}

function isNoKey(key: Node, file: ParsedFile): boolean {
  return valuesOf(key, file).every(
    (one) =>
      /^(false|null|undefined)$/.test(one.type) ||
      one.text === 'undefined' ||
      constantOf(one, file) === '',
  );
}

function signed({ node, call }: CallSite, file: ParsedFile): Detection | undefined {
  const [, , options] = call.args;
  const algorithm = optionOf(objectOf(options, file), 'algorithm');
  if (!algorithm || !namesNone(algorithm, file)) return undefined;
  return detected(
    tokenVerification,
    node,
    'A token with the algorithm "none" has no signature.',
    () => refuse('The key to sign with is not known here.'),
  );
}

/** `decode` of jwt-simple with its third argument true, and of jsonwebtoken on what a client sent. */
function decoded(site: CallSite, file: ParsedFile): Detection | undefined {
  const { node, call } = site;
  const [token, second, third] = call.args;
  if (isFrom(site, file, /^jwt-simple$/)) {
    if (!mayBeTrue(third, file)) return undefined;
    return detected(
      tokenVerification,
      node,
      'The third argument switches the check of the signature off.',
      () => refuse('Which algorithm the tokens have is not known here.'),
    );
  }
  const around = functionAround(node);
  if (!token || mayBeTrue(optionOf(objectOf(second, file), 'complete'), file)) return undefined;
  if (/\bverify|jwks|getSigningKey/i.test(file.code(around ?? file.root))) return undefined;
  const origin = worstOf(file.flow.origins(token, question));
  if (!origin) return undefined;
  return {
    ...detected(
      tokenVerification,
      node,
      `decode() checks no signature, and the token comes from ${comesFrom(origin, file)}.`,
      () => decodeToVerify(site, file),
    ),
    flow: stepsOf(origin, file),
  };
}

interface Signing {
  readonly algorithm: string;
  readonly key: string;
}

/** How the file itself signs tokens, when it does so in one way only. */
function signingOf(file: ParsedFile): Signing | undefined {
  const ways = file.find('sign').flatMap((name) => {
    const site = callNamed(name);
    if (!site || !isFrom(site, file, /^jsonwebtoken$/, /^(jwt|JWT|jsonwebtoken)$/)) return [];
    const [, key, options] = site.call.args;
    if (!key) return [];
    const setting = settingOf(options, 'algorithm', file);
    const named = setting.is === 'set' ? constantOf(setting.value, file) : undefined;
    const algorithm = setting.is === 'missing' ? 'HS256' : (named ?? '');
    return [{ algorithm, key: file.code(key) }];
  });
  const [first] = ways;
  if (!first || !/^(HS|RS|ES|PS)\d{3}$/.test(first.algorithm)) return undefined;
  const isOne = ways.every(
    ({ algorithm, key }) => algorithm === first.algorithm && key === first.key,
  );
  return isOne ? first : undefined;
}

const noSigning =
  'This file does not show, in one call of sign(), which algorithm its tokens have.';

function nameAlgorithm(site: CallSite, value: Node, file: ParsedFile): RecipeResult {
  const signing = signingOf(file);
  if (!signing) return refuse(noSigning);
  const [, key] = site.call.args;
  if (value.type !== 'array') return refuse('The list of algorithms is not written out here.');
  if (!key || isNoKey(key, file)) return refuse('The call passes no key to check with.');
  const quote = quoteOf(file);
  const text = `[${quote}${signing.algorithm}${quote}]`;
  return {
    ok: true,
    edits: [{ start: value.startIndex, end: value.endIndex, text }],
    rationale: rationale(signing, 'Tokens without a signature are refused from now on.'),
  };
}

/** `decode(token)` becomes `verify(token, key, { algorithms })` where the file signs with that key. */
function decodeToVerify({ call }: CallSite, file: ParsedFile): RecipeResult {
  const signing = signingOf(file);
  if (!signing) return refuse(noSigning);
  if (!signing.algorithm.startsWith('HS'))
    return refuse('The key to verify with is another than the one to sign with.');
  if (!/^(process\.env\.\w+|[A-Z][A-Z\d_]*|config(\.\w+)+)$/.test(signing.key)) {
    return refuse(`Whether ${snippet(signing.key)} means the same key here is not known.`);
  }
  const [token, ...more] = call.args;
  const property = call.callee.childForFieldName('property');
  if (!token || more.length > 0 || !property)
    return refuse('The call is not a plain decode(token).');
  const quote = quoteOf(file);
  const options = `{ algorithms: [${quote}${signing.algorithm}${quote}] }`;
  return {
    ok: true,
    edits: [
      { start: property.startIndex, end: property.endIndex, text: 'verify' },
      insertion(token.endIndex, `, ${signing.key}, ${options}`),
    ],
    rationale: rationale(
      signing,
      'A token with a wrong signature, or past its time, makes the call throw.',
    ),
  };
}

function rationale({ algorithm, key }: Signing, whyFixed: string): Rationale {
  return {
    whyVulnerable: 'Anybody can write a token that this code believes, and be whoever they like.',
    whyFixed: `The signature is checked with ${algorithm}, the algorithm that this file signs with. ${whyFixed}`,
    mayBreak: [
      'Tokens that another program has signed in another way are refused.',
      'An invalid token throws an error: the caller has to answer it, as with 401.',
    ],
    alternatives: [
      {
        option: 'Allow several algorithms',
        whyNot: 'Only one is seen in use; add others when they are needed.',
      },
    ],
    assumptions: [`All tokens that arrive here are signed with ${snippet(key)}.`],
  };
}
