import assert from 'node:assert/strict';
import {
  hiddenFiles,
  isMinifiedName,
  isMinifiedText,
  isVendored,
} from '../../../src/core/scanScope';

describe('what is scanned', () => {
  it('is not third-party code, by the names of its folders', () => {
    for (const path of ['node_modules/a.js', 'src/Vendor/a.js', 'a/.venv/lib/b.py', '.git/hooks/x'])
      assert.ok(isVendored(path), path);
    for (const path of ['vendor.js', 'src/vendors/a.js', 'node_modules.js', 'a/third_party'])
      assert.ok(!isVendored(path), path);
  });

  it('is not minified code', () => {
    assert.ok(isMinifiedName('a.min.js') && isMinifiedName('lib/a-min.mjs'));
    assert.ok(!isMinifiedName('admin.js') && !isMinifiedName('a.min/b.js'));
    assert.ok(isMinifiedText(`/*! a */\n${'a=b;'.repeat(1000)}`));
    assert.ok(!isMinifiedText('a=b;'.repeat(100)), 'it is short');
    assert.ok(!isMinifiedText(`${'ok();\n'.repeat(100)}const a = '${'A'.repeat(9000)}';\n`));
    assert.ok(isMinifiedText(`a("b",'c',/[\\/]\\//);`.repeat(500)), 'short strings are code');
  });

  it('is code with a long comment or a long text in it', () => {
    const long = 'it is so '.repeat(300);
    for (const aside of [
      `// ${long}`,
      `/* ${long} */`,
      `# ${long}`,
      `a = "${long}"`,
      `b(\`${long}\`)`,
    ])
      assert.ok(!isMinifiedText(`ok();\n${aside}\nexec(a);\n`), aside.slice(0, 10));
    assert.ok(!isMinifiedText(`${'"'.repeat(3)}${long}${'"'.repeat(3)}\nok()\n`));
  });

  it('is told in linear time', () => {
    for (const unit of ['"', "'", '`', '/*', '//', ' #', '\\', '"\\', ' '])
      assert.equal(typeof isMinifiedText(unit.repeat(400_000)), 'boolean');
  });

  it('is not what the editor hides', () => {
    const hidden = hiddenFiles(
      [
        { glob: '**/tmp' },
        { glob: 'top.js' },
        { glob: '**/*.js', when: '$(basename).$ts' },
        { glob: '!' },
      ],
      (path) => path === 'src/a.$ts',
    );
    for (const path of ['tmp/a.js', 'a/tmp/b/c.js', 'top.js', 'src/a.js'])
      assert.ok(hidden(path), path);
    for (const path of ['src/top.js', 'src/b.js', 'tmp.js', 'a.js']) assert.ok(!hidden(path), path);
  });
});
