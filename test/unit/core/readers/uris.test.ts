import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Report, reportedPaths } from '../../../../src/core/readers/reported';
import {
  type Workspace,
  reportResolver,
  resolveReportedPath,
  uriCandidates,
  workspaceOf,
} from '../../../../src/core/readers/uris';

const shop = workspaceOf(
  ['/home/me/shop'],
  [
    'server.js',
    'src/app.js',
    'src/routes/login.js',
    'src/my file.js',
    'src/é𝒳.js',
    'src/100%.js',
    'src/a#b.js',
    'packages/api/src/index.js',
    'packages/web/src/index.js',
  ],
);

const resolve = (uri: string, base?: string, workspace = shop): string | undefined =>
  resolveReportedPath(uri, base, workspace);

function reportOf(...uris: readonly string[]): Report {
  const finding = (uri: string): Report['findings'][number] => ({
    kind: 'code',
    tool: { name: 'x' },
    ruleId: 'r',
    severity: 'low',
    message: 'm',
    cwe: [],
    location: { uri },
    related: [],
    codeFlows: [],
    fixes: [],
  });
  return { name: 'r', format: 'sarif', findings: uris.map(finding), problems: [] };
}

describe('resolving the addresses of a report', () => {
  const places: readonly [what: string, uri: string, path: string | undefined][] = [
    ['takes a relative path from the top folder', 'src/app.js', 'src/app.js'],
    ['normalises dots', './src/../src/./app.js', 'src/app.js'],
    ['goes out and in again through the folder itself', '../shop/src/app.js', 'src/app.js'],
    ['takes an absolute path inside', '/home/me/shop/src/app.js', 'src/app.js'],
    ['takes a file URI inside', 'file:///home/me/shop/src/app.js', 'src/app.js'],
    ['takes a file URI with one slash', 'file:/home/me/shop/src/app.js', 'src/app.js'],
    ['takes a file URI of localhost', 'file://localhost/home/me/shop/src/app.js', 'src/app.js'],
    ['turns backslashes', 'src\\routes\\login.js', 'src/routes/login.js'],
    ['decodes percent escapes', 'src/my%20file.js', 'src/my file.js'],
    ['takes raw spaces', 'src/my file.js', 'src/my file.js'],
    ['decodes UTF-8 escapes', 'src/%C3%A9%F0%9D%92%B3.js', 'src/é𝒳.js'],
    ['takes raw letters of any script', 'src/é𝒳.js', 'src/é𝒳.js'],
    ['keeps malformed escapes', 'src/100%.js', 'src/100%.js'],
    ['decodes once only', 'src/my%2520file.js', undefined],
    ['takes a hash sign in a plain path', 'src/a#b.js', 'src/a#b.js'],
    ['drops a fragment when there is no such file', 'src/app.js#L3', 'src/app.js'],
    ['drops a query when there is no such file', 'src/app.js?x=1', 'src/app.js'],
    ['finds a path of another machine by its end', '/ci/build/src/app.js', 'src/app.js'],
    ['finds a Windows path by its end', 'C:\\ci\\src\\app.js', 'src/app.js'],
    ['finds a Windows URI by its end', 'file:///c%3A/ci/src/app.js', 'src/app.js'],
    ['takes a rooted path from the top folder', '/src/app.js', 'src/app.js'],
    ['takes a lone name in the top folder', '/ci/build/server.js', 'server.js'],
    ['takes no lone name below the top folder', '/ci/build/login.js', undefined],
    ['takes no lone relative name below the top folder', 'login.js', undefined],
    ['finds the end of a relative path', 'routes/login.js', 'src/routes/login.js'],
    ['cuts nothing off a relative path', 'lib/src/app.js', undefined],
    ['refuses an end that two files have', '/ci/src/index.js', undefined],
    ['prefers the longest end', '/ci/packages/web/src/index.js', 'packages/web/src/index.js'],
    ['refuses a path that climbs out', '../../etc/passwd', undefined],
    ['refuses a path that climbs out and names a file of ours', '../src/app.js', undefined],
    ['refuses encoded climbing', '%2e%2e/src/app.js', undefined],
    ['refuses climbing with backslashes', '..\\src\\app.js', undefined],
    ['refuses encoded backslashes', '..%5Csrc%5Capp.js', undefined],
    ['refuses to climb above the top of the disk', '/../../src/app.js', undefined],
    ['refuses UNC paths', '\\\\server\\share\\src\\app.js', undefined],
    ['refuses UNC paths with slashes', '//server/share/src/app.js', undefined],
    ['refuses UNC paths in file URIs', 'file://server/share/src/app.js', undefined],
    ['refuses UNC paths behind four slashes', 'file:////server/share/src/app.js', undefined],
    ['refuses encoded UNC paths', '%2F%2Fserver/share/src/app.js', undefined],
    ['refuses http', 'http://localhost/src/app.js', undefined],
    ['refuses command links', 'command:src/app.js', undefined],
    ['refuses editor links', 'vscode://file/src/app.js', undefined],
    ['refuses links into the report', 'sarif:/runs/0/artifacts/0', undefined],
    ['refuses NUL', 'src/app.js\0', undefined],
    ['refuses encoded NUL', 'src/app.js%00', undefined],
    ['refuses a path relative to a drive', 'C:src/app.js', undefined],
    ['refuses the folder itself', '/home/me/shop', undefined],
    ['refuses a sibling with the same beginning', '/home/me/shop2/app.js', undefined],
    ['refuses an empty address', '', undefined],
  ];
  for (const [what, uri, path] of places) {
    it(what, () => assert.equal(resolve(uri), path));
  }

  it('joins a base inside the folder', () => {
    assert.equal(resolve('login.js', 'file:///home/me/shop/src/routes/'), 'src/routes/login.js');
    assert.equal(resolve('index.js', 'packages/web/src/'), 'packages/web/src/index.js');
  });

  it('takes a base of another machine for the top folder, but a longer end first', () => {
    assert.equal(resolve('server.js', 'file:///ci/build/'), 'server.js');
    assert.equal(resolve('src/index.js', 'file:///ci/packages/api/'), 'packages/api/src/index.js');
    assert.equal(resolve('lib/src/app.js', 'file:///ci/'), undefined);
  });

  it('refuses a base that is not a folder of a disk', () => {
    assert.equal(resolve('src/app.js', 'https://example.org/blob/'), undefined);
    assert.equal(resolve('src/app.js', '//server/share/'), undefined);
    assert.equal(resolve('src/app.js', '../'), undefined);
  });

  it('ignores the base of an absolute address', () => {
    assert.equal(resolve('/home/me/shop/src/app.js', 'https://example.org/'), 'src/app.js');
  });

  it('refuses UNC paths also when a folder here has the name of the server', () => {
    const files = workspaceOf(['/w'], ['server/share/a.js']);
    assert.equal(resolve('server/share/a.js', undefined, files), 'server/share/a.js');
    assert.equal(resolve('//server/share/a.js', undefined, files), undefined);
    assert.equal(resolve('\\\\server\\share\\a.js', undefined, files), undefined);
  });

  it('compares drive paths without regard to case', () => {
    const windows = workspaceOf(['C:\\Users\\Me\\Shop'], ['src/app.js']);
    assert.equal(resolve('file:///c:/users/me/shop/src/app.js', undefined, windows), 'src/app.js');
    assert.equal(resolve('c:\\USERS\\me\\shop\\src\\app.js', undefined, windows), 'src/app.js');
    assert.deepEqual(uriCandidates('d:/Users/Me/Shop/src/app.js', undefined, windows.roots), []);
  });

  it('names only what lies inside the roots', () => {
    assert.deepEqual(uriCandidates('/a/b/c.js', undefined, ['/a', '/a/b']), ['b/c.js', 'c.js']);
    assert.deepEqual(uriCandidates('/x/c.js', undefined, ['/a']), []);
    assert.deepEqual(uriCandidates('x.js', undefined, ['/']), ['x.js']);
    assert.deepEqual(uriCandidates(undefined, undefined, ['/a']), []);
  });

  it('learns from other results where another machine had the folder', () => {
    const uris = ['/ci/app/src/app.js', '/ci/app/src/routes/login.js', '/ci/app/server.js'];
    const twins = workspaceOf(
      ['/w'],
      ['server.js', 'test/server.js', 'main.js', 'src/app.js', 'src/routes/login.js'],
    );
    assert.equal(resolve('/ci/app/server.js', undefined, twins), undefined);
    const learned = reportResolver(reportedPaths(reportOf(...uris)), twins);
    assert.equal(learned('/ci/app/server.js', undefined), 'server.js');
    assert.equal(resolve('/usr/lib/main.js', undefined, twins), 'main.js');
    assert.equal(learned('/usr/lib/main.js', undefined), undefined);
  });

  it('never answers a path that climbs out, whatever the workspace claims to have', () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '/',
      '//',
      '\\',
      '%2e',
      '%2E%2E',
      '%2f',
      '%5c',
      'a',
      'C:',
      'file:',
      '%00',
      '\0',
      'http:',
      '%',
      '#',
      '?',
      ' ',
      'shop',
      'home',
      'me',
      '%25',
      '𝒳',
    );
    const address = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    const greedy: Workspace = {
      roots: ['/home/me/shop', 'C:/shop'],
      has: () => true,
      bySuffix: (path) => [path],
    };
    fc.assert(
      fc.property(address, fc.option(address, { nil: undefined }), (uri, base) => {
        const path = resolveReportedPath(uri, base, greedy);
        if (path === undefined) return;
        assert.doesNotMatch(path, /^\/|\\|^$|\p{Cc}/u);
        const segments = path.split('/');
        assert.ok(!segments.some((one) => one === '..' || one === '.' || one === ''), path);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the workspace of a list of files', () => {
  it('answers the same as a search through all of them', () => {
    const name = fc.constantFrom('a', 'b', 'aa', 'a.js', 'ba.js');
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.array(path), path, (paths, suffix) => {
        const naive = [...new Set(paths)].filter((one) => `/${one}`.endsWith(`/${suffix}`));
        const found = workspaceOf([], paths).bySuffix(suffix);
        assert.equal(found.length, Math.min(naive.length, 2));
        assert.ok(found.every((one) => naive.includes(one)));
      }),
    );
  });
});
