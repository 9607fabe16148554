import assert from 'node:assert/strict';
import { keptLines } from '../../../../src/node/dependencies/projectNpmrc';

describe('what npm gets to see of a project’s .npmrc in a scratch copy', () => {
  it('is where packages come from, and how they are laid out', () => {
    const lines = ['registry=https://a.example/', '@b:registry = https://b.example/'];
    const more = ['//a.example/:_authToken=abc', 'legacy-peer-deps=true', 'lockfile-version=2'];
    const others = [
      'proxy=http://c.example',
      'git=./git',
      'ignore-scripts=false',
      '# a remark',
      '',
    ];
    const text = [...lines, ...others, ...more].join('\r\n');
    assert.equal(keptLines(text), `${[...lines, ...more].join('\n')}\n`);
  });

  it('ends a line where npm does, also at a lone carriage return', () => {
    const hidden = 'lockfile-version=3\rgit=./git\rhttps-proxy=http://c.example';
    assert.equal(keptLines(hidden), 'lockfile-version=3\n');
  });

  it('has no variable of the environment in it, however it is written', () => {
    const variables = ['${A}', '"\\u0024{A}"', '\'"\\u0024\\u007bA}"\'', '"$\\u007bA}"', '\\${A}'];
    for (const variable of variables) {
      assert.equal(keptLines(`registry=${variable}`), '', variable);
      assert.equal(keptLines(`//a.example/:_authToken=${variable}`), '', variable);
      assert.equal(keptLines(`lockfile-version=${variable}`), '', variable);
    }
  });
});
