import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readDockerfile } from '../../../../src/core/rules/dockerfileParser';
import {
  codeOf,
  detectConfig,
  fixesConfig,
  promises,
  refusesConfig,
  rulesIn,
  scanConfig,
} from './configShapes';
import { promise } from './promises';

const path = 'Dockerfile';
const from = 'FROM node:22-slim\n';

/** For one rule: what it sees in each text, as the pieces of code. */
function cases(
  rule: string,
  seen: readonly [string, readonly string[]][],
  silent: readonly string[],
) {
  promises(rule, path, seen, silent);
}

cases(
  'docker-root-user',
  [
    ['FROM node:22\nCMD ["node", "a.js"]\n', ['FROM node:22']],
    ['FROM node:22\nUSER node\nUSER root\nCMD a', ['USER root']],
    ['FROM a:1\nuser 0:0\n', ['user 0:0']],
    ['FROM a:1 AS b\nUSER c\nFROM d:1\nENTRYPOINT e', ['FROM d:1']],
    ['FROM a:1 AS b\nUSER root\nFROM b\nCMD c', ['USER root']],
    ['FROM a:1\nONBUILD USER b\nCMD c', ['FROM a:1']],
    ['FROM --platform=linux/amd64 a:1\nCMD c', ['FROM --platform=linux/amd64 a:1']],
  ],
  [
    'FROM node:22\nUSER node\nCMD a',
    'FROM a:1\nUSER root\nRUN b\nUSER 1000:1000\nCMD c',
    'FROM a:1 AS b\nUSER c\nFROM b\nCMD d',
    'FROM gcr.io/distroless/static:nonroot\nCMD a',
    'FROM ${BASE}\nCMD a',
    'FROM a:1\nRUN b',
    'FROM a:1\nENTRYPOINT ["gosu", "b", "c"]',
    'FROM a:1\nUSER $UID\nCMD c',
    'CMD a',
  ],
);

cases(
  'docker-unpinned-image',
  [
    ['FROM node\n', ['node']],
    ['FROM node:latest AS a\nFROM a', ['node:latest']],
    ['FROM --platform=$X host:5000/a/b\n', ['host:5000/a/b']],
    ['FROM a:1\nCOPY --from=host/b:latest /c /c', ['--from=host/b:latest']],
    ['# syntax=docker/dockerfile:1\nfrom \\\n  node\n', ['node']],
  ],
  [
    'FROM node:22',
    'FROM scratch',
    'FROM a@sha256:12',
    'FROM $A',
    'FROM a:1 AS b\nFROM B',
    '# FROM a',
    'FROM a:1\nCOPY --from=b /c /c',
  ],
);

cases(
  'docker-remote-add',
  [
    [`${from}ADD https://a.example/b.tgz /c`, ['https://a.example/b.tgz']],
    [`${from}ADD ["http://a.example/b", "/c"]`, ['http://a.example/b']],
    [`${from}ADD --chown=a:b \\\n  https://a.example/b \\\n  /c`, ['https://a.example/b']],
    [`${from}ADD https://github.com/a/b.git#main /c`, ['https://github.com/a/b.git#main']],
    [`${from}ADD git@github.com:a/b.git /c`, ['git@github.com:a/b.git']],
  ],
  [
    `${from}ADD --checksum=sha256:12 https://a.example/b /c`,
    `${from}ADD a.tgz /b`,
    `${from}COPY https://a /b`,
    `${from}# ADD https://a /b`,
    `${from}ADD https://github.com/a/b.git#${'0a'.repeat(20)} /c`,
  ],
);

const hidden = 'hunter2hunter2';
cases(
  'docker-secret',
  [
    [`${from}ENV DB_PASSWORD=${hidden}`, [`DB_PASSWORD=${hidden}`]],
    [`${from}ENV A=b API_KEY="${hidden}" C=d`, [`API_KEY="${hidden}"`]],
    [`${from}ENV AUTH_TOKEN ${hidden}`, [`AUTH_TOKEN ${hidden}`]],
    [`${from}ARG NPM_TOKEN='${hidden}'`, [`NPM_TOKEN='${hidden}'`]],
    [`${from}ENV URL=postgres://a:${hidden}@b/c`, [`URL=postgres://a:${hidden}@b/c`]],
    [`${from}ENV A=b \\\n  # why\n  CLIENT_SECRET=${hidden}`, [`CLIENT_SECRET=${hidden}`]],
    [
      `${from}ENV X=AKIA${'ABCDEFGH23456789'.slice(0, 16)}`,
      [`X=AKIA${'ABCDEFGH23456789'.slice(0, 16)}`],
    ],
  ],
  [
    `${from}ARG NPM_TOKEN`,
    `${from}ENV DB_PASSWORD=$PASSWORD`,
    `${from}ENV DB_PASSWORD=changeme`,
    `${from}ENV DB_PASSWORD_FILE=/run/secrets/a`,
    `${from}ENV SECRET_KEY=<your-key-here>`,
    `${from}ENV MAX_TOKEN=4096 PASSWORD=""`,
    `${from}LABEL a.token=b\n# ENV PASSWORD=${hidden}`,
    `${from}ENV URL=postgres://a:$PASSWORD@b/c`,
  ],
);

cases(
  'docker-pipe-to-shell',
  [
    [`${from}RUN curl -fsSL https://a.example/b | bash`, ['curl -fsSL https://a.example/b | bash']],
    [
      `${from}RUN a && wget -qO- https://a.example | sudo -E sh -s -- -y && c`,
      ['wget -qO- https://a.example | sudo -E sh -s -- -y'],
    ],
    [
      `${from}RUN curl https://a.example \\\n    | python3 -`,
      ['curl https://a.example \\\n    | python3 -'],
    ],
    [
      `${from}RUN bash -c "$(curl -fsSL https://a.example)"`,
      ['bash -c "$(curl -fsSL https://a.example)"'],
    ],
    [
      `${from}RUN ["/bin/sh", "-c", "curl https://a.example | sh"]`,
      ['curl https://a.example | sh'],
    ],
    [
      `${from}RUN <<EOF\nset -e\ncurl https://a.example | sh\nEOF\n`,
      ['curl https://a.example | sh'],
    ],
    [`${from}RUN bash <(curl https://a.example)`, ['bash <(curl https://a.example)']],
    [`${from}RUN curl https://a.example | tee b | sh`, ['curl https://a.example | tee b | sh']],
    [`${from}ONBUILD RUN curl https://a.example | sh`, ['curl https://a.example | sh']],
  ],
  [
    `${from}RUN curl https://a.example | gpg --dearmor`,
    `${from}RUN curl https://a.example | tar xz`,
    `${from}RUN curl -o a https://a.example && sha256sum -c b && sh a`,
    `${from}RUN cat a | sh`,
    `${from}RUN curl https://a.example | python3 -c 'import json'`,
    `${from}RUN echo "curl https://a.example | sh"`,
    `${from}# RUN curl https://a.example | sh`,
    `${from}COPY <<EOF /a\nRUN curl https://a.example | sh\nEOF\n`,
  ],
);

cases(
  'docker-world-writable',
  [
    [`${from}RUN chmod 777 /a`, ['chmod 777']],
    [`${from}RUN a && chmod -R 0777 /a /b`, ['chmod -R 0777']],
    [`${from}RUN chmod a+rwx /a`, ['chmod a+rwx']],
    [`${from}RUN chmod -v ugo+w /a`, ['chmod -v ugo+w']],
    [`${from}RUN ["chmod", "666", "/a"]`, ['chmod", "666']],
    [`${from}COPY --chmod=777 a /b`, ['--chmod=777']],
    [`${from}RUN <<A sh\nB\nRUN chmod 777 a\nA\nRUN chmod o=rw /a`, ['chmod o=rw']],
  ],
  [
    `${from}RUN chmod 755 /a`,
    `${from}RUN chmod 1777 /tmp`,
    `${from}RUN chmod u+w,g-w /a`,
    `${from}RUN chmod +x /a`,
    `${from}RUN echo chmod 777`,
    `${from}RUN chmod -R go-w /a`,
  ],
);

cases(
  'docker-tls-verification',
  [
    [`${from}RUN curl -k https://a.example`, ['-k']],
    [`${from}RUN curl -fsSLk https://a.example`, ['-fsSLk']],
    [`${from}RUN wget --no-check-certificate https://a.example`, ['--no-check-certificate']],
    [`${from}RUN npm config set strict-ssl false && npm ci`, ['false']],
    [`${from}RUN pip install --trusted-host pypi.org a`, ['--trusted-host pypi.org']],
    [
      `${from}RUN apt-get update && apt-get install -y --allow-unauthenticated a`,
      ['--allow-unauthenticated'],
    ],
    [`${from}RUN git config --global http.sslVerify false`, ['false']],
    [`${from}RUN git -c http.sslVerify=false clone https://a.example`, ['http.sslVerify=false']],
    [`${from}ENV NODE_TLS_REJECT_UNAUTHORIZED=0`, ['NODE_TLS_REJECT_UNAUTHORIZED=0']],
    [`${from}RUN NODE_TLS_REJECT_UNAUTHORIZED=0 node a`, ['NODE_TLS_REJECT_UNAUTHORIZED=0']],
    [`${from}RUN ["curl", "-k", "https://a.example"]`, ['-k']],
    [`${from}RUN A=$(curl --insecure https://a.example)`, ['--insecure']],
  ],
  [
    `${from}RUN curl https://a.example -o -k.txt`,
    `${from}RUN curl -k https://localhost:8080/health`,
    `${from}RUN curl -sok https://a.example`,
    `${from}RUN wget -k https://a.example`,
    `${from}RUN npm config set strict-ssl true`,
    `${from}RUN echo "curl -k https://a.example"`,
    `${from}RUN make -k`,
    `${from}ENV NODE_TLS_REJECT_UNAUTHORIZED=1`,
    `${from}# RUN curl -k https://a.example`,
  ],
);

describe('the recipe for downloads from anybody', () => {
  const rule = 'docker-tls-verification';
  const shapes: readonly [string, string][] = [
    ['RUN curl -k https://a.example', 'RUN curl https://a.example'],
    ['RUN curl -fsSLk -o b https://a.example', 'RUN curl -fsSL -o b https://a.example'],
    ['RUN curl https://a.example -k', 'RUN curl https://a.example'],
    ['RUN curl \\\n    -k \\\n    https://a.example', 'RUN curl \\\n    https://a.example'],
    ['RUN curl -k \\\n    https://a.example', 'RUN curl \\\n    https://a.example'],
    ['RUN curl \\\n    -k https://a.example', 'RUN curl \\\n    https://a.example'],
    ['RUN curl --insecure https://a.example && b', 'RUN curl https://a.example && b'],
    ['RUN wget -q --no-check-certificate https://a.example', 'RUN wget -q https://a.example'],
    ['RUN npm config set strict-ssl false', 'RUN npm config set strict-ssl true'],
    ['RUN pip install --trusted-host pypi.org a', 'RUN pip install a'],
    ['RUN apk add --allow-untrusted a', 'RUN apk add a'],
    ['ENV A=b NODE_TLS_REJECT_UNAUTHORIZED="0"', 'ENV A=b NODE_TLS_REJECT_UNAUTHORIZED="1"'],
    ['RUN <<EOF\ncurl -k https://a.example\nEOF', 'RUN <<EOF\ncurl https://a.example\nEOF'],
    [
      '# escape=`\nRUN curl `\n  -k `\n  https://a.example',
      '# escape=`\nRUN curl `\n  https://a.example',
    ],
  ];
  const put = (text: string) =>
    text.startsWith('#') ? text.replace('\n', `\n${from}`) : `${from}${text}\n`;
  fixesConfig(
    rule,
    path,
    shapes.map(([before, after]) => [JSON.stringify(before), put(before), put(after)]),
  );

  const refusals: readonly [string, RegExp][] = [
    ['RUN ["curl", "-k", "https://a.example"]', /brackets/],
    ['RUN curl https://a.example \\\n    -k', /last line/],
    ['RUN curl "-k" https://a.example', /quotes/],
    ['RUN pip install --trusted-host a.internal b', /network/],
    ['RUN git -c http.sslVerify=false clone https://a.example', /setting/],
    ['ENV GIT_SSL_NO_VERIFY=1', /Any value/],
    ['RUN GIT_SSL_NO_VERIFY=1 git clone https://a.example', /variable/],
  ];
  refusesConfig(
    rule,
    path,
    refusals.map(([text, why]) => [JSON.stringify(text), put(text), why]),
  );

  promise(rule, 'in every style of a file', () => {
    it('leaves the same instructions, line breaks and all other words', () => {
      const option = fc.constantFrom(
        'curl -k',
        'curl --insecure',
        'curl -sk',
        'curl -kL',
        'wget --no-check-certificate',
        'apk add --allow-untrusted',
        'npm config set strict-ssl false',
      );
      const gap = fc.constantFrom(' ', ' \\\n    ', '  ', ' \\\n    # why\n    ');
      fc.assert(
        fc.property(
          option,
          gap,
          gap,
          fc.constantFrom('\n', '\r\n'),
          fc.boolean(),
          (option, one, two, newline, more) => {
            const [program = '', ...words] = option.split(' ');
            const code = [
              program,
              one,
              words.join(' '),
              two,
              'https://a.example',
              more ? `${two}&& b` : '',
            ].join('');
            const text = `${from}RUN ${code}\nUSER a\nCMD b\n`.replaceAll('\n', newline);
            const [only] = detectConfig(path, text).filter((found) => found.rule === rule);
            assert.ok(only?.fixed !== undefined, text);
            assert.deepEqual(codeOf(rule, path, only.fixed), []);
            const keywords = (file: string) =>
              readDockerfile(path, file).instructions.map(({ keyword }) => keyword);
            assert.deepEqual(keywords(only.fixed), keywords(text));
            assert.equal(/(?<!\r)\n/.test(only.fixed), newline === '\n');
            const plain = (file: string) =>
              file
                .replace(/#.*|\\$/gm, ' ')
                .split(/\s+/)
                .filter((word) => word !== '\\');
            const lost = plain(text).filter((word) => !plain(only.fixed ?? '').includes(word));
            assert.ok(lost.length <= 1, lost.join(' '));
          },
        ),
        { numRuns: 300 },
      );
    });
  });
});

describe('the reader of Dockerfiles', () => {
  const read = (text: string) =>
    readDockerfile(path, text).instructions.map(({ keyword, args }) => [
      keyword,
      args.replace(/\s+/g, ' '),
    ]);

  it('joins lines, also around comments and blank lines', () => {
    assert.deepEqual(read('RUN a \\\n# b\n\n  c \\  \n  d\nCMD e'), [
      ['RUN', 'a c d'],
      ['CMD', 'e'],
    ]);
  });

  it('takes here-documents as they are', () => {
    assert.deepEqual(read("RUN <<A <<-'B'\nCMD c\nA\nCMD d\n\tB\nCMD e"), [
      ['RUN', "<<A <<-'B'"],
      ['CMD', 'e'],
    ]);
  });

  it('knows the files by their names', () => {
    for (const name of [
      'Dockerfile',
      'a/Dockerfile.prod',
      'Containerfile',
      'a.dockerfile',
      'b/web.Dockerfile',
    ]) {
      assert.deepEqual(rulesIn(name, 'FROM a'), ['docker-unpinned-image']);
    }
  });

  it('never throws, reads in linear time, and keeps every place in the text', () => {
    const bits = fc.constantFrom(
      'FROM a\n',
      'RUN ',
      'curl -k x',
      ' | sh',
      '\\\n',
      '\n',
      '# escape=`\n',
      '<<EOF\n',
      'EOF\n',
      '"',
      "'",
      '`',
      '$(',
      ')',
      '["',
      '"]',
      'ENV A_TOKEN=',
      'chmod 777 ',
      'USER root\n',
      'ONBUILD ',
      '\r\n',
      '\t',
      '--from=a:latest ',
      '\uFEFF',
      '${',
      'é𝒳',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        for (const { fixed } of detectConfig(path, text))
          if (fixed !== undefined) detectConfig(path, fixed);
        for (const one of readDockerfile(path, text).instructions) {
          assert.ok(
            one.start <= one.argsStart &&
              one.argsStart + one.args.length === Math.max(one.argsStart, one.end),
          );
        }
      }),
      { numRuns: 1000 },
    );
  });

  for (const bit of [
    'RUN a \\\n',
    'RUN <<A\n',
    'curl x|',
    '$(',
    '"',
    "'",
    '${',
    '`',
    'ENV A="',
    'FROM a AS a\n',
    'RUN curl -k a\n',
    '((',
    'a=b ',
    '\\\n#\n',
    '<(',
  ]) {
    it(`holds up nothing: ${JSON.stringify(bit)}`, () => {
      const start = process.cpuUsage().user;
      scanConfig(path, `RUN ${bit.repeat(Math.floor(100_000 / bit.length))}`);
      scanConfig(path, bit.repeat(Math.floor(100_000 / bit.length)));
      assert.ok(process.cpuUsage().user - start < 2_000_000);
    });
  }
});
