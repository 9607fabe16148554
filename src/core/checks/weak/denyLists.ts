import { snippet } from '../../rules/rule';
import type { Family } from './families';
import { families } from './families';
import type { Look, Suspect } from './look';
import type { TextTest } from './textTests';
import { textTests } from './textTests';

interface Danger {
  /** Text that is looked for in order to turn it away. */
  readonly text: RegExp;
  /** The same, as a pattern writes it. */
  readonly pattern: RegExp;
  /** What gets past it. */
  readonly past: string;
}

const sqlWords = /\b(?:select|union|drop|insert|delete|update|alter|or|and|exec|sleep|waitfor)\b/i;
const dangers: Partial<Record<Family, Danger>> = {
  sql: {
    text: /^['"`;\\]+$|(?:^|\s)--\s*$|\/\*|#|1\s*=\s*1|\$(?:where|ne|gt|regex)|^\$$|^\s*(?:(?:select|union|drop|insert|delete|update|alter|or|and|exec|sleep|where|table|from)\b\s*)+$/i,
    pattern: new RegExp(`--|['";]|1\\s*=\\s*1|\\\\\\$|${sqlWords.source}`, 'i'),
    past: 'SQL can be written in ways that hold none of it',
  },
  command: {
    text: /^[\s;&|`$><(){}\\\n'"!*?]+$|\b(?:rm|curl|wget|bash|sh|cat|nc|sudo)\b|^--?/,
    pattern: /[;&|`><]|\\\$|\\n|\b(?:rm|curl|wget|bash|cat)\b/,
    past: 'a shell knows more separators, and a program has options of its own',
  },
  markup: {
    text: /[<>]|javascript|script|on\w{1,30}=?$|iframe|img|svg|alert|expression|data:/i,
    pattern: /[<>]|javascript|script|on\\w|onerror|iframe|svg|alert/i,
    past: 'markup runs scripts through many more elements and attributes, in any case and encoding',
  },
  path: {
    text: /^[./\\~]+$|\.\.|%2e|%2f|%5c|\0|%00|^\/?etc|passwd|^\.?(?:exe|php\d?|sh|bat|js|jsp|asp|html?|svg|md|pdf|env|key|kdbx|pyc|yml|bak|cmd|py|phtml)$/i,
    pattern: /\\\.\\\.|\.\{2|\[\.\]|%2e|\\x00|\\0|\\u0000|passwd|\b(?:exe|php|bat|jsp|phtml)\b/i,
    past: 'absolute paths, other separators, encodings and links lead out as well',
  },
  address: {
    text: /localhost|127\.|0\.0\.0\.0|169\.254|^10\.|192\.168|172\.1|::1|metadata|internal|^file:|^gopher|^ftp:|^https?:?(?:\/\/)?$|evil|javascript|^@$/i,
    pattern: /localhost|127|169\\?\.254|192\\?\.168|metadata|internal|0\\?\.0|evil|javascript/i,
    past: 'an address has other spellings (a name, a decimal or IPv6 form, a redirect) that lead to the same place',
  },
  code: {
    text: /require|process|import|eval|exec|constructor|child_process|__\w+__|^os$|subprocess|global|function|this|[;()]/i,
    pattern: /require|process|import|eval|exec|constructor|__|subprocess|global|this|\bos\b/i,
    past: 'code reaches the same things by names that are put together while it runs',
  },
  access: {
    text: /^(?:admin|root|role|isadmin|is_admin|administrator|superuser|test|guest)$|^\/?(?:admin|api|internal)/i,
    pattern: /admin|root|\bbot\b|curl|sqlmap/i,
    past: 'what is not on the list gets through',
  },
};

const denyName =
  /deny|block|black|forbid|forbad|banned|^bad|_bad|Bad|danger|disallow|illegal|prohibit|evil|unsafe|malicious|suspicious/i;
const allowName = /allow|white|permit|valid|known|safe|trusted|supported|accepted|mime|types?$/i;

/** Turning away what is known to be bad, instead of letting through what is known to be good. */
export function* denyLists(look: Look): Generator<Suspect> {
  const open = look.open('sql', 'command', 'markup', 'path', 'address', 'code', 'access');
  if (open.length === 0) return;
  for (const test of textTests(look)) {
    if (test.polarity === 'allows') continue;
    const family = open.find((one) => isDenial(test, one));
    const danger = family && dangers[family];
    if (!danger) continue;
    yield {
      at: test.at,
      why: `${snippet(test.at.text)} turns away some texts that are known to be bad, but ${danger.past}. ${families[family].instead}`,
    };
  }
}

function isDenial(test: TextTest, family: Family): boolean {
  const danger = dangers[family];
  if (!danger) return false;
  const name = test.needle?.text ?? '';
  if (test.pattern) {
    if (test.polarity === 'unknown' && !/\.(?:test|search)\s*\(/.test(test.at.text)) return false;
    return !isWhole(test.pattern.source) && danger.pattern.test(test.pattern.source);
  }
  if (test.kind === 'ends' && (family !== 'path' || test.polarity !== 'rejects')) return false;
  if (test.kind === 'starts' && family === 'markup') return false;
  if (/^[\w.]+$/.test(name) && denyName.test(name)) return true;
  if (test.needles.length === 0 || (allowName.test(name) && !/['"]/.test(name))) return false;
  if (test.kind === 'isOne' && test.polarity !== 'rejects') return false;
  if (test.kind === 'isOne' && family !== 'path' && family !== 'address' && family !== 'access') {
    return false;
  }
  return test.needles.some((one) => danger.text.test(one));
}

/** A pattern for the whole text says what is good. */
function isWhole(source: string): boolean {
  return /^\^/.test(source) && /\$$/.test(source) && !/^\^\.\*|\.\*\$$/.test(source);
}
