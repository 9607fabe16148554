import { judges } from './pairs';

describe('weak fixes of connections', () => {
  const agent = 'const agent = new https.Agent({ rejectUnauthorized: false });';
  const load = "const https = require('https');\n";
  judges(
    { cwe: 'CWE-295' },
    {
      wrong: [
        {
          is: 'another module',
          before: load + agent,
          after: "const https = require('http');\nconst agent = new https.Agent();",
          says: /Keep https/,
          line: 1,
        },
        {
          is: 'another module, imported',
          before: "import https from 'node:https';\nhttps.get(options);",
          after: "import http from 'node:http';\nhttp.get(options);",
        },
        {
          is: 'another scheme',
          before: "get('https://api.example/a', { agent });",
          after: "get('http://api.example/a');",
        },
      ],
      right: [
        {
          is: 'the default',
          before: load + agent,
          after: `${load}const agent = new https.Agent();`,
        },
        {
          is: 'both modules',
          before: load,
          after: `${load}const http = require('http');`,
        },
        {
          is: 'the own machine',
          before: "get('https://localhost:1/a');",
          after: "get('http://localhost:1/a');",
        },
      ],
    },
  );
  const identity = (body: string) =>
    `const agent = new https.Agent({ checkServerIdentity: (host, cert) => ${body} });`;
  judges(
    { cwe: 'CWE-295' },
    {
      wrong: [
        { is: 'a name that is not checked', before: agent, after: identity('undefined') },
        {
          is: 'a name that is checked in vain',
          before: agent,
          after: identity('{ tls.checkServerIdentity(host, cert); return undefined; }'),
          says: /any name/,
        },
      ],
      right: [
        {
          is: 'a name that is handed on',
          before: agent,
          after: identity('tls.checkServerIdentity(host, cert)'),
        },
        {
          is: 'a further question',
          before: agent,
          after: identity('{ if (!known(cert)) return new Error(host); return undefined; }'),
        },
      ],
    },
  );
  const call = 'requests.post(url, verify=False)';
  judges(
    { cwe: 'CWE-295', path: 'app/a.py' },
    {
      wrong: [
        {
          is: 'a warning that is silenced',
          before: call,
          after: `urllib3.disable_warnings()\n${call}`,
          says: /warning/,
        },
        {
          is: 'a warning that is filtered',
          before: call,
          after: `warnings.filterwarnings("ignore", category=InsecureRequestWarning)\n${call}`,
        },
      ],
      right: [
        { is: 'verification', before: call, after: 'requests.post(url)' },
        {
          is: 'another warning that is filtered',
          before: call,
          after:
            'warnings.filterwarnings("ignore", category=DeprecationWarning)\nrequests.post(url)',
        },
      ],
    },
  );
});

describe('weak fixes of rights', () => {
  const open = 'os.chmod(path, 0o777)';
  judges(
    { cwe: 'CWE-732', path: 'app/a.py', frame: 'def write_key(path):\n    CODE\n' },
    {
      wrong: [
        { is: 'rights to write', before: open, after: 'os.chmod(path, 0o666)', says: /change it/ },
        { is: 'rights to read', before: open, after: 'os.chmod(path, 0o644)', says: /read it/ },
        { is: 'the group', before: open, after: 'os.chmod(path, 0o770)', says: /change it/ },
      ],
      right: [
        { is: 'rights of the owner', before: open, after: 'os.chmod(path, 0o600)' },
        { is: 'rights of the owner to run', before: open, after: 'os.chmod(path, 0o700)' },
      ],
    },
  );
  const page = "fs.chmodSync(file, '777');";
  judges(
    { cwe: 'CWE-732', frame: 'function publish(file) {\n  CODE\n}\n' },
    {
      wrong: [{ is: 'rights in a text', before: page, after: "fs.chmodSync(file, '666');" }],
      right: [{ is: 'reading what is public', before: page, after: 'fs.chmodSync(file, 0o644);' }],
    },
  );
});
