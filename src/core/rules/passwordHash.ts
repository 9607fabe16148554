import type { Node } from '../syntax';
import { callNamed, isFrom } from './flowRule';
import { broken, fast, hashingsIn, hashWords, namesIn } from './hashings';
import { detected, objectOf, optionOf } from './options';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';
import { isPassword } from './secretNames';

const mentionsPasswords = /passw|pwd|passphrase|bcrypt|pbkdf2|\bpass\b|\bpw\b/i;

/** Passwords that are kept as a hash that is quick to compute. */
export const passwordHash: Rule = {
  id: 'password-hash',
  title: 'A password is hashed with a function that is quick to try out',
  cwe: ['CWE-916', 'CWE-327', 'CWE-328', 'CWE-759'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'General hash functions are made to be quick: a graphics card tries billions of passwords a second.',
    attack: 'Whoever gets the table of hashes finds most of the passwords within hours.',
    fix: 'Use scrypt of node:crypto, argon2 or bcrypt, with a salt of each user and a high cost; rehash at the next login.',
    sources: [
      'https://cwe.mitre.org/data/definitions/916.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html',
    ],
  },
  topic: /password.?hash|insufficient.?(password|effort|work)|weak.?password/i,
  words: [
    ...hashWords,
    'pbkdf2',
    'pbkdf2Sync',
    'PBKDF2',
    'genSalt',
    'genSaltSync',
    'hashSync',
    ...'md5 sha1 sha256 sha512 sha'.split(' '),
  ],
  detect: (file) =>
    !mentionsPasswords.test(file.text)
      ? []
      : [
          ...hashingsIn(file)
            .filter(
              ({ algorithm, data }) =>
                (broken.test(algorithm) || fast.test(algorithm)) &&
                data.some((one) => namesIn(one, file).some(isPassword)),
            )
            .map(({ node, algorithm }) =>
              detected(
                passwordHash,
                node,
                `${snippet(algorithm)} is quick to compute, and so to try out on a password.`,
              ),
            ),
          ...file
            .find('pbkdf2', 'pbkdf2Sync', 'PBKDF2', 'hash', 'hashSync', 'genSalt', 'genSaltSync')
            .flatMap((name) => costAt(name, file) ?? []),
        ],
};

/** Slow functions that are told to be quick. */
function costAt(name: Node, file: ParsedFile): Detection | undefined {
  const site = callNamed(name);
  if (!site) return undefined;
  const { node, call } = site;
  const isBcrypt = isFrom(
    site,
    file,
    /^(bcrypt|bcryptjs|bcrypt-nodejs|@node-rs\/bcrypt)$/,
    /^bcrypt(js)?$/,
  );
  const number = (at: Node | undefined) => {
    const text = at && constantOf(at, file)?.replaceAll('_', '');
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  };
  const few = (count: string) =>
    detected(passwordHash, node, `${count} of work are too few for a password.`);
  if (/^(hash|hashSync|genSalt|genSaltSync)$/.test(name.text)) {
    const rounds = isBcrypt ? number(call.args[/^gen/.test(name.text) ? 0 : 1]) : undefined;
    return rounds !== undefined && rounds < 10 ? few(`${rounds} rounds`) : undefined;
  }
  const options = objectOf(call.args[2], file);
  const count =
    name.text === 'PBKDF2' ? number(optionOf(options, 'iterations')) : number(call.args[2]);
  return count !== undefined && count < 10_000 ? few(`${count} iterations`) : undefined;
}
