import assert from 'node:assert/strict';
import vm from 'node:vm';
import {
  fixes,
  inside,
  isSilent,
  refuses,
  reports,
  runs,
  type Found,
  type Quiet,
} from './promises';
import * as shapes from './shapes';
import { keepsItsStyle } from './styles';

const { detect, fixed } = shapes.of('open-redirect');
const head = "const express = require('express');\nconst app = express();\n";
const handler = (body: string) => `${head}app.get('/x', (req, res) => {\n  ${body}\n});\n`;

describe('a redirect', () => {
  const found: readonly Found[] = [
    ['of express', handler('res.redirect(req.query.next);'), 'req.query.next'],
    [
      'of koa, in a module',
      "import Router from '@koa/router';\nnew Router().get('/go', async (ctx) => { const { to } = ctx.query; ctx.redirect(to ?? '/'); });",
      "to ?? '/'",
    ],
    [
      'of a page',
      "const next = new URLSearchParams(location.search).get('next');\nwindow.location.href = next;",
      'next',
    ],
    [
      'of a function in a cloud',
      'exports.handler = async (event) => ({ statusCode: 302, headers: { Location: event.queryStringParameters.to } });',
      'event.queryStringParameters.to',
    ],
    [
      'that a method of TypeScript returns',
      "import { Controller, Get, Query, Redirect } from '@nestjs/common';\n@Controller()\nclass A {\n  @Get()\n  @Redirect()\n  go(@Query('to') to: string) {\n    return { url: to };\n  }\n}",
      'to',
    ],
    [
      'behind two slashes',
      handler("res.redirect('//' + req.query.host + '/in');"),
      "'//' + req.query.host + '/in'",
    ],
    [
      'that a method of TypeScript returns by its name',
      "import { Controller, Get, Query, Redirect } from '@nestjs/common';\n@Controller()\nclass A {\n  @Get()\n  @Redirect()\n  go(@Query('url') url: string) {\n    return { url };\n  }\n}",
      'url',
    ],
    [
      'of a page of Next',
      'export const getServerSideProps = async (ctx) => ({ redirect: { destination: ctx.query.next, permanent: false } });',
      'ctx.query.next',
    ],
    [
      'of the router of Next',
      "import { useRouter } from 'next/router';\nconst router = useRouter();\nrouter.push(router.query.next);",
      'router.query.next',
    ],
    [
      'to whatever begins like a host',
      handler("if (req.query.to.startsWith('https://a.example')) res.redirect(req.query.to);"),
      'req.query.to',
    ],
    ['with a status', handler('res.writeHead(302, { Location: req.query.u });'), 'req.query.u'],
  ];
  reports('open-redirect', found);

  const quiet: readonly Quiet[] = [
    ['fixed', "res.redirect('/home');"],
    ['to a path of a host', "res.redirect('https://a.example/?q=' + req.query.q);"],
    [
      'through a name, behind a host',
      'const to = `https://a.example/${req.params.id}`;\n  res.redirect(to);',
    ],
    ['behind a folder', "res.redirect('/items/' + req.params.id);"],
    [
      'to one of a list',
      'if (!HOMES.includes(req.query.to)) return res.end();\n  res.redirect(req.query.to);',
    ],
    [
      'to a host that is compared',
      "const to = new URL(req.query.to, 'https://a.example');\n  if (to.host !== 'a.example') return res.redirect('/');\n  res.redirect(to.href);",
    ],
    [
      'to a path that is checked',
      "const to = req.query.to;\n  if (!to.startsWith('/') || to.startsWith('//') || to.startsWith('/\\\\')) return res.redirect('/');\n  res.redirect(to);",
    ],
    [
      'to a path of a strict form',
      'const to = req.query.to;\n  if (/^\\/(?![/\\\\])/.test(to)) res.redirect(to);',
    ],
  ];
  isSilent('open-redirect', inside(handler, quiet));

  it('is left alone on the site of the page', async () => {
    for (const code of [
      "location.assign(location.origin + '/' + location.hash.slice(1));",
      'const to = new URL(location.hash.slice(1), location.href);\nif (to.origin === location.origin) location.href = to.href;',
    ])
      assert.deepEqual(await detect(code), []);
  });

  it('is reported with a check that does not suffice', async () => {
    const [one] = await detect(
      handler("if (req.query.to.startsWith('/')) res.redirect(req.query.to);"),
    );
    assert.equal(one?.guard, "req.query.to.startsWith('/')");
  });
});

const ternary = (name: string) =>
  `typeof ${name} === 'string' && ${name}.startsWith('/') && !${name}.startsWith('//') && !${name}.startsWith('/\\\\') ? ${name} : '/'`;
const direct = handler('res.redirect(req.query.next);');
const cast =
  "import type { Request, Response } from 'express';\nexport function go(req: Request, res: Response): void {\n  res.redirect((req.query.next as string) || '/');\n}\n";
const named = handler("const next = req.query.next || '/home';\n  res.redirect(302, next);");

describe('the recipe for a redirect', () => {
  fixes('open-redirect', [
    [
      'an address without a name, which it gives one',
      direct,
      handler(`const target = req.query.next;\n  res.redirect(${ternary('target')});`),
    ],
    [
      'a name that is there',
      named,
      named.replace('res.redirect(302, next)', `res.redirect(302, ${ternary('next')})`),
    ],
    [
      'a call in parentheses, in a file without semicolons',
      "const app = require('express')()\napp.get('/x', (req, res) => {\n  (res).redirect(req.query.next)\n})\n",
      `const app = require('express')()\napp.get('/x', (req, res) => {\n  const target = req.query.next;\n  (res).redirect(${ternary('target')})\n})\n`,
    ],
    [
      'a fallback and a cast, in TypeScript',
      cast,
      cast.replace(
        "res.redirect((req.query.next as string) || '/');",
        `const target = (req.query.next as string) || '/';\n  res.redirect(${ternary('target')});`,
      ),
    ],
  ]);
  const refused: readonly [string, string, RegExp][] = [
    ['what is put together', handler("res.redirect('//' + req.query.host);"), /several parts/],
    ['a header', handler("res.setHeader('Location', req.query.to);"), /Only calls of redirect/],
    [
      'an arrow without braces',
      `${head}app.get('/x', (req, res) => res.redirect(req.query.to));`,
      /one expression/,
    ],
    [
      'what stands behind another expression',
      handler('foo(), res.redirect(req.query.u);'),
      /list of expressions/,
    ],
    [
      'what is checked',
      handler('if (isSafe(req.query.to)) {\n    res.redirect(req.query.to);\n  }'),
      /check stands before/,
    ],
  ];
  refuses('open-redirect', refused);
  keepsItsStyle('open-redirect', [direct, named]);
  runs(
    'open-redirect',
    'makes code that goes to local paths as before and nowhere else',
    async () => {
      for (const code of [direct, named]) {
        const [before, after] = [answers(code), answers(await fixed(code))];
        for (const path of ['/', '/cart?item=1#top', '/a//b']) {
          assert.equal(before(path), path);
          assert.equal(after(path), path);
        }
        assert.equal(before('https://evil.example'), 'https://evil.example');
        for (const attack of [
          'https://evil.example',
          '//evil.example',
          '/\\evil.example',
          'javascript:alert(1)',
          ['//x'],
        ]) {
          assert.equal(after(attack), '/');
        }
      }
    },
  );
});

/** Where the code of a server with a stub of express redirects to. */
function answers(code: string): (next: unknown) => unknown {
  let handle: ((req: unknown, res: unknown) => void) | undefined;
  const app = { get: (_route: string, given: typeof handle) => (handle = given) };
  vm.runInNewContext(code, { require: () => () => app });
  return (next) => {
    let target: unknown;
    handle?.(
      { query: { next } },
      { redirect: (...args: unknown[]) => void (target = args.at(-1)) },
    );
    return target;
  };
}
