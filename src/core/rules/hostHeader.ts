import type { Origin } from '../flow/question';
import { callNamed, flowRule, type Sink } from './flowRule';

/** A letter with a link to whatever host a request names. */
export const hostHeader = flowRule({
  id: 'host-header',
  title: 'A letter links to the host that a request names',
  cwe: ['CWE-640', 'CWE-644', 'CWE-20'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'The header Host is whatever the client writes into it.',
    attack:
      'Somebody asks for a new password of another person with a host of their own. The letter links there, and whoever follows the link hands over the token.',
    fix: 'Make such links from an address in the settings of the server.',
    sources: [
      'https://cwe.mitre.org/data/definitions/640.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Forgot_Password_Cheat_Sheet.html',
    ],
  },
  topic: /host.?header|password.?reset|poison/i,
  words: ['sendMail', 'sendEmail', 'send'],
  needs: ['host', 'hostname', 'origin', 'referer', 'headers'],
  trigger: /nodemailer|sendgrid|mailgun|postmark|sendMail|sendEmail|\bSES\b|\bresend\b/i,
  sinks: (name, file): readonly Sink[] => {
    const site = callNamed(name);
    const [letter] = site?.call.args ?? [];
    if (!site || !letter) return [];
    const receiver = site.call.receiver?.text ?? '';
    if (name.text === 'send' && !/mail|sendgrid|\bsg\b|messages|postmark|resend/i.test(receiver))
      return [];
    return ['html', 'text', 'body', 'TextBody', 'HtmlBody'].map((part) => ({
      value: letter,
      path: [part],
      does: 'links to a host',
      harms: (origin) => isHost(origin, file.code(origin.node)),
    }));
  },
  question: { kinds: new Set(['remote'] as const) },
});

function isHost({ steps }: Origin, code: string): boolean {
  return [code, ...steps.map(({ text }) => text.slice(0, 200))].some((text) =>
    /\bheaders\s*(\.\s*(host|origin|referer)\b|\[\s*['"`](x-forwarded-)?(host|origin|referer))|\b(get|header)\(\s*['"`](x-forwarded-)?(host|origin|referer)|\b(req|request|ctx)\w*\.(hostname|host)\b/i.test(
      text,
    ),
  );
}
