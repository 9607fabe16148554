import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { builtInFloor } from '../../../src/core/floor';
import type { PolicySource } from '../../../src/core/policy';
import { effectivePolicy, rulesFor } from '../../../src/core/policy';
import { riskTiers, tierOf, worstTier } from '../../../src/core/risk';

const committed = (text: string | undefined): PolicySource => ({ origin: 'committed', text });
const policyText = (...tiers: readonly object[]) => JSON.stringify({ version: 1, tiers });
const tier = (path: string, ...sources: readonly PolicySource[]) =>
  worstTier(tierOf([path], undefined, effectivePolicy(sources)));

describe('effectivePolicy', () => {
  it('is the built-in floor when there is no policy file', () => {
    const policy = effectivePolicy([committed(undefined)]);
    assert.equal(policy.rules.length, builtInFloor.length);
    assert.deepEqual(policy.problems, []);
    assert.match(policy.sha256, /^[0-9a-f]{64}$/);
    assert.equal(policy.sha256, effectivePolicy([]).sha256);
  });

  it('adds the rules of a policy file, with comments in it', () => {
    const text = `// Money moves here.
      { "$schema": "x", "version": 1, /* tiers */ "tiers": [
        { "glob": "src/payments", "tier": "high", "reason": "Money moves here." }] }`;
    const policy = effectivePolicy([committed(text)]);
    assert.deepEqual(policy.problems, []);
    const [match] = rulesFor(policy, 'src/Payments/pay.js');
    assert.equal(match?.rule.reason, 'Money moves here');
    assert.equal(match?.by, 'src/payments');
  });

  it('lets the highest tier count, so that no rule loosens the floor or another rule', () => {
    const loose = policyText({ glob: '**', tier: 'moderate' });
    const strict = policyText({ glob: 'src/**', tier: 'forbidden' });
    assert.equal(tier('.vscode/tasks.json', committed(loose)), 'high');
    assert.equal(tier('.git/config', committed(loose)), 'forbidden');
    assert.equal(tier('docs/a.md', committed(loose)), 'moderate');
    const both = [committed(strict), { origin: 'working tree', text: loose }] as const;
    assert.equal(tier('src/a.js', ...both), 'forbidden');
  });

  it('can only tighten, whatever a policy file says', () => {
    const glob = fc.constantFrom('**', 'src', '*.js', '{.git,.vscode}', 'package.json', '[x', '');
    const rule = fc.record({ glob, tier: fc.constantFrom('low', 'moderate', 'high', 'forbidden') });
    const text = fc.oneof(
      fc.array(rule).map((rules) => policyText(...rules)),
      fc.string(),
    );
    const path = fc.constantFrom('.git/config', '.vscode/x', 'src/a.js', 'package.json', 'a/b');
    fc.assert(
      fc.property(text, path, (one, name) => {
        assert.ok(riskTiers.indexOf(tier(name, committed(one))) >= riskTiers.indexOf(tier(name)));
      }),
    );
  });

  const unreadable: Readonly<Record<string, string>> = {
    'bad JSON': '{',
    'an empty file': '',
    'trailing commas': '{"version":1,"tiers":[],}',
    'merge markers': '{"version":1,\n<<<<<<< ours\n"tiers":[]}',
    'another version': '{"version":2,"tiers":[]}',
    'an unknown key': '{"version":1,"tiers":[],"tires":[]}',
    'an unknown tier': policyText({ glob: 'a', tier: 'low' }),
    'a glob that is not understood': policyText({ glob: '[ab]', tier: 'high' }),
    'an array': '[]',
    'a prototype': '{"__proto__":{"version":1,"tiers":[]}}',
    'too much nesting': '['.repeat(100_000),
    'too many bytes': policyText({ glob: 'a', tier: 'high', reason: 'x'.repeat(300_000) }),
    'too many globs': policyText(
      ...Array.from({ length: 40 }, () => ({ glob: '{a,b}'.repeat(6), tier: 'high' })),
    ),
  };
  for (const [what, text] of Object.entries(unreadable)) {
    it(`guards every file when a policy file has ${what}`, () => {
      const policy = effectivePolicy([committed(text)]);
      assert.equal(policy.problems.length, 1);
      assert.match(
        policy.problems[0] ?? '',
        /^\.countersign\/policy\.json \(committed\): .*high-risk/s,
      );
      assert.equal(tier('docs/a.md', committed(text)), 'high');
    });
  }

  it('keeps the good rules of a file with a bad one', () => {
    const text = policyText({ glob: '[x', tier: 'high' }, { glob: 'vendor', tier: 'forbidden' });
    assert.equal(tier('vendor/a.js', committed(text)), 'forbidden');
  });

  for (const [what, rule] of Object.entries({
    'a misspelt tier': { glob: 'vendor', tier: 'forbiden' },
    'a tier that is no text': { glob: 'vendor', tier: 1, reason: 'ours' },
    'a misspelt key for its tier': { glob: 'vendor', tear: 'high' },
  })) {
    it(`forbids the files of a rule with ${what}, and guards all others`, () => {
      const text = policyText({ glob: 'keep', tier: 'forbidden' }, rule);
      const policy = effectivePolicy([committed(text)]);
      assert.equal(policy.problems.length, 1);
      assert.match(policy.problems[0] ?? '', /tiers\.1\.t.*high-risk/s);
      assert.equal(tier('vendor/a.js', committed(text)), 'forbidden');
      assert.equal(tier('keep/a.js', committed(text)), 'forbidden');
      assert.equal(tier('docs/a.md', committed(text)), 'high');
    });
  }

  it('does not let a key that stands there twice take back what the first one says', () => {
    const rule = '{"glob": "vendor", "tier": "forbidden", "reason": "ours"}';
    const texts = [
      `{"version": 1, "tiers": [${rule}], /* "x" */ "tiers": []}`,
      `{"version": 1, "tiers": [{"glob": "vendor", "tier": "forbidden", "ti\\u0065r": "moderate"}]}`,
    ];
    for (const text of texts) {
      const policy = effectivePolicy([committed(text)]);
      assert.match(policy.problems.join(), /“tier.*twice.*high-risk/s);
      assert.equal(tier('docs/a.md', committed(text)), 'high');
    }
    const honest = `{"version": 1, "tiers": [${rule}, ${rule}]}`;
    assert.deepEqual(effectivePolicy([committed(honest)]).problems, []);
  });

  it('does not guess at the tier of a rule whose glob cannot be read', () => {
    const rules = [{ glob: 1, tier: 'x' }, { glob: '', tier: 'x' }, { tier: 'x' }, null, 'x'];
    for (const rule of rules) {
      const text = policyText(rule as object);
      assert.equal(tier('docs/a.md', committed(text)), 'high', JSON.stringify(rule));
    }
  });

  it('still applies the committed copy when the one in the working tree is broken', () => {
    const strict = committed(policyText({ glob: 'src', tier: 'forbidden' }));
    assert.equal(tier('src/a.js', strict, { origin: 'working tree', text: '{' }), 'forbidden');
  });

  it('has one hash for the same rules, and another for others', () => {
    const a = { glob: 'a', tier: 'high' };
    const b = { glob: 'b', tier: 'high' };
    const hash = (...sources: readonly PolicySource[]) => effectivePolicy(sources).sha256;
    const both = hash(committed(policyText(a, b)));
    assert.equal(hash(committed(policyText(b, a))), both);
    assert.equal(
      hash(committed(policyText(a)), { origin: 'working tree', text: policyText(b, a) }),
      both,
    );
    assert.notEqual(hash(committed(policyText(a))), both);
    assert.notEqual(hash(committed('{')), hash());
  });
});

describe('the built-in floor', () => {
  const forbidden = [
    ...[
      '.git/config',
      '.git',
      'sub/.git/hooks/pre-commit',
      '.GIT/config',
      '.Git/HEAD',
      '.g\u200bit/x',
    ],
    ...['.countersign/policy.json', 'a/../.countersign/policy.json', '.ai-bom/entries/x.json'],
    ...[`.countersign/triage/${'0'.repeat(64)}.json`, 'packages/a/.Countersign/triage/x'],
    ...['packages/a/.ai-bom/x', '.svn/entries', '.git./config', '.git /config', 'GIT~1/config'],
    ...['.gıt/config', '.ｇit/config', '../outside.js', '/etc/passwd', 'a:b', '.git\\config'],
  ];
  const high = [
    ...['src/auth/login.js', 'src/userAuth.ts', 'lib/OAuth2Client.java', 'app/models/session.rb'],
    ...[
      'src/passwordReset.ts',
      'src/api-keys.js',
      'src/tokenStore.ts',
      'src/crypto/aes.c',
      'jwt.py',
    ],
    ...['src/Permissions.cs', '.env', '.env.local', 'certs/a.pem', 'deploy/prod.env'],
    ...[
      '.github/workflows/ci.yml',
      '.GitHub/actions/a/action.yml',
      '.gitlab-ci.yml',
      'Jenkinsfile',
    ],
    ...['.circleci/config.yml', '.vscode/tasks.json', '.VSCODE/settings.json', 'a/.vscode/x.json'],
    ...['x.code-workspace', '.devcontainer/devcontainer.json', '.cursor/mcp.json', '.cursorrules'],
    ...['.mcp.json', 'mcp.json', 'AGENTS.md', 'docs/agents.md', 'CLAUDE.md', 'CLAUDE.local.md'],
    ...['.claude/settings.json', 'GEMINI.md', '.windsurfrules', '.clinerules', '.roo/rules/a.md'],
    ...[
      '.idea/workspace.xml',
      '.github/copilot-instructions.md',
      '.husky/pre-commit',
      'lefthook.yml',
    ],
    ...['.pre-commit-config.yaml', '.npmrc', '.yarnrc.yml', '.gitattributes', '.gitmodules'],
    ...['scripts/deploy.js', 'tools/x.sh', 'Makefile', 'Dockerfile.prod', 'build.gradle.kts'],
    ...['vite.config.ts', 'CODEOWNERS', 'db/migrations/1.js', 'schema.sql', 'infra/main.tf'],
    ...[
      'k8s/a.yaml',
      'docker-compose.yml',
      'compose.override.yaml',
      '.eslintrc.json',
      '.semgrepignore',
    ],
    ...[
      'sonar-project.properties',
      '.snyk',
      '.trivyignore',
      'package.json',
      'a/yarn.lock',
      'go.mod',
    ],
    ...['.sarif/eslint.sarif', '.vscode\u200b/x.json', 'e\u0301/.vscode/x', 'a/../.vscode/x'],
  ];
  const low = [
    ...[
      'src/routes/products.js',
      'src/author.js',
      'src/keyboard.ts',
      'lib/tokenizer.js',
      'src/monkey.ts',
    ],
    ...['docs/description.md', 'README.md', 'src/hooks/useCart.ts', 'src/build/x.js', 'index.html'],
    ...[
      'test/parts.test.js',
      'src/composer.yml',
      '.gitignore',
      'src/githubClient.ts',
      'src/design-info.ts',
    ],
  ];
  for (const [expected, paths] of Object.entries({ forbidden, high, low })) {
    it(`puts ${paths.length} paths at ${expected}`, () => {
      for (const path of paths) assert.equal(tier(path), expected, JSON.stringify(path));
    });
  }
});

describe('the demands in a policy file', () => {
  const text = (parts: object) => JSON.stringify({ version: 1, tiers: [], ...parts });
  const read = (...texts: readonly string[]) => effectivePolicy(texts.map(committed));

  it('are read, and change the hash', () => {
    const demands = { high: { checks: ['project-tests'], approvers: ['*@example.org'] } };
    const policy = read(text({ demands, aiBom: 'required' }));
    assert.deepEqual(policy.problems, []);
    assert.deepEqual(policy.demands, [
      {
        tier: 'high',
        origin: 'committed',
        checks: ['project-tests'],
        approvers: ['*@example.org'],
        differentApprover: false,
      },
    ]);
    assert.equal(policy.needsEntry, true);
    assert.notEqual(policy.sha256, read(text({ demands })).sha256);
    assert.notEqual(read(text({ demands })).sha256, read(text({})).sha256);
    assert.equal(read(text({})).sha256, effectivePolicy([]).sha256);
  });

  it('count from every copy, and the same text once', () => {
    const one = text({ demands: { low: { approvers: ['a'] } } });
    const other = text({ demands: { low: { approvers: ['b'] } } });
    assert.equal(read(one, other).demands.length, 2);
    assert.equal(read(one, one).demands.length, 1);
    assert.equal(read(one, one).sha256, read(one).sha256);
  });

  const broken: Readonly<Record<string, object>> = {
    'a misspelt key': { low: { aprovers: ['ada'] } },
    'approvers that are no list': { low: { approvers: 'ada' } },
    'an approver that is no text': { low: { approvers: ['ada', 1] } },
    'a tier that is no object': { low: 'ada' },
    'demands that are no object': ['ada'] as object,
  };
  for (const [what, demands] of Object.entries(broken)) {
    it(`are satisfied by nobody where they have ${what}`, () => {
      const policy = read(text({ demands }));
      assert.equal(policy.problems.length, 1);
      assert.ok(policy.demands.some(({ approvers }) => approvers?.length === 0));
      assert.equal(tier('docs/a.md', committed(text({ demands }))), 'high');
    });
  }

  it('do not lose a check, a second person or a class to a typo', () => {
    const demands = { low: { checks: ['project-test', 'anchors'], differentApprover: 'yes' } };
    const content = [{ class: 'payment', tier: 'hihg' }, { class: 'money' }];
    const policy = read(text({ demands, content, aiBom: 'yes' }));
    assert.deepEqual(policy.demands[0]?.checks, ['project-test', 'anchors']);
    assert.equal(policy.demands[0].differentApprover, true);
    assert.deepEqual(
      policy.content.map((rule) => [rule.class, rule.tier]),
      [['payment', 'forbidden']],
    );
    assert.equal(policy.needsEntry, true);
  });
});

describe('hostile globs', () => {
  /** As many and as bad as a policy may hold, on paths as long as may be. */
  const globs = [
    `*${'a'.repeat(250)}b`,
    `${'*a'.repeat(120)}*b`,
    `${'**/a/'.repeat(50)}b`,
    `{${Array.from({ length: 60 }, () => '*a').join(',')}}b`,
  ];
  const paths = ['a'.repeat(1024), Array(512).fill('a').join('/')];
  for (const glob of globs) {
    it(`cost a bounded number of steps: ${glob.slice(0, 20)}…`, () => {
      const rule = { glob, tier: 'high' };
      const policy = effectivePolicy([committed(policyText(...Array<object>(800).fill(rule)))]);
      for (const path of paths) {
        const steps = { left: 4_000_000 };
        try {
          rulesFor(policy, path, steps);
        } catch {
          assert.ok(steps.left < 0);
        }
        assert.ok(steps.left >= -1, 'it went on after the last step');
        assert.ok(['low', 'high', 'forbidden'].includes(tier(path, committed(policyText(rule)))));
      }
    });
  }

  it('forbid a file that would take too many of them', () => {
    const rule = { glob: `*${'a'.repeat(250)}b`, tier: 'moderate' };
    const hostile = committed(policyText(...Array<object>(800).fill(rule)));
    assert.equal(tier('a'.repeat(1024), hostile), 'forbidden');
    assert.equal(tier('src/a.js', hostile), 'low');
  });

  it('are far from what an honest policy takes', () => {
    const rules = Array.from({ length: 1000 }, (_, index) => {
      return { glob: `src/**/module-${index}*/{api,web}/*.ts`, tier: 'high' };
    });
    const steps = { left: 4_000_000 };
    const policy = effectivePolicy([committed(policyText(...rules))]);
    rulesFor(policy, 'packages/shop/src/features/module-999-x/web/page/view.component.ts', steps);
    assert.ok(4_000_000 - steps.left < 400_000, String(4_000_000 - steps.left));
  });
});
