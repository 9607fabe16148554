import { judges } from './pairs';

const flaw = 'exec(`ping -c 1 ${host}`, done);';
const frame = `
import { exec, execFile, spawn } from 'node:child_process';
export function ping(req, res) {
  const host = req.query.host;
  const done = (error, out) => res.send(out);
  CODE
}
`;

describe('weak fixes of command injection', () => {
  const before = flaw;
  judges(
    { cwe: 'CWE-78', frame },
    {
      wrong: [
        {
          is: 'a test for a semicolon',
          before,
          after: `if (host.includes(';')) return res.sendStatus(400);\n${flaw}`,
          says: /without a shell/,
        },
        {
          is: 'a pattern of bad signs',
          before,
          after: `if (/[;&|]/.test(host)) return res.sendStatus(400);\n${flaw}`,
        },
        {
          is: 'signs that are taken out',
          before,
          after: flaw.replace('${host}', "${host.replace(/[;&|]/g, '')}"),
          says: /Taking signs/,
        },
        {
          is: 'the first sign taken out',
          before,
          after: flaw.replace('${host}', "${host.replace(';', '')}"),
          says: /only the first/,
        },
        {
          is: 'an encoding for addresses',
          before,
          after: flaw.replace('${host}', '${encodeURIComponent(host)}'),
        },
        {
          is: 'quotes around the value',
          before,
          after: 'exec(`ping -c 1 "${host}"`, done);',
          says: /Quotes/,
        },
        {
          is: 'spawn with a shell',
          before,
          after: 'spawn(`ping -c 1 ${host}`, { shell: true });',
          says: /shell: true/,
        },
        {
          is: 'a shell as the program',
          before,
          after: "execFile('/bin/sh', ['-c', `ping -c 1 ${host}`], done);",
          says: /is a shell itself/,
        },
        {
          is: 'a pattern that is not bound',
          before,
          after: `if (!/[\\w.]+/.test(host)) return res.sendStatus(400);\n${flaw}`,
          says: /not bound/,
        },
        {
          is: 'a pattern that is half bound',
          before,
          after: `if (!/^[\\w.]+/.test(host)) return res.sendStatus(400);\n${flaw}`,
          says: /not bound to the end/,
        },
        {
          is: 'a pattern with the flag m',
          before,
          after: `if (!/^[\\w.]+$/m.test(host)) return res.sendStatus(400);\n${flaw}`,
          says: /flag m/,
        },
      ],
      right: [
        { is: 'execFile', before, after: "execFile('ping', ['-c', '1', '--', host], done);" },
        { is: 'spawn without a shell', before, after: "spawn('ping', ['-c', '1', '--', host]);" },
        {
          is: 'a set of hosts',
          before,
          after: `const hosts = new Set(['a.example', 'b.example']);\nif (!hosts.has(host)) return res.sendStatus(400);\n${flaw}`,
        },
        {
          is: 'execFile and a check of the type',
          before,
          after:
            "if (typeof host !== 'string') return res.sendStatus(400);\nexecFile('ping', ['-c', '1', '--', host], done);",
        },
        {
          is: 'a pattern for the whole value',
          before,
          after: `if (!/^[a-z0-9.]+$/.test(host)) return res.sendStatus(400);\n${flaw}`,
        },
        {
          is: 'an address that is parsed',
          before,
          after:
            "if (isIP(host) === 0) return res.sendStatus(400);\nexecFile('ping', ['-c', '1', host], done);",
        },
        { is: 'a fixed command', before, after: "exec('ping -c 1 status.example', done);" },
        {
          is: 'a choice from a map',
          before,
          after:
            "const known = { a: 'a.example' };\nconst target = Object.hasOwn(known, host) ? known[host] : undefined;\nif (!target) return res.sendStatus(404);\nexecFile('ping', ['-c', '1', target], done);",
        },
      ],
    },
  );
});

describe('weak fixes of command injection in Python', () => {
  const python = 'os.system("ping " + host)';
  const pyFrame = `
import os, subprocess, shlex
def ping(request):
    host = request.args["host"]
    CODE
`;
  const before = python;
  judges(
    { cwe: 'CWE-78', frame: pyFrame, path: 'app.py' },
    {
      wrong: [
        {
          is: 'a test for a sign',
          before,
          after: `if ";" in host:\n        abort(400)\n    ${python}`,
        },
        {
          is: 'subprocess with a shell',
          before,
          after: 'subprocess.run("ping " + host, shell=True)',
          says: /shell: True/,
        },
        {
          is: 'signs that are taken out',
          before,
          after: 'os.system("ping " + host.replace(";", ""))',
        },
        {
          is: 'a pattern that only begins',
          before,
          after: `if not re.match(r"[\\w.]+", host):\n        abort(400)\n    ${python}`,
        },
      ],
      right: [
        { is: 'a list of arguments', before, after: 'subprocess.run(["ping", host], check=True)' },
        { is: 'a quoted value', before, after: 'os.system("ping " + shlex.quote(host))' },
        {
          is: 'a set of hosts',
          before,
          after: `if host not in ALLOWED_HOSTS:\n        abort(400)\n    subprocess.run(["ping", host])`,
        },
        {
          is: 'a whole match',
          before,
          after: `if not re.fullmatch(r"[a-z.]+", host):\n        abort(400)\n    subprocess.run(["ping", host])`,
        },
      ],
    },
  );
});
