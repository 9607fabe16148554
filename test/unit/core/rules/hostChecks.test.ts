import { assertLines } from './variants';

describe('the rules for hosts in addresses', () => {
  describe('see hosts that are looked for anywhere', () => {
    assertLines(
      'host-substring',
      [
        "if (url.includes('example.com')) go(url);",
        "const ok = url.indexOf('https://example.com') === 0;",
        "export const isOurs = (href: string) => href.startsWith('https://www.example.org');",
        "if (new URL(link).host.endsWith('example.net')) go();",
        "const HOST = 'example.com';\nif (origin.indexOf(HOST) > -1) allow();",
        'if (!req.headers.referer.includes(`example.com`)) deny();',
      ],
      [
        "if (host === 'example.com') go(url);",
        "if (url.startsWith('https://example.com/')) go();",
        "if (host.endsWith('.example.com')) go();",
        "if (['example.com', 'example.org'].includes(host)) go();",
        "const allowed = new Set(['example.com']); if (allowed.includes('example.com')) go();",
        "if (hosts.includes('example.com')) go();",
        "if (file.endsWith('.html') || file.includes('package.json')) go();",
        "if (text.includes('e.g.')) go();",
      ],
      'src/a.ts',
    );
  });

  describe('see patterns that match other hosts', () => {
    assertLines(
      'host-pattern',
      [
        'if (/^https:\\/\\/www.example.com\\//.test(url)) go();',
        'if (url.match(/https?:\\/\\/example\\.com\\//)) go();',
        'const pattern = /^a\\.example\\.com|b\\.example\\.com$/;\nexport const ok = (h: string) => pattern.test(h);',
        "if (new RegExp('^https://.+example.org/').test(url)) go();",
        'if (/^https:\\/\\/example\\.com/.test(url)) go();',
      ],
      [
        'if (/^https:\\/\\/www\\.example\\.com\\//.test(url)) go();',
        'const found = text.match(/https?:\\/\\/example\\.com\\/\\S+/g);',
        'if (/^(a\\.example\\.com|b\\.example\\.com)$/.test(host)) go();',
        "const link = 'https://www.example.com/a?b';",
        'if (/^[a-z]+\\.js$/.test(name)) go();',
        'assert.match(text, /https:\\/\\/example\\.com\\/a/);',
        'text.replace(/https:\\/\\/example\\.com\\//, prefix);',
      ],
      'src/a.ts',
    );
  });
});

describe('the rules for patterns', () => {
  describe('see checks that know javascript: only', () => {
    assertLines(
      'scheme-check',
      [
        "function safe(url) { return !url.startsWith('javascript:'); }",
        "const bad = (u) => u.trim().toLowerCase().indexOf('javascript:') === 0;",
        "function f(u) { if (new URL(u).protocol === 'javascript:') return; go(u); }",
        'export function g(u) { return /^javascript:/i.test(u) ? "" : u; }',
      ],
      [
        "function safe(u) { return !u.startsWith('javascript:') && !u.startsWith('data:') && !u.startsWith('vbscript:'); }",
        "const url = 'javascript:void(0)';",
        'function safe(u) { return /^(https?|mailto):/.test(u); }',
        "if (language === 'javascript') run();",
      ],
    );
  });

  describe('see ranges that hold more than letters', () => {
    assertLines(
      'wide-range',
      [
        'const a = /^[A-z]+$/;',
        'name.match(/[0-9A-z_]/);',
        'const hex: RegExp = /[0-9A-f]{6}/;',
        'const id = /^[\\w+-_]+$/;',
      ],
      [
        'const a = /^[A-Za-z]+$/;',
        "const label = 'A-z';",
        'const b = /A-z/;',
        'const c = /[\\w.-]/;',
        'const d = /[ -~]/;',
      ],
      'src/a.ts',
    );
  });

  describe('see escapes that a string swallows', () => {
    assertLines(
      'pattern-escape',
      [
        "const a = new RegExp('^www\\.example');",
        "text.match('\\d+');",
        'const b = RegExp("\\bword");',
        "if (url.search('\\.com') >= 0) go();",
      ],
      [
        "const a = new RegExp('^www\\\\.example');",
        'text.match(/\\d+/);',
        "const b = new RegExp('a\\tb');",
        "label.startsWith('\\.');",
      ],
    );
  });
});
