import assert from 'node:assert/strict';
import { nothingSilenced } from '../../../../src/core/checks/nothingSilenced';
import { checkPorts, file, findingAt, outcome } from './subject';

const check = (before: string, after: string, path = 'src/a.js') =>
  outcome(nothingSilenced, { files: [file(before, after, path)] });

describe('the check that nothing is silenced: comments', () => {
  const scanners = [
    '// eslint-disable-next-line security/detect-child-process',
    '/* eslint-disable */',
    '// eslint-disable-line no-eval',
    '// nosemgrep: some.rule',
    '# nosec B602',
    '// NOSONAR',
    '// lgtm[js/sql-injection]',
    '// codeql[js/sql-injection]',
    '// deepcode ignore Sqli: fine',
    '// snyk:ignore',
    '// biome-ignore lint/security/noGlobalEval: no',
    '// ast-grep-ignore',
    '# noqa: S608',
    '# noqa',
    '# pylint: disable=all',
    '//nolint:gosec',
    '// gitleaks:allow',
    '# checkov:skip=CKV_1',
    '// secretlint-disable',
    '# pragma: allowlist secret',
  ];
  const others = [
    '// @ts-ignore',
    '// @ts-nocheck',
    '// @ts-expect-error because',
    '/* istanbul ignore next */',
    '/* c8 ignore start */',
    '# type: ignore',
    '# pragma: no cover',
    '// eslint-disable-next-line no-unused-vars',
    '# noqa: E501',
    '# pylint: disable=line-too-long',
  ];
  for (const [expected, silencers] of [
    ['fail', scanners],
    ['warn', others],
  ] as const) {
    for (const silencer of silencers) {
      it(`answers ${expected} to an added ${silencer}`, async () => {
        assert.equal(await check('a();\nb();', `a();\n${silencer}\nb();`), `${expected} 2`);
        assert.equal(await check('a();\nb();', `a();\nb(); ${silencer}`), `${expected} 2`);
      });
    }
  }

  it("fails where the finding's own rule is switched off", async () => {
    const files = [file('a();', '// eslint-disable-next-line no-html-link\na();')];
    assert.equal(await outcome(nothingSilenced, { files }), 'warn 1');
    const finding = findingAt(0, { ruleId: 'react/no-html-link' });
    assert.equal(await outcome(nothingSilenced, { finding, files }), 'fail 1');
  });

  it('passes code without any, and comments that were there', async () => {
    assert.equal(await check('a();', 'b(); // explains why eslint is content'), 'pass');
    const old = '// eslint-disable-next-line x\na();\n';
    assert.equal(await check(old, `${old}b();\n`), 'pass');
    assert.equal(await check('a(); // nosec', 'b(); // nosec'), 'pass');
    assert.equal(await check('a(); // nosec', 'b(); // nosec\nc(); // nosec'), 'fail 2');
    assert.equal(await check('// nosec\na();', 'a();'), 'pass');
  });

  it('passes words that only resemble one', async () => {
    assert.equal(await check('', 'const nosecret = ignore(types);\nsnykLogo();\n'), 'pass');
  });

  it('looks at comments of languages without a parser too', async () => {
    assert.equal(await check('a()', 'a() // nosemgrep', 'a.go'), 'fail 1');
    assert.equal(await check('a()', 'b()', 'a.go'), 'pass');
  });

  it('does not pass what it could not look into', async () => {
    const files = [file('a();', 'b();')];
    const syntax = () => Promise.reject(new Error('no wasm'));
    const answer = await nothingSilenced.run({ files }, { ...checkPorts, syntax });
    assert.equal(answer.outcome, 'not-run');
  });
});

describe('the check that nothing is silenced: configuration', () => {
  const cases = [
    ['.semgrepignore', '', 'src/\n', 'fail 1'],
    ['.eslintrc.json', '{\n"rules": {\n}}', '{\n"rules": {\n"no-eval": "off"\n}}', 'fail 3'],
    ['.eslintrc.yml', 'rules:\n', 'rules:\n  security/detect-eval: 0\n', 'fail 2'],
    [
      'eslint.config.js',
      'export default [];',
      "export default [\n{ rules: { 'no-eval': 'off' } }];",
      'fail 2',
    ],
    ['.bandit', '[bandit]\n', '[bandit]\nskips: B602\n', 'fail 2'],
    ['sonar-project.properties', 'a=b\n', 'a=b\nsonar.exclusions=src/**\n', 'fail 2'],
    ['.github/codeql/config.yml', 'name: x\n', 'name: x\npaths-ignore:\n  - src\n', 'fail 2'],
    ['pyproject.toml', '[tool.bandit]\n', '[tool.bandit]\nskips = ["B602"]\n', 'fail 2'],
    ['tsconfig.json', '{\n"strict": true\n}', '{\n"strict": false\n}', 'warn 2'],
    ['.eslintrc.json', '{\n"no-eval": "error",\n"a": 1}', '{\n"a": 1}', 'warn 2'],
    ['.github/workflows/ci.yml', 'a:\n- run: semgrep ci\n', 'a:\n', 'warn 2'],
    ['package.json', '{\n"name": "a"\n}', '{\n"name": "b"\n}', 'pass'],
    [
      'pyproject.toml',
      '[project]\nname = "a"\n',
      '[project]\nname = "a"\ndependencies = ["b"]\n',
      'pass',
    ],
    ['.semgrepignore', 'src/\n', 'src/\n# why\n', 'pass'],
    ['tsconfig.json', '{\n"strict": false\n}', '{\n"strict": true\n}', 'pass'],
  ] as const;
  for (const [path, before, after, expected] of cases) {
    it(`answers ${expected} for ${path}: ${after.replace(/\n/g, ' ')}`, async () => {
      assert.equal(await check(before, after, path), expected);
    });
  }
});

describe('the check that nothing is silenced: code that hides', () => {
  const cases = [
    ['run(x);', 'const go = eval;\ngo(x);', 'fail 1'],
    ['eval(x);', "globalThis['ev' + 'al'](x);", 'fail 1'],
    ['eval(x);', '(0, eval)(x);', 'fail 1'],
    ['eval(x);', 'Reflect.apply(eval, null, [x]);', 'fail 1'],
    ['cp.exec(x);', 'const run = cp.exec;\nrun(x);', 'warn 1'],
    ['exec(x);', 'child_process[name](x);', 'warn 1'],
    ['exec(x);', 'const spawn = cp.spawn;\nspawn(x);', 'pass'],
    ['const a = require("b").exec;', 'const { execFile } = require("child_process");', 'pass'],
    ['let f;', 'const value = table[key];', 'pass'],
    ['let f;', "const value = table['a' + key];", 'pass'],
    ["globalThis['ev' + 'al'](x);", "globalThis['ev' + 'al'](y);", 'pass'],
  ] as const;
  for (const [before, after, expected] of cases) {
    it(`answers ${expected} to ${after.replace(/\n/g, ' ')}`, async () => {
      assert.equal(await check(before, after), expected);
    });
  }

  it('knows the detours of Python', async () => {
    assert.equal(await check('os.system(a)', 'getattr(os, "sys" + "tem")(a)', 'a.py'), 'fail 1');
    assert.equal(await check('os.system(a)', 'run = os.system\nrun(a)', 'a.py'), 'warn 1');
    assert.equal(await check('os.system(a)', 'subprocess.run([a])', 'a.py'), 'pass');
  });

  it('warns of casts that take the type away', async () => {
    assert.equal(await check('f(x);', 'f(x as any);', 'a.ts'), 'warn 1 1');
    assert.match(await check('f(x);', 'g(x as unknown as Safe);', 'a.ts'), /^warn 1/);
    assert.equal(await check('f(x);', 'f(x!);', 'a.ts'), 'warn 1');
    assert.equal(await check('f(x);', 'f(String(x));', 'a.ts'), 'pass');
    assert.equal(await check('f(x);', 'g(x as string);', 'a.ts'), 'pass');
    assert.equal(await check('f(x as any);', 'g(x as any);', 'a.ts'), 'pass');
    assert.equal(await check('f(!x);', 'f(!y);', 'a.ts'), 'pass');
    assert.equal(
      await check('q(x)\n.then((a: any) => a);', 'p(\nx\n).then((a: any) => a);', 'a.ts'),
      'pass',
    );
  });

  it('fails where a script is no longer known as one', async () => {
    const script = (first: string) => `${first}\neval(process.argv[2]);\n`;
    const node = script('#!/usr/bin/env node');
    for (const first of ['#!/bin/sh', ' #!/usr/bin/env node', '#!/usr/bin/env python3', '']) {
      assert.equal(await check(node, script(first), 'bin/tool'), 'fail 1', first);
    }
    assert.equal(await check(node, script('#!/usr/bin/node'), 'bin/tool'), 'pass');
    assert.equal(await check(script('#!/bin/sh'), node, 'bin/tool'), 'pass');
    assert.equal(await check(script(''), node, 'src/a.js'), 'pass', 'its extension tells');
  });

  it('fails where code moves out of sight', async () => {
    const code = 'function runIt(command) {\n  return exec("ls " + command);\n}\n';
    const moved = (path: string) =>
      outcome(nothingSilenced, {
        files: [file(code, 'import { runIt } from "./x";\n'), file('', code, path)],
      });
    assert.match(await moved('vendor/x.js'), /^fail/);
    assert.match(await moved('src/x.min.js'), /^fail/);
    assert.match(await moved('dist/x.js'), /^fail/);
    assert.equal(await moved('src/x.js'), 'pass');
    const files = [file('a();', 'b();'), file('', 'x();', 'node_modules/x.js')];
    assert.equal(await outcome(nothingSilenced, { files }), 'warn 1');
  });
});
