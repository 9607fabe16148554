import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { promise } from '../promises';
import { detect, of } from '../shapes';

const path = 'src/app.py';

/** How a file is written: its quotes, indentation, line endings, and what stands before the flaw. */
const style = fc.record({
  quote: fc.constantFrom("'", '"'),
  indent: fc.constantFrom('    ', '  ', '\t'),
  eol: fc.constantFrom('\n', '\r\n'),
  head: fc.constantFrom(
    '',
    '#!/usr/bin/env python3\n',
    '"""About é𝒳."""\n\n',
    '"""About."""\nfrom __future__ import annotations\n\n',
  ),
  depth: fc.integer({ min: 0, max: 3 }),
});

type Style = typeof style extends fc.Arbitrary<infer One> ? One : never;

/** A flaw: what to import, the line, and the rule that sees it. `Q` is a quote. */
interface Flaw {
  readonly rule: string;
  readonly imports: string;
  readonly line: string;
}

const flaws: readonly Flaw[] = [
  { rule: 'py-yaml-load', imports: 'import yaml', line: 'data = yaml.load(f)' },
  { rule: 'py-yaml-load', imports: 'import yaml', line: 'data = yaml.load(f, Loader=yaml.Loader)' },
  {
    rule: 'py-certificate-check-off',
    imports: 'import requests',
    line: 'r = requests.get(QhttpsQ, verify=False, timeout=5)',
  },
  {
    rule: 'py-certificate-check-off',
    imports: 'import ssl',
    line: 'c = ssl._create_unverified_context()',
  },
  { rule: 'py-weak-hash', imports: 'import hashlib', line: 'h = hashlib.new(Qmd5Q, api_key)' },
  { rule: 'py-insecure-random', imports: 'import random', line: 'token = random.choice(QabcQ)' },
  {
    rule: 'py-insecure-random',
    imports: 'from random import randint',
    line: 'token = randint(0, 9)',
  },
  {
    rule: 'py-temporary-name',
    imports: 'import tempfile',
    line: 'f = open(tempfile.mktemp(), QwQ)',
  },
  {
    rule: 'py-flask-debug',
    imports: 'from flask import Flask',
    line: 'Flask(QaQ).run(debug=True, port=80)',
  },
  {
    rule: 'py-autoescape-off',
    imports: 'import jinja2',
    line: 'env = jinja2.Environment(autoescape=False)',
  },
  {
    rule: 'py-cookie-flags',
    imports: 'import flask',
    line: 'r.set_cookie(QaQ, QbQ, httponly=True)',
  },
  {
    rule: 'py-xml-parser-entities',
    imports: 'from lxml import etree',
    line: 'p = etree.XMLParser(resolve_entities=True)',
  },
  {
    rule: 'py-unsafe-deserialization',
    imports: 'import flask\nimport yaml',
    line: 'data = yaml.load(flask.request.args[QqQ])',
  },
  {
    rule: 'py-xml-bomb',
    imports: 'import flask\nimport xml.dom.minidom',
    line: 'page = xml.dom.minidom.parseString(flask.request.args[QqQ])',
  },
  { rule: 'py-request-timeout', imports: 'import requests', line: 'requests.get(QuQ)' },
  {
    rule: 'py-archive-extraction',
    imports: 'import tarfile',
    line: 'tarfile.open(QaQ).extractall(QbQ)',
  },
  {
    rule: 'py-jwt-unverified',
    imports: 'import jwt',
    line: 'jwt.decode(t, key, verify=False, algorithms=[QHS256Q])',
  },
  {
    rule: 'py-sql-injection',
    imports: 'import sqlite3\nimport flask',
    line: 'sqlite3.connect(QaQ).execute(QSELECT * FROM t WHERE a = Q + flask.request.args[QqQ])',
  },
  {
    rule: 'py-command-injection',
    imports: 'import subprocess\nimport flask',
    line: 'subprocess.run(Qls -l Q + flask.request.args[QqQ], shell=True)',
  },
];

async function holds({ rule, imports, line }: Flaw, { quote, indent, eol, head, depth }: Style) {
  const blocks = Array.from({ length: depth }, (_, at) => `${indent.repeat(at)}def f${at}():`);
  const own = indent.repeat(depth) + line.replaceAll('Q', quote);
  const code = [`${head}${imports}`, '', ...blocks, own, 'last = 1', '']
    .join('\n')
    .replaceAll('\n', eol);
  const text = await of(rule).fixed(code, { path });
  const endings = text.match(/\r?\n/g) ?? [];
  assert.ok(
    endings.every((one) => one === eol),
    JSON.stringify(text),
  );
  const kept = text.split(eol);
  for (const one of code.split(eol)) assert.ok(one === own || kept.includes(one), one);
  assert.ok(
    kept.some((one) => one.startsWith(indent.repeat(depth) + own.trim().slice(0, 3))),
    text,
  );
  assert.ok(text.startsWith(head.replaceAll('\n', eol)), 'what stands first stays first');
}

describe('the recipes for Python, however the file is written', () => {
  for (const rule of new Set(flaws.map((one) => one.rule))) {
    const flaw = fc.constantFrom(...flaws.filter((one) => one.rule === rule));
    promise(rule, 'in every style of a file', () => {
      it('gives code that parses, keeps line endings and other lines, and is not reported', async () => {
        await fc.assert(fc.asyncProperty(flaw, style, holds), { numRuns: 20 });
      });
    });
  }

  it('leave commands alone that hold what only a shell can do', async () => {
    const words = fc.array(
      fc.constantFrom('ls', '-l', 'a b', '|', ';', '$HOME', '*', 'x=1', '"a b"', '>'),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(words, async (parts) => {
        const command = `ls ${parts.join(' ')} `.replaceAll('"', '\\"');
        const code = `import subprocess\nimport flask\nsubprocess.run("${command}" + flask.request.args["q"], shell=True)\n`;
        const [found] = (await detect(code, { path })).filter(
          (one) => one.rule === 'py-command-injection',
        );
        assert.ok(found, code);
        if (found.fixed === undefined) return;
        assert.doesNotMatch(found.fixed, /shell=True/);
        assert.ok(!parts.some((part) => /[|;$*>]/.test(part)), found.fixed);
      }),
      { numRuns: 100 },
    );
  });
});
