import { nameOf } from '../flow/calls';
import type { Guard } from '../flow/guards';
import type { Verdict } from '../flow/judge';
import { hostJudge, ordinaryJudge } from '../flow/judge';
import type { Call } from '../flow/value';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';

const escapes =
  /escape|sanit|encode|purify|clean|strip.?tags|entities|\bxss|filterXSS|htmlspecialchars|safeHtml|trustedHtml/i;
export const sources = [
  'https://cwe.mitre.org/data/definitions/79.html',
  'https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html',
];

/** Whether what a call gives is fit to stand in markup. */
export const cleans = (call: Call): boolean =>
  (escapes.test(nameOf(call)) && !/unescape|decode/i.test(nameOf(call))) ||
  (/^(DOMPurify|he|validator)$/.test(call.receiver?.text ?? '') &&
    !/unescape|decode/i.test(nameOf(call))) ||
  (/^replace(All)?$/.test(nameOf(call)) &&
    /[<>&]|\\W|\[\^/.test(call.args[0]?.text ?? '') &&
    (nameOf(call) === 'replaceAll' || /\/\w*g\w*$/.test(call.args[0]?.text ?? '')));

/** Whether a check keeps markup away. */
export function judgeMarkup(guard: Guard, file: ParsedFile): Verdict {
  const { kind, holds, other, via } = guard;
  if (via === 'host') return hostJudge(guard, file);
  if (kind === 'contains' && !holds && other && /[<>]/.test(constantOf(other, file) ?? ''))
    return 'proven';
  if (
    kind === 'startsWith' &&
    holds &&
    /^https?:|^\//.test((other && constantOf(other, file)) ?? '')
  )
    return 'proven';
  return ordinaryJudge(guard, file);
}
