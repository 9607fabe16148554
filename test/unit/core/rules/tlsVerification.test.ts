import assert from 'node:assert/strict';
import type * as https from 'node:https';
import { fixes, refuses, runs, type Fix } from './promises';
import { detect, fixed } from './shapes';
import { assertLines, keepsEveryStyle, run } from './variants';

describe('the recipe for a certificate check that is switched off', () => {
  const shapes: readonly Fix[] = [
    ['an only property', 'a({ rejectUnauthorized: false });', 'a({});'],
    ['the last on its line', 'a({ b: 1, rejectUnauthorized: false });', 'a({ b: 1 });'],
    ['the last with a comma', 'a({ b: 1, rejectUnauthorized: false, });', 'a({ b: 1 });'],
    ['the first on its line', 'a({ rejectUnauthorized: false, b: 1 });', 'a({ b: 1 });'],
    ['the middle of a line', 'a({ b, rejectUnauthorized: false, c });', 'a({ b, c });'],
    ['a quoted key', "a({ 'rejectUnauthorized': false, b });", 'a({ b });'],
    ['strictSSL', 'a({ strictSSL: false, b });', 'a({ b });'],
    [
      'a line of its own',
      'a({\n  b: 1,\n  rejectUnauthorized: false,\n  c: 2,\n});',
      'a({\n  b: 1,\n  c: 2,\n});',
    ],
    [
      'a last line without a comma',
      'a({\n  b: 1, // b\n  rejectUnauthorized: false\n});',
      'a({\n  b: 1 // b\n});',
    ],
    [
      'a line with a comment',
      'a({\r\n  b: 1,\r\n  rejectUnauthorized: false, // staging\r\n});',
      'a({\r\n  b: 1,\r\n});',
    ],
    [
      'the end of a shared line',
      'a({\n  b: 1, rejectUnauthorized: false,\n  c: 2,\n});',
      'a({\n  b: 1,\n  c: 2,\n});',
    ],
    ['an only line', 'a({\n  rejectUnauthorized: false,\n});', 'a({});'],
    [
      'a nested object',
      'a({ tls: { rejectUnauthorized: false, ca }, b });',
      'a({ tls: { ca }, b });',
    ],
    [
      'an object with a spread',
      'a({ ...b, rejectUnauthorized: false });',
      'a({ ...b, rejectUnauthorized: true });',
    ],
    [
      'an assignment',
      'agent.options.rejectUnauthorized = false;',
      'agent.options.rejectUnauthorized = true;',
    ],
    [
      'the environment variable',
      "'use strict';\nprocess.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';\na();\n",
      "'use strict';\na();\n",
    ],
  ];
  fixes('tls-verification', shapes);

  it('leaves a comment that stands in the object', async () => {
    assert.equal(
      await fixed('a({\n  // why\n  rejectUnauthorized: false,\n});'),
      'a({\n  // why\n});',
    );
  });

  const off = 'a({ rejectUnauthorized: false });';
  refuses('tls-verification', [
    [
      'what depends on the environment',
      "a(process.env.NODE_ENV === 'x' ? { rejectUnauthorized: false } : {});",
      /NODE_ENV/,
    ],
    ['a block that does', `if (isDev) { ${off} }`, /isDev/],
    ['a spread that does', 'a({ ...(isDev && { rejectUnauthorized: false }) });', /isDev/],
    ['a test by its folder', off, /test file/, 'test/a.js'],
    ['a constant', 'const no = false;\na({ rejectUnauthorized: no });', /worked out/],
    ['a spread beside it', 'a({ ...b, checkServerIdentity: () => {} });', /spread/],
    ['a chain', "get('https://a.example').disableTLSCerts();", /chain/],
  ]);

  it('sees nothing in a file that is named a test, which starts the server itself', async () => {
    const code = 'a({ rejectUnauthorized: false });';
    for (const path of ['src/a.test.ts', 'src/a.spec.mjs']) {
      assert.deepEqual(await detect(code, { path }), []);
    }
    assert.equal((await detect(code, { path: 'src/test.ts' })).length, 1);
  });

  it('sees nothing in other values, comments and strings', async () => {
    const code = [
      'a({ rejectUnauthorized: true, b: rejectUnauthorized });',
      "a({ rejectUnauthorized: process.env.NODE_ENV === 'production' });",
      '// rejectUnauthorized: false',
      "a('rejectUnauthorized: false', { c: 'rejectUnauthorized' });",
      "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1';",
    ];
    assert.deepEqual(await detect(code.join('\n')), []);
  });

  keepsEveryStyle('tls-verification', {
    samples: [
      "const agent = make({\n  host: 'a',\n  rejectUnauthorized: false,\n});\n",
      "const agent = make({ rejectUnauthorized: false, host: 'a' });\n",
      "setUp();\nprocess.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';\nstart();\n",
      "const db = open('a', {\n  tlsAllowInvalidCertificates: true,\n  retryWrites: true\n});\n",
      "const s = connect({\n  host: 'a',\n  checkServerIdentity: () => {},\n});\n",
    ],
  });

  runs('tls-verification', 'makes an agent that checks', async () => {
    const code =
      "const https = require('https');\nmodule.exports = new https.Agent({ keepAlive: true, rejectUnauthorized: false });\n";
    const options = (text: string) => (run(text) as https.Agent).options;
    assert.equal(options(code).rejectUnauthorized, false);
    assert.equal(options(await fixed(code)).rejectUnauthorized, undefined);
    assert.equal(options(await fixed(code)).keepAlive, true);
  });
});

describe('the rule for certificate checks', () => {
  describe('knows the ways of many libraries to switch the check off', () => {
    assertLines(
      'tls-verification',
      [
        "tls.connect({ host: 'a.example', checkServerIdentity: () => undefined });",
        'new Pool({ ssl: { checkServerIdentity: function () { return null; } } });',
        'const t = { checkServerIdentity(host, cert) {} };',
        'const insecure = false; got(url, { https: { rejectUnauthorized: insecure } });',
        'const rejectUnauthorized = false; new Agent({ rejectUnauthorized });',
        'new https.Agent({ rejectUnauthorized: !1 });',
        'createTransport({ tls: { rejectUnauthorized: strict ? true : false } });',
        'function no() { return false; } axios.create({ httpsAgent: new Agent({ rejectUnauthorized: no() }) });',
        'new MongoClient(url, { tlsAllowInvalidCertificates: true });',
        'const config = { server, options: { encrypt: true, trustServerCertificate: true } };',
        "superagent.get('https://a.example').disableTLSCerts().end();",
        "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = 0;",
        "fork('./a', { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } });",
        "app.on('certificate-error', (event, contents, url, error, cert, callback) => { event.preventDefault(); callback(true); });",
        'session.setCertificateVerifyProc((request, callback) => { callback(0); });',
      ],
      [
        'new https.Agent({ rejectUnauthorized: true });',
        "new Pool({ ssl: { rejectUnauthorized: process.env.NODE_ENV === 'production' } });",
        'new Agent({ rejectUnauthorized: !options.insecure });',
        'const t = { checkServerIdentity(host, cert) { return tls.checkServerIdentity(host, cert); } };',
        'const { rejectUnauthorized } = options;',
        'type A = 1; let trustServerCertificate = false;',
        "app.on('certificate-error', (event, contents, url, error, cert, callback) => { callback(url === known); });",
        'session.setCertificateVerifyProc((request, callback) => { callback(-3); });',
      ],
    );
  });
});
