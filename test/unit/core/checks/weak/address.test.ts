import { judges } from './pairs';

const flaw = 'res.redirect(target);';
const frame = `
const trustedSites = ['https://shop.example', 'https://blog.example'];
export function go(req, res) {
  const target = req.query.to;
  CODE
}
`;

describe('weak fixes of redirects and of requests to where a client says', () => {
  const before = flaw;
  const fetching = 'const answer = await fetch(target);';
  judges(
    { cwe: 'CWE-601', frame },
    {
      wrong: [
        {
          is: 'a host found anywhere',
          before,
          after: `if (!target.includes('shop.example')) return res.sendStatus(400);\n${flaw}`,
          says: /elsewhere in the address/,
        },
        {
          is: 'a list found anywhere',
          before,
          after: `if (!trustedSites.some((site) => target.includes(site))) return res.sendStatus(400);\n${flaw}`,
          says: /elsewhere/,
        },
        {
          is: 'a host at the start',
          before,
          after: `if (!target.startsWith('https://shop.example')) return res.sendStatus(400);\n${flaw}`,
          says: /longer host/,
        },
        {
          is: 'a host at the end',
          before,
          after: `if (!new URL(target).hostname.endsWith('shop.example')) return res.sendStatus(400);\n${flaw}`,
          says: /dot before/,
        },
        {
          is: 'a slash at the start',
          before,
          after: `if (!target.startsWith('/')) return res.sendStatus(400);\n${flaw}`,
          says: /\/\/evil/,
        },
        {
          is: 'a pattern that is not bound',
          before,
          after: `if (!/shop\\.example/.test(target)) return res.sendStatus(400);\n${flaw}`,
          says: /not bound/,
        },
        {
          is: 'a list of bad hosts',
          before,
          after: `if (target.includes('evil.example')) return res.sendStatus(400);\n${flaw}`,
        },
        {
          is: 'the scheme taken out',
          before,
          after: "res.redirect(target.replace('http://', ''));",
        },
        {
          is: 'an encoding',
          before,
          after: 'res.redirect(encodeURI(target));',
          says: /does not change where/,
        },
        {
          is: 'a list of internal addresses',
          before: fetching,
          after: `if (target.includes('localhost') || target.includes('127.0.0.1')) return res.sendStatus(400);\n${fetching}`,
          says: /other spellings/,
        },
        {
          is: 'a pattern of internal addresses',
          before: fetching,
          after: `if (/169\\.254|localhost/.test(target)) return res.sendStatus(400);\n${fetching}`,
        },
        {
          is: 'a list of internal hosts',
          before: fetching,
          after: `const { hostname } = new URL(target);\nif (['localhost', '127.0.0.1'].includes(hostname)) return res.sendStatus(400);\n${fetching}`,
        },
      ],
      right: [
        {
          is: 'a set of hosts',
          before,
          after: `const hosts = new Set(['shop.example']);\nif (!hosts.has(new URL(target).host)) return res.sendStatus(400);\n${flaw}`,
        },
        {
          is: 'a list of whole addresses',
          before,
          after: `if (!trustedSites.includes(target)) return res.sendStatus(400);\n${flaw}`,
        },
        {
          is: 'an equal origin',
          before,
          after: `if (new URL(target, 'https://shop.example').origin !== 'https://shop.example') return res.sendStatus(400);\n${flaw}`,
        },
        {
          is: 'a slash that no other follows',
          before,
          after: `if (!target.startsWith('/') || target.startsWith('//') || target.startsWith('/\\\\')) return res.sendStatus(400);\n${flaw}`,
        },
        { is: 'a fixed place', before, after: "res.redirect('/home');" },
        {
          is: 'some() by equality',
          before,
          after: `if (!trustedSites.some((site) => site === target)) return res.sendStatus(400);\n${flaw}`,
        },
        {
          is: 'a host with its dot',
          before,
          after: `if (!new URL(target).hostname.endsWith('.shop.example')) return res.sendStatus(400);\n${flaw}`,
        },
        {
          is: 'a map of places',
          before,
          after:
            "const places = new Map([['shop', 'https://shop.example']]);\nres.redirect(places.get(target) ?? '/');",
        },
      ],
    },
  );
});
