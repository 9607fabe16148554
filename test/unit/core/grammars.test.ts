import assert from 'node:assert/strict';
import fc from 'fast-check';
import { firstLineLength, grammarFor, languageFor } from '../../../src/core/grammars';

describe('the language of a file', () => {
  it('is told by its extension', () => {
    assert.equal(languageFor('src/a.MJS'), 'javascript');
    assert.equal(languageFor('a.py'), 'python');
    assert.equal(languageFor('a.d/README', 'text'), undefined);
    assert.equal(
      languageFor('a.txt', '#!/usr/bin/env node\n'),
      undefined,
      'whatever its text says',
    );
    const comment = '#!/usr/bin/env node\n';
    assert.equal(languageFor('deploy/Dockerfile', comment), 'dockerfile', 'it is a comment there');
    assert.equal(grammarFor('deploy/Dockerfile', comment), undefined);
    assert.equal(languageFor('deploy/Dockerfile'), 'dockerfile');
  });

  it('is told by the interpreter of a script without one', () => {
    const languages: Readonly<Record<string, string | undefined>> = {
      '#!/usr/bin/env node\n': 'javascript',
      '#! /usr/bin/env node\r\n': 'javascript',
      '#!/usr/bin/node --harmony': 'javascript',
      '#!/usr/local/bin/nodejs': 'javascript',
      '#!/usr/bin/env -S NODE_ENV=production node --no-warnings\n': 'javascript',
      '#!/usr/bin/env -S deno run\n': 'javascript',
      '#!/usr/bin/python3.11 -u\n': 'python',
      '#!/usr/bin/env python\n': 'python',
      '#!/bin/sh\nnode a.js\n': undefined,
      '#!/usr/bin/env\nnode\n': undefined,
      '#!/bin/bash node\n': undefined,
      '#!/opt/node/bin/ruby\n': undefined,
      ' #!/usr/bin/env node\n': undefined,
      '#!constructor\n': undefined,
      '#!': undefined,
      '': undefined,
    };
    for (const [text, language] of Object.entries(languages)) {
      assert.equal(languageFor('bin/serve', text), language, text);
    }
    assert.equal(grammarFor('bin/serve', '#!/usr/bin/env -S tsx\n'), 'tree-sitter-typescript.wasm');
  });

  it('is told by the beginning of a text alone', () => {
    const lines = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '#!/usr/bin/env node',
        '#!/usr/bin/env python3',
        `#!/${'x'.repeat(190)}/node`,
      ),
    );
    fc.assert(
      fc.property(lines, fc.string(), (line, rest) => {
        const text = `${line}\n${rest}`;
        const known = languageFor('a', text);
        assert.equal(languageFor('a', text.slice(0, firstLineLength)), known);
        assert.equal(languageFor('a', `${text}\n#!/usr/bin/env ruby`), known);
      }),
    );
  });
});
