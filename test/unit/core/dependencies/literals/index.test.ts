import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { manifestFor, rewriteLiteral } from '../../../../../src/core/dependencies/literals';
import { applyEdits } from '../../../../../src/core/draft';

interface Case {
  readonly path: string;
  readonly ecosystem: string;
  readonly package: string;
  readonly patched: string;
  readonly installed?: string;
  readonly vulnerable?: string;
}

const requests: Case = {
  path: 'requirements.txt',
  ecosystem: 'PyPI',
  package: 'requests',
  patched: '2.20.0, 3.0.1',
};
const uuid: Case = {
  path: 'Cargo.toml',
  ecosystem: 'crates.io',
  package: 'uuid',
  patched: '1.2.3',
};
const toml: Case = { ...requests, path: 'pyproject.toml' };
const goText: Case = {
  path: 'go.mod',
  ecosystem: 'Go',
  package: 'golang.org/x/text',
  patched: '0.3.8',
};
const rails: Case = {
  path: 'Gemfile',
  ecosystem: 'RubyGems',
  package: 'rails',
  patched: '~> 5.2.4, >= 5.2.4.3, >= 6.0.3.1',
};
const log4j: Case = {
  path: 'pom.xml',
  ecosystem: 'Maven',
  package: 'org.apache.logging.log4j:log4j-core',
  patched: '2.3.2, 2.12.4, 2.17.1',
};

/** The text after, or the reason of the refusal. */
function rewritten(one: Case, text: string): string {
  const { path, vulnerable = '', ...told } = one;
  const result = rewriteLiteral(path, text, { ...told, vulnerable });
  if (!result.ok) return `refused: ${result.why}`;
  const applied = applyEdits(text, [result.edit]);
  assert.ok(applied.ok);
  return `${result.isMajor ? 'major: ' : ''}${applied.text}`;
}

function refuses(one: Case, text: string, why: RegExp): void {
  assert.match(rewritten(one, text), why, text);
  assert.match(rewritten(one, text), /^refused: /, text);
}

describe('a literal of requirements.txt', () => {
  it('becomes the smallest fixed version, with everything beside it kept', () => {
    const fine: readonly (readonly [string, string])[] = [
      ['requests==2.19.0\n', 'requests==2.20.0\n'],
      [
        'Requests[socks] == 2.19.0 ; python_version < "3"  # old\r\n',
        'Requests[socks] == 2.20.0 ; python_version < "3"  # old\r\n',
      ],
      [
        '# requests==1\nflask==1.0\nrequests==2.19.0',
        '# requests==1\nflask==1.0\nrequests==2.20.0',
      ],
      ['requests==2.20.1\n', 'major: requests==3.0.1\n'],
      ['requests~=1.9.1\n', 'major: requests~=2.20.0\n'],
    ];
    for (const [before, after] of fine) {
      const installed = before.includes('2.20.1')
        ? '2.20.1'
        : before.includes('~=')
          ? '1.9.5'
          : '2.19.0';
      assert.equal(rewritten({ ...requests, installed }, before), after);
    }
  });

  it('is found in no time before thousands of empty lines', function () {
    this.timeout(10_000);
    const empty = '\n'.repeat(200_000);
    const after = rewritten({ ...requests, patched: '2.20.0' }, `requests==2.19.0${empty}`);
    assert.ok(after.startsWith('requests==2.20.0\n'), after.slice(0, 80));
    refuses(requests, `${empty} \t--require-hashes\nrequests==2.19.0\n`, /hashes/);
  });

  it('is found by any spelling of the name', () => {
    const zope = { ...requests, package: 'zope.interface', patched: '5.0.1' };
    assert.equal(rewritten(zope, 'Zope_Interface==4.0\n'), 'major: Zope_Interface==5.0.1\n');
  });

  it('stays where the form says more than a version', () => {
    refuses(requests, 'requests==2.19.0 --hash=sha256:aa\n', /hashes/);
    refuses(requests, 'requests==2.19.0 \\\n    --hash=sha256:aa\n', /hashes/);
    refuses(requests, '--require-hashes\nrequests==2.19.0\n', /hashes/);
    refuses(requests, 'requests @ https://example.org/r.whl\n', /address/);
    refuses(requests, 'requests==2.19.0; python_version<"3"\nrequests==2.18.0\n', /2 places/);
    refuses({ ...requests, installed: '2.19.1' }, 'requests==2.19.*\n', /on purpose/);
    refuses({ ...requests, installed: '2.19.1' }, 'requests<2.20\n', /on purpose/);
    refuses({ ...requests, installed: '2.19.1' }, 'requests>=2,<2.20\n', /on purpose/);
    refuses(requests, 'flask==1.0\n', /does not ask for requests itself/);
    refuses(requests, '<<<<<<< a\nrequests==2.19.0\n', /merge/);
  });

  it('stays where the range allows the fix, and says how to lock again', () => {
    for (const spec of ['>=2.0', '~=2.0', '', '>=2,<4', '!=2.19.1']) {
      refuses({ ...requests, installed: '2.19.0' }, `requests${spec}\n`, /Re-lock: pip install/);
    }
  });

  it('stays where the finding names no version, or none that helps', () => {
    refuses({ ...requests, patched: '' }, 'requests==2.19.0\n', /names no fixed version/);
    refuses({ ...requests, patched: '<1.0' }, 'requests==2.19.0\n', /names no fixed version/);
    refuses({ ...requests, patched: '2.20.0rc1' }, 'requests==2.19.0\n', /prereleases/);
    refuses(
      { ...requests, patched: '2.18.0', installed: '2.19.0' },
      'requests==2.19.0\n',
      /above 2\.19\.0/,
    );
    refuses({ ...requests, patched: '2.20.0+cpu' }, 'requests==2.19.0\n', /not certain/);
    refuses(
      { ...requests, patched: '2.20.0', vulnerable: '<2.21.0' },
      'requests==2.19.0\n',
      /above 2\.19\.0/,
    );
  });

  it('is left alone when it asks for a fixed version already', () => {
    refuses({ ...requests, installed: '2.19.0' }, 'requests==2.20.0\n', /does not call vulnerable/);
    refuses(
      { ...requests, vulnerable: '<2.20.0' },
      'requests==2.31.0\n',
      /does not call vulnerable/,
    );
  });
});

describe('a literal of pyproject.toml', () => {
  it('is found in lists and in the tables of Poetry', () => {
    const fine: readonly (readonly [string, string])[] = [
      [
        '[project]\ndependencies = [\n  "requests[socks]==2.19.0; os_name == \'nt\'", # why\n]\n',
        '2.20.0',
      ],
      ["[project.optional-dependencies]\nweb = ['requests==2.19.0']\n", '2.20.0'],
      ['[dependency-groups]\ndev = ["requests == 2.19.0", {include-group = "x"}]\n', '2.20.0'],
      ['[tool.poetry.dependencies]\npython = "^3"\nrequests = "2.19.0"\n', '2.20.0'],
      [
        '[tool.poetry.group.dev.dependencies]\nRequests = {version = "~2.19.0", extras = ["socks"]}\n',
        '2.20.0',
      ],
      ['[tool.poetry.dependencies.requests]\nversion = "==2.19.0"\noptional = true\n', '2.20.0'],
    ];
    for (const [before, version] of fine) {
      const after = rewritten({ ...toml, installed: '2.19.0' }, before);
      assert.equal(after, before.replace(/2\.19\.0/, version));
    }
  });

  it('keeps the caret of Poetry and says that it crosses a major', () => {
    const before = '[tool.poetry.dependencies]\nrequests = "^1.2"\n';
    const after = rewritten({ ...toml, installed: '1.2.5' }, before);
    assert.equal(after, `major: ${before.replace('^1.2', '^2.20.0')}`);
    refuses(
      { ...toml, installed: '2.3.0' },
      before.replace('^1.2', '^2.3'),
      /Re-lock: poetry update requests/,
    );
  });

  it('stays where it is not certain', () => {
    refuses(toml, '[project]\ndependencies = ["requests==2.19.0"', /not understood/);
    refuses(toml, '[tool.poetry.dependencies]\nrequests = {git = "https://x/y"}\n', /address/);
    refuses(toml, '[project]\ndependencies = ["requests @ https://x/y"]\n', /address/);
    refuses(toml, '[tool.other]\nrequests = "2.19.0"\n', /does not ask/);
    const twice =
      '[project]\ndependencies = ["requests==2.19.0"]\n[dependency-groups]\na = ["requests==2.19.0"]\n';
    refuses(toml, twice, /2 places/);
  });

  it('is found in a Pipfile', () => {
    const before = '[packages]\nrequests = "==2.19.0"\n';
    assert.equal(rewritten({ ...requests, path: 'Pipfile' }, before), before.replace('19', '20'));
  });
});

describe('a literal of go.mod', () => {
  it('is raised, alone or in a block, direct or not', () => {
    const fine = [
      'module m\n\ngo 1.20\n\nrequire golang.org/x/text v0.3.7\n',
      'require (\n\tgolang.org/x/net v0.1.0\n\tgolang.org/x/text v0.3.7 // indirect\n)\n',
    ];
    for (const before of fine) {
      assert.equal(rewritten(goText, before), before.replace('v0.3.7', 'v0.3.8'));
    }
  });

  it('may be the made-up version of a commit', () => {
    const crypto = {
      ...goText,
      package: 'golang.org/x/crypto',
      patched: '0.0.0-20220314234659-1baeb1ce4c0b',
    };
    const before = 'require golang.org/x/crypto v0.0.0-20200622213623-75b288015ac9\n';
    assert.equal(
      rewritten(crypto, before),
      'require golang.org/x/crypto v0.0.0-20220314234659-1baeb1ce4c0b\n',
    );
  });

  it('stays where the path of the module would have to change', () => {
    const jwt = { ...goText, package: 'github.com/dgrijalva/jwt-go', patched: '4.0.1' };
    refuses(jwt, 'require github.com/dgrijalva/jwt-go v3.2.0+incompatible\n', /import path/);
    refuses({ ...jwt, package: 'a.org/m', patched: '2.0.1' }, 'require a.org/m v1.0.0\n', /\/v2/);
    const own = { ...jwt, package: 'a.org/m/v2', patched: '2.0.1' };
    assert.equal(rewritten(own, 'require a.org/m/v2 v2.0.0\n'), 'require a.org/m/v2 v2.0.1\n');
    const old = { ...jwt, package: 'a.org/m', patched: '3.2.1' };
    assert.equal(
      rewritten(old, 'require a.org/m v3.2.0+incompatible\n'),
      'require a.org/m v3.2.1+incompatible\n',
    );
  });

  it('stays where the module is replaced, excluded or not named', () => {
    const base = 'require golang.org/x/text v0.3.7\n';
    refuses(goText, `${base}replace golang.org/x/text => ../text\n`, /replace/);
    refuses(goText, `${base}exclude golang.org/x/text v0.3.8\n`, /excludes/);
    refuses(goText, 'require golang.org/x/net v0.1.0\n', /go get golang/);
    refuses({ ...goText, package: 'stdlib' }, base, /Go itself/);
  });
});

describe('a literal of Cargo.toml', () => {
  it('is a text or the version in a table', () => {
    const fine = [
      '[dependencies]\nuuid = "=1.2.0"\n',
      '[dependencies]\nuuid = { version = "=1.2.0", features = ["v4"] } # ids\n',
      '[dev-dependencies.uuid]\nversion = "=1.2.0"\n',
      "[target.'cfg(unix)'.dependencies]\nuuid = '=1.2.0'\n",
      '[dependencies]\nids = { package = "uuid", version = "=1.2.0" }\n',
      '[workspace.dependencies]\nuuid = "=1.2.0"\n',
    ];
    for (const before of fine) {
      assert.equal(rewritten(uuid, before), before.replace('1.2.0', '1.2.3'));
    }
  });

  it('has a caret unless it says otherwise, and 0.x breaks with each minor', () => {
    const of = (spec: string) => `[dependencies]\nuuid = "${spec}"\n`;
    refuses({ ...uuid, installed: '1.2.0' }, of('1.0'), /cargo update -p uuid --precise 1\.2\.3/);
    const small = { ...uuid, installed: '0.8.1', patched: '0.8.2, 0.9.1' };
    refuses(small, of('0.8'), /--precise 0\.8\.2/);
    assert.equal(rewritten({ ...small, patched: '0.9.1' }, of('0.8')), `major: ${of('0.9.1')}`);
    assert.equal(rewritten({ ...uuid, installed: '1.1.4' }, of('~1.1')), of('~1.2.3'));
  });

  it('stays where the version is elsewhere', () => {
    refuses(uuid, '[dependencies]\nuuid = { workspace = true }\n', /workspace/);
    refuses(uuid, '[dependencies]\nuuid.path = "../uuid"\n', /folder/);
    refuses(uuid, '[dependencies]\nserde = "1"\n', /cargo update -p uuid --precise VERSION/);
  });
});

describe('a literal of a Gemfile', () => {
  it('keeps quotes, operators and options', () => {
    const before = "source 'x'\ngem \"rails\", '~> 5.1.0', require: false # web\n";
    const one = { ...rails, installed: '5.1.7' };
    assert.equal(rewritten(one, before), before.replace('5.1.0', '5.2.4.3'));
    assert.equal(rewritten(one, "gem 'rails', '5.2.4'\n"), "gem 'rails', '5.2.4.3'\n");
    const spec = { ...one, path: 'a.gemspec' };
    assert.equal(
      rewritten(spec, "  s.add_dependency 'rails', '= 5.2.1'\n"),
      "  s.add_dependency 'rails', '= 5.2.4.3'\n",
    );
  });

  it('stays where the lock alone has to move, or where it is not certain', () => {
    const one = { ...rails, installed: '5.2.1' };
    refuses(one, "gem 'rails'\n", /bundle update --conservative rails/);
    refuses(one, "gem 'rails', '~> 5.2'\n", /Re-lock/);
    refuses(one, "gem 'rails', '>= 5', '< 5.2.2'\n", /2 requirements/);
    refuses(one, "gem 'rails', git: 'https://x'\n", /repository/);
    refuses(one, "gem 'rails', RAILS\n", /not written/);
    refuses(one, "gem 'rack'\n", /bundle update --conservative rails/);
  });
});

describe('a literal of pom.xml', () => {
  const dependency = (version: string) =>
    `<dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId>${version}</dependency>`;
  const pom = (inner: string) => `<project>\n${inner}\n</project>\n`;
  const plain = pom(`<dependencies>${dependency('<version> 2.14.0 </version>')}</dependencies>`);

  it('is the version, that of dependencyManagement, or a property of the same file', () => {
    assert.equal(rewritten(log4j, plain), plain.replace('2.14.0', '2.17.1'));
    const managed = pom(
      `<dependencyManagement><dependencies>${dependency('<version>2.12.1</version>')}</dependencies></dependencyManagement><dependencies>${dependency('')}</dependencies>`,
    );
    assert.equal(rewritten(log4j, managed), managed.replace('2.12.1', '2.12.4'));
    const property = pom(
      `<properties><log.version>2.14.0</log.version></properties><dependencies>${dependency('<version>${log.version}</version>')}</dependencies>`,
    );
    assert.equal(rewritten(log4j, property), property.replace('2.14.0', '2.17.1'));
  });

  it('stays where it is elsewhere, and says where', () => {
    const parent =
      '<parent><groupId>org.boot</groupId><artifactId>parent</artifactId><version>1</version></parent>';
    const without = `<dependencies>${dependency('')}</dependencies>`;
    refuses(log4j, pom(parent + without), /the parent org\.boot:parent:1/);
    const unknown = `<dependencies>${dependency('<version>${log.version}</version>')}</dependencies>`;
    refuses(log4j, pom(parent + unknown), /does not set: look in the parent/);
    const inProfile = `<profiles><profile><dependencies>${dependency('<version>2.14.0</version>')}</dependencies></profile></profiles>`;
    refuses(log4j, pom(inProfile), /profile/);
    const overridden = pom(
      `<profiles><profile><properties><v>2.15.0</v></properties></profile></profiles><properties><v>2.14.0</v></properties><dependencies>${dependency('<version>${v}</version>')}</dependencies>`,
    );
    refuses(log4j, overridden, /profile/);
    refuses(log4j, plain.replace('2.14.0', '[2.0,2.15)'), /form/);
    refuses(log4j, plain.replace('</project>', ''), /not understood/);
    refuses(log4j, pom(`<!-- ${without} -->`), /does not ask/);
    refuses({ ...log4j, patched: '2.17.1-jre' }, plain, /not certain/);
  });
});

describe('the manifest of a finding', () => {
  it('stands beside a lockfile or is the file itself', () => {
    assert.equal(manifestFor('a/Cargo.lock'), 'a/Cargo.toml');
    assert.equal(manifestFor('poetry.lock'), 'pyproject.toml');
    assert.equal(manifestFor('a/requirements-dev.txt'), 'a/requirements-dev.txt');
    assert.equal(manifestFor('a/gradle.lockfile'), undefined);
    assert.equal(manifestFor('__proto__'), undefined);
  });
});

describe('rewriting a literal', () => {
  const version = fc.tuple(fc.nat(3), fc.nat(9), fc.nat(9)).map((parts) => parts.join('.'));
  const forms: readonly (readonly [Case, (spec: string) => string])[] = [
    [requests, (spec) => `flask==1\nrequests==${spec} # x\n`],
    [toml, (spec) => `[tool.poetry.dependencies]\nrequests = "^${spec}"\n`],
    [uuid, (spec) => `[dependencies]\nuuid = { version = "${spec}", default-features = false }\n`],
    [goText, (spec) => `require (\n\tgolang.org/x/text v${spec} // indirect\n)\n`],
    [rails, (spec) => `gem 'rails', '~> ${spec}'\n`],
    [
      log4j,
      (spec) =>
        `<project><dependencies><dependency>\n<groupId>org.apache.logging.log4j</groupId><artifactId>log4j-core</artifactId><version>${spec}</version></dependency></dependencies></project>\n`,
    ],
  ];

  it('changes one version and nothing else, once, and keeps CRLF', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        version,
        fc.array(version, { maxLength: 3 }),
        fc.boolean(),
        ([one, make], current, fixes, isCrlf) => {
          const text = isCrlf ? make(current).replaceAll('\n', '\r\n') : make(current);
          const asked = { ...one, installed: current, patched: fixes.join(', ') };
          const { path, ...told } = asked;
          const result = rewriteLiteral(path, text, { ...told, vulnerable: current });
          if (!result.ok) return;
          const { edit } = result;
          assert.equal(text.slice(edit.start, edit.end).replace(/^v/, ''), current);
          assert.ok(fixes.includes(edit.text.replace(/^v/, '')), edit.text);
          const applied = applyEdits(text, [edit]);
          assert.ok(applied.ok);
          assert.equal(applied.text.split('\r').length, text.split('\r').length);
          const again = rewriteLiteral(path, applied.text, { ...told, vulnerable: current });
          assert.equal(again.ok, false);
        },
      ),
    );
  });

  it('answers for any text', () => {
    fc.assert(
      fc.property(fc.constantFrom(...forms), fc.string(), version, ([one], text, current) => {
        const { path, ...told } = one;
        rewriteLiteral(path, text, { ...told, installed: text, patched: text, vulnerable: text });
        rewriteLiteral(path, text, { ...told, installed: current, vulnerable: text });
      }),
    );
  });
});
