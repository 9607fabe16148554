import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import {
  codeOf,
  detectConfig,
  fixedConfig,
  refusedConfig,
  rulesIn,
  scanConfig,
} from './configShapes';

const path = '.github/workflows/ci.yml';

/** A workflow with one job on Linux; the steps are given as they stand below `steps:`. */
function workflow(steps: string, { on = 'issues', head = '', job = '' } = {}): string {
  const lines = steps.split('\n').map((line) => (line === '' ? '' : `      ${line}`));
  return `name: a\non: ${on}\n${head}jobs:\n  a:\n    runs-on: ubuntu-latest\n${job}    steps:\n${lines.join('\n')}\n`;
}

const run = (script: string) => workflow(`- run: ${script}`);
const title = '${{ github.event.issue.title }}';

describe('workflow-script-injection', () => {
  const rule = 'workflow-script-injection';
  const seen: readonly [string, string, readonly string[]][] = [
    ['a plain script', run(`echo ${title}`), [title]],
    ['a block', workflow(`- run: |\n    a\n    echo "${title}"`), [title]],
    ['a folded block', workflow(`- run: >-\n    echo\n    "${title}"`), [title]],
    ['a quoted script', run(`'echo "${title}"'`), [title]],
    ['a branch name', run('git checkout ${{ github.head_ref }}'), ['${{ github.head_ref }}']],
    [
      'an index',
      run('echo ${{ github.event.commits[0].message }}'),
      ['${{ github.event.commits[0].message }}'],
    ],
    [
      'a name in quotes',
      run("echo ${{ github['event']['issue'].title }}"),
      ["${{ github['event']['issue'].title }}"],
    ],
    [
      'a default',
      run('echo ${{ github.head_ref || github.ref }}'),
      ['${{ github.head_ref || github.ref }}'],
    ],
    [
      'a format',
      run("echo ${{ format('{0}', github.event.comment.body) }}"),
      ["${{ format('{0}', github.event.comment.body) }}"],
    ],
    ['a whole event', run("echo '${{ toJSON(github.event) }}'"), ['${{ toJSON(github.event) }}']],
    ['two in a line', run(`echo ${title} ${title}`), [title, title]],
    [
      'a variable of the environment',
      workflow(`- env:\n    T: ${title}\n  run: echo \${{ env.T }}`),
      ['${{ env.T }}'],
    ],
    [
      'a script of JavaScript',
      workflow(`- uses: actions/github-script@v7\n  with:\n    script: a('${title}')`),
      [title],
    ],
    ['Python', workflow(`- shell: python\n  run: print("${title}")`), [title]],
    [
      'a comment of several lines',
      workflow('- run: |\n    # ${{ github.event.issue.body }}\n    a'),
      ['${{ github.event.issue.body }}'],
    ],
    [
      'several at once',
      workflow(`- run: echo ${title}\n- run: echo "\${{ github.event.pull_request.head.label }}"`),
      [title, '${{ github.event.pull_request.head.label }}'],
    ],
  ];
  for (const [name, text, expected] of seen) {
    it(`sees ${name}`, () => assert.deepEqual(codeOf(rule, path, text), expected));
  }

  it('sees the steps of an action', () => {
    const text = `runs:\n  using: composite\n  steps:\n    - shell: bash\n      run: echo ${title}\n`;
    assert.deepEqual(codeOf(rule, 'action.yml', text), [title]);
    assert.deepEqual(codeOf(rule, 'tools/a/action.yaml', text), [title]);
  });

  const silent: readonly [string, string][] = [
    [
      'numbers and hashes',
      run(
        'echo ${{ github.event.issue.number }} ${{ github.sha }} ${{ github.event.pull_request.head.sha }}',
      ),
    ],
    ['the environment', workflow(`- env:\n    TITLE: ${title}\n  run: echo "$TITLE"`)],
    [
      'comparisons',
      run(
        "echo ${{ github.event.issue.title == 'a' && 'b' || 'c' }} ${{ contains(github.event.issue.body, 'x') }}",
      ),
    ],
    [
      'inputs of actions that run nothing',
      workflow(`- uses: a/b@v1\n  with:\n    title: ${title}`),
    ],
    [
      'names and conditions',
      workflow(`- name: ${title}\n  if: github.event.issue.title != ''\n  run: a`),
    ],
    ['a comment', workflow(`- run: |\n    # ${title}\n    a`)],
    [
      'JSON in JavaScript',
      workflow(
        '- uses: actions/github-script@v7\n  with:\n    script: const a = ${{ toJSON(github.event.issue) }};',
      ),
    ],
    ['what is no expression', run('echo ${{ github.event.issue.title')],
    [
      'a variable that a step overrides',
      workflow('- env:\n    T: a\n  run: echo ${{ env.T }}', { head: `env:\n  T: ${title}\n` }),
    ],
    ['secrets', run('a ${{ secrets.TOKEN }}')],
  ];
  for (const [name, text] of silent) {
    it(`is silent about ${name}`, () => assert.deepEqual(codeOf(rule, path, text), []));
  }

  const fixes: readonly [string, string, string][] = [
    [
      'a bare word',
      run(`echo ${title}`),
      workflow(`- env:\n    ISSUE_TITLE: ${title}\n  run: echo "$ISSUE_TITLE"`),
    ],
    [
      'quotes',
      workflow(`- name: a\n  run: |\n    echo "T: ${title}."`),
      workflow(
        `- name: a\n  env:\n    ISSUE_TITLE: ${title}\n  run: |\n    echo "T: $ISSUE_TITLE."`,
      ),
    ],
    [
      'what a letter follows',
      workflow(`- run: |\n    echo "${title}s"`),
      workflow(`- env:\n    ISSUE_TITLE: ${title}\n  run: |\n    echo "\${ISSUE_TITLE}s"`),
    ],
    [
      'a step with an environment',
      workflow(`- run: a --b=${title}\n  env:\n    C: d`),
      workflow(`- run: a --b="$ISSUE_TITLE"\n  env:\n    ISSUE_TITLE: ${title}\n    C: d`),
    ],
    [
      'a variable that is there',
      workflow(`- run: a ${title}\n  env:\n    C: ${title}`),
      workflow(`- run: a "$C"\n  env:\n    C: ${title}`),
    ],
    [
      'a name that is taken',
      workflow(`- run: a ${title} "$ISSUE_TITLE"`),
      workflow(`- env:\n    ISSUE_TITLE_2: ${title}\n  run: a "$ISSUE_TITLE_2" "$ISSUE_TITLE"`),
    ],
    [
      'the environment in braces',
      workflow(`- env:\n    T: ${title}\n  run: echo \${{ env.T }}`),
      workflow(`- env:\n    T: ${title}\n  run: echo "$T"`),
    ],
    [
      'single quotes of YAML',
      run(`'echo ${title}'`),
      workflow(`- env:\n    ISSUE_TITLE: ${title}\n  run: 'echo "$ISSUE_TITLE"'`),
    ],
    [
      'double quotes of YAML',
      run(`"echo ${title}"`),
      workflow(`- env:\n    ISSUE_TITLE: ${title}\n  run: "echo \\"$ISSUE_TITLE\\""`),
    ],
    [
      'a substitution',
      workflow(`- run: |\n    A="$(a ${title})"`),
      workflow(`- env:\n    ISSUE_TITLE: ${title}\n  run: |\n    A="$(a "$ISSUE_TITLE")"`),
    ],
    [
      'a text of JavaScript',
      workflow(
        `- uses: actions/github-script@v7\n  with:\n    script: |\n      const a = '${title}';`,
      ),
      workflow(
        `- uses: actions/github-script@v7\n  env:\n    ISSUE_TITLE: ${title}\n  with:\n    script: |\n      const a = process.env.ISSUE_TITLE;`,
      ),
    ],
    [
      'a template of JavaScript',
      workflow(
        `- uses: actions/github-script@v7\n  with:\n    script: |\n      a(\`b ${title}\`);`,
      ),
      workflow(
        `- uses: actions/github-script@v7\n  env:\n    ISSUE_TITLE: ${title}\n  with:\n    script: |\n      a(\`b \${process.env.ISSUE_TITLE}\`);`,
      ),
    ],
    [
      'an expression with a colon',
      workflow("- run: |\n    a ${{ format('b: {0}', github.head_ref) }}"),
      workflow(
        "- env:\n    HEAD_REF: '${{ format(''b: {0}'', github.head_ref) }}'\n  run: |\n    a \"$HEAD_REF\"",
      ),
    ],
  ];
  for (const [name, before, after] of fixes) {
    it(`fixes ${name}`, () => assert.equal(fixedConfig(rule, path, before), after));
    it(`fixes ${name} with the line breaks of Windows`, () => {
      const windows = (text: string) => text.replaceAll('\n', '\r\n');
      assert.equal(fixedConfig(rule, path, windows(before)), windows(after));
    });
  }

  const refusals: readonly [string, string, RegExp][] = [
    ['single quotes', workflow(`- run: |\n    echo '${title}'`), /single quotes/],
    [
      'a here-document',
      workflow(`- run: |\n    cat <<EOF\n    ${title}\n    EOF`),
      /here-document/,
    ],
    ['PowerShell', workflow(`- shell: pwsh\n  run: echo ${title}`), /POSIX/],
    ['Windows', run(`echo ${title}`).replace('ubuntu', 'windows'), /Windows/],
    [
      'a runner of a matrix',
      run(`echo ${title}`).replace('ubuntu-latest', '${{ matrix.os }}'),
      /Windows/,
    ],
    ['a command', run(title), /command that runs/],
    [
      'code for another shell',
      workflow(`- run: |\n    bash -c "echo ${title}"`),
      /take the value for code/,
    ],
    [
      'a pipe to a shell',
      workflow(`- run: |\n    echo "${title}" | sh`),
      /take the value for code/,
    ],
    ['arithmetic', workflow(`- run: |\n    if [[ ${title} -gt 1 ]]; then a; fi`), /computes/],
    [
      'a list of words',
      workflow(`- run: |\n    for a in ${title}; do b; done`),
      /take the value for code/,
    ],
    ['a step in braces', workflow(`- { run: "echo ${title}" }`), /braces/],
    ['an environment in braces', workflow(`- env: { A: b }\n  run: echo ${title}`), /plain lines/],
    [
      'lines for later steps',
      workflow('- run: |\n    echo "A=${{ github.event.issue.body }}" >> "$GITHUB_ENV"'),
      /later steps/,
    ],
    [
      'code of JavaScript',
      workflow(
        `- uses: actions/github-script@v7\n  with:\n    script: |\n      const a = ${title};`,
      ),
      /as code/,
    ],
    [
      'a part of a text',
      workflow(`- uses: actions/github-script@v7\n  with:\n    script: |\n      a('b ${title}');`),
      /part of a text/,
    ],
    ['a shared script', workflow(`- run: &a echo ${title}\n- run: *a`), /alias/],
  ];
  for (const [name, text, why] of refusals) {
    it(`refuses ${name}`, () => assert.match(refusedConfig(rule, path, text), why));
  }

  it('keeps the workflow whole, changes nothing else and has nothing left to do', () => {
    const words = fc.constantFrom('echo', 'git log', 'a --b=c', 'X=1 a', 'if a; then b', 'true &&');
    const read = fc.constantFrom(
      'github.event.issue.title',
      'github.head_ref',
      "format('x {0}', github.head_ref)",
      'github.event.commits[0].message',
    );
    const around = fc.constantFrom<[string, string]>(
      ['', ''],
      ['"', '"'],
      ['"a ', ' b"'],
      ['--c=', ''],
      ["'", "'"],
      ['$(x ', ')'],
    );
    const shape = fc.record({
      words,
      read,
      around,
      indent: fc.integer({ min: 0, max: 4 }),
      before: fc.constantFrom('', 'name: b', 'env:\n  A: c', 'if: true'),
      newline: fc.constantFrom('\n', '\r\n'),
      style: fc.constantFrom('|', '|-', '>'),
    });
    let fixed = 0;
    fc.assert(
      fc.property(shape, ({ words, read, around, indent, before, newline, style }) => {
        const lines = [
          ...(before ? before.split('\n') : []),
          `run: ${style}`,
          `  ${words} ${around[0]}\${{ ${read} }}${around[1]}`,
        ];
        const step = lines.map(
          (line, at) => `${' '.repeat(indent)}${at === 0 ? '- ' : '  '}${line}`,
        );
        const text = workflow(step.join('\n')).replaceAll('\n', newline);
        const [only, ...others] = detectConfig(path, text).filter((one) => one.rule === rule);
        assert.ok(only && others.length === 0);
        if (only.fixed === undefined) return;
        fixed++;
        assert.deepEqual(parseDocument(only.fixed).errors, []);
        assert.deepEqual(codeOf(rule, path, only.fixed), []);
        const breaks = only.fixed.split('\n').length - 1;
        assert.equal(only.fixed.split('\r\n').length - 1, newline === '\n' ? 0 : breaks);
        const kept = new Set(only.fixed.split(/\r?\n/).map((line) => line.replace(/^[ -]*/, '')));
        for (const line of text.split(/\r?\n/)) {
          if (!line.includes('${{')) assert.ok(kept.has(line.replace(/^[ -]*/, '')), line);
        }
        assert.ok(
          (parseDocument(only.fixed).toJS() as { jobs: { a: { steps: { env: object }[] } } }).jobs.a
            .steps[0]?.env,
        );
      }),
      { numRuns: 300 },
    );
    assert.ok(fixed > 100, `${fixed} are fixed`);
  });
});

describe('workflow-input-injection', () => {
  const rule = 'workflow-input-injection';
  const action = (script: string) =>
    `inputs:\n  a:\n    default: b\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: ${script}\n`;
  const call = (type: string) =>
    `on:\n  workflow_call:\n    inputs:\n      a:\n        type: ${type}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo \${{ inputs.a }}\n`;

  it('sees the inputs of actions and of workflows that others call', () => {
    assert.deepEqual(codeOf(rule, 'action.yml', action('echo ${{ inputs.a }}')), [
      '${{ inputs.a }}',
    ]);
    assert.deepEqual(codeOf(rule, 'action.yml', action("echo ${{ inputs['a-b'] }}")), [
      "${{ inputs['a-b'] }}",
    ]);
    assert.deepEqual(codeOf(rule, 'action.yml', action('echo "${{ inputs.a || \'b\' }}"')), [
      "${{ inputs.a || 'b' }}",
    ]);
    assert.deepEqual(codeOf(rule, path, call('string')), ['${{ inputs.a }}']);
  });

  it('is silent about other types, other uses and workflows that a person starts', () => {
    assert.deepEqual(rulesIn(path, call('number')), []);
    assert.deepEqual(rulesIn(path, call('boolean')), []);
    assert.deepEqual(rulesIn('action.yml', action('echo "$A"')), []);
    assert.deepEqual(rulesIn('action.yml', action("echo ${{ inputs.a == 'b' }}")), []);
    assert.deepEqual(
      rulesIn(path, workflow('- run: echo ${{ inputs.a }}', { on: 'workflow_dispatch' })),
      [],
    );
  });

  it('fixes with a name that is no other variable', () => {
    const text = action('ls ${{ inputs.path }}');
    assert.match(
      fixedConfig(rule, 'action.yml', text),
      /env:\n {8}INPUT_PATH: \$\{\{ inputs.path \}\}\n {6}run: ls "\$INPUT_PATH"\n/,
    );
  });
});

describe('workflow-untrusted-checkout', () => {
  const rule = 'workflow-untrusted-checkout';
  const checkout = (ref: string, later = '- run: npm test') =>
    `- uses: actions/checkout@v4\n  with:\n    ref: ${ref}\n${later}`;
  const sha = '${{ github.event.pull_request.head.sha }}';

  const seen: readonly [string, string][] = [
    ['a commit of a pull request', workflow(checkout(sha), { on: 'pull_request_target' })],
    [
      'a list of events',
      workflow(checkout('${{ github.head_ref }}'), { on: '[push, pull_request_target]' }),
    ],
    [
      'a merge',
      workflow(checkout('refs/pull/${{ github.event.number }}/merge'), {
        on: '\n  pull_request_target:\n    types: [opened]',
      }),
    ],
    [
      'a workflow after another',
      workflow(checkout('${{ github.event.workflow_run.head_sha }}'), {
        on: '\n  workflow_run:\n    workflows: [a]',
      }),
    ],
    ['a local action', workflow(checkout(sha, '- uses: ./a'), { on: 'pull_request_target' })],
    [
      'the command line of GitHub',
      workflow('- run: |\n    gh pr checkout 1\n    npm ci', { on: 'issue_comment' }),
    ],
  ];
  for (const [name, text] of seen) {
    it(`sees ${name}`, () => {
      const found = detectConfig(path, text).filter((one) => one.rule === rule);
      assert.deepEqual(
        found.map(({ guarded }) => guarded),
        [false],
      );
    });
  }

  const silent: readonly [string, string][] = [
    [
      'the base',
      workflow('- uses: actions/checkout@v4\n- run: npm test', { on: 'pull_request_target' }),
    ],
    ['an event without secrets', workflow(checkout(sha), { on: 'pull_request' })],
    [
      'what is only read',
      workflow(checkout(sha, '- uses: actions/labeler@v5'), { on: 'pull_request_target' }),
    ],
    [
      'pull requests from the repository itself',
      workflow(checkout(sha), {
        on: 'pull_request_target',
        job: '    if: github.event.pull_request.head.repo.full_name == github.repository\n',
      }),
    ],
    [
      'runs after a push',
      workflow(checkout('${{ github.event.workflow_run.head_sha }}'), {
        on: 'workflow_run',
        job: "    if: github.event.workflow_run.event == 'push'\n",
      }),
    ],
    ['a fixed branch', workflow(checkout('main'), { on: 'pull_request_target' })],
  ];
  for (const [name, text] of silent) {
    it(`is silent about ${name}`, () => assert.deepEqual(codeOf(rule, path, text), []));
  }

  it('names a check that may not suffice', () => {
    for (const job of [
      "    if: contains(github.event.pull_request.labels.*.name, 'safe')\n",
      '    environment: review\n',
    ]) {
      const text = workflow(checkout(sha), { on: 'pull_request_target', job });
      assert.deepEqual(
        detectConfig(path, text)
          .filter((one) => one.rule === rule)
          .map(({ guarded }) => guarded),
        [true],
      );
    }
  });
});

describe('the other rules for workflows', () => {
  it('see actions that are not pinned, each once', () => {
    const steps = ['a/b@v1', 'a/b/c@main', 'docker://alpine:3', '"a/b@v1.2.3"', 'a/b@0123abc'].map(
      (one) => `- uses: ${one}`,
    );
    assert.equal(codeOf('workflow-unpinned-action', path, workflow(steps.join('\n'))).length, 5);
    assert.deepEqual(
      codeOf(
        'workflow-unpinned-action',
        path,
        'on: push\njobs:\n  a:\n    uses: a/b/.github/workflows/c.yml@v1\n',
      ),
      ['a/b/.github/workflows/c.yml@v1'],
    );
    assert.equal(
      codeOf('workflow-unpinned-action', path, workflow('- &a\n  uses: a/b@v1\n- *a\n- *a')).length,
      1,
    );
    const pinned = [
      `a/b@${'0a'.repeat(20)} # v1`,
      './a',
      'slsa-framework/slsa-github-generator/.github/workflows/a.yml@v2.0.0',
      'actions/checkout@v4',
      'github/codeql-action/init@v3',
      `docker://a@sha256:${'0a'.repeat(32)}`,
    ];
    assert.deepEqual(rulesIn(path, workflow(pinned.map((one) => `- uses: ${one}`).join('\n'))), []);
  });

  it('see all rights', () => {
    const rule = 'workflow-write-all';
    assert.deepEqual(
      codeOf(rule, path, workflow('- run: a', { head: 'permissions: write-all\n' })),
      ['permissions: write-all'],
    );
    assert.deepEqual(
      codeOf(rule, path, workflow('- run: a', { job: '    permissions: "write-all"\n' })),
      ['permissions: "write-all"'],
    );
    assert.equal(
      codeOf(
        rule,
        path,
        workflow('- run: a', {
          head: 'permissions: write-all\n',
          job: '    permissions: write-all\n',
        }),
      ).length,
      2,
    );
    assert.equal(codeOf(rule, path, 'permissions:\n  write-all\njobs: {}\n').length, 1);
    for (const head of [
      '',
      'permissions: read-all\n',
      'permissions: {}\n',
      'permissions:\n  contents: write\n',
      '# permissions: write-all\n',
    ]) {
      assert.deepEqual(codeOf(rule, path, workflow('- run: a', { head })), []);
    }
  });

  it('see commands in output that are allowed again, and switch them off', () => {
    const rule = 'workflow-unsecure-commands';
    const name = 'ACTIONS_ALLOW_UNSECURE_COMMANDS';
    for (const value of ['true', "'true'", '"true"', 'True']) {
      const text = workflow(`- run: a\n  env:\n    ${name}: ${value} # why`);
      assert.equal(fixedConfig(rule, path, text), text.replace(/true/i, 'false'));
    }
    const head = `env:\n  ${name}: true\n`;
    assert.equal(
      fixedConfig(rule, path, workflow('- run: a', { head })),
      workflow('- run: a', { head: head.replace('true', 'false') }),
    );
    assert.match(
      refusedConfig(rule, path, workflow(`- run: echo "${name}=true" >> $GITHUB_ENV`)),
      /script/,
    );
    assert.match(
      refusedConfig(rule, path, workflow('- run: echo "::set-env name=A::b"', { head })),
      /set-env/,
    );
    assert.match(
      refusedConfig(rule, path, workflow('- run: a', { head: `env:\n  ${name}: &a true\n` })),
      /alias/,
    );
    for (const value of ['false', "''", '${{ inputs.a }}', 'maybe']) {
      assert.deepEqual(
        codeOf(rule, path, workflow('- run: a', { head: `env:\n  ${name}: ${value}\n` })),
        [],
      );
    }
  });

  it('keep all else when they switch such commands off', () => {
    const values = fc.constantFrom('true', "'true'", '"true"', 'TRUE');
    const blanks = fc.constantFrom('', ' # a', '  ');
    fc.assert(
      fc.property(
        values,
        blanks,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 6 }),
        (value, after, newline, indent) => {
          const head = `env:\n${' '.repeat(indent)}ACTIONS_ALLOW_UNSECURE_COMMANDS: ${value}${after}\n`;
          const text = workflow('- run: a', { head }).replaceAll('\n', newline);
          const fixed = fixedConfig('workflow-unsecure-commands', path, text);
          assert.equal(fixed, text.replace(/true/i, 'false'));
          assert.deepEqual(parseDocument(fixed).errors, []);
        },
      ),
    );
  });

  const printed: readonly [string, string][] = [
    ['echo', workflow('- run: echo ${{ secrets.A }}')],
    ['a variable', workflow('- env:\n    A: ${{ secrets.A }}\n  run: echo "a $A"')],
    [
      'another encoding',
      workflow('- env:\n    A: ${{ secrets.A }}\n  run: |\n    echo $A | base64'),
    ],
    ['printf', workflow('- run: |\n    a && printf "%s" "${{ secrets.A }}"')],
    ['all of them', workflow('- uses: actions/cache@v4\n  with:\n    a: ${{ toJSON(secrets) }}')],
  ];
  for (const [name, text] of printed) {
    it(`see a secret in ${name}`, () =>
      assert.deepEqual(rulesIn(path, text), ['workflow-secret-printed']));
  }
  const kept: readonly [string, string][] = [
    [
      'goes to a program',
      workflow('- run: |\n    echo ${{ secrets.A }} | docker login --password-stdin'),
    ],
    ['goes to a file', workflow('- run: |\n    echo "${{ secrets.A }}" > key')],
    ['is decoded to a file', workflow('- run: |\n    echo "${{ secrets.A }}" | base64 -d > key')],
    ['is masked', workflow('- run: |\n    echo "::add-mask::${{ secrets.A }}"')],
    [
      'is only tested',
      workflow(
        '- env:\n    A: ${{ secrets.A }}\n  run: |\n    if [ -z "$A" ]; then echo "A is missing"; fi',
      ),
    ],
  ];
  for (const [name, text] of kept) {
    it(`are silent about a secret that ${name}`, () => assert.deepEqual(rulesIn(path, text), []));
  }
});

describe('hostile workflows', () => {
  const hostile: readonly [string, string][] = [
    ['nesting', '['.repeat(50_000)],
    [
      'mappings in mappings',
      Array.from({ length: 600 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'),
    ],
    [
      'aliases of aliases',
      `a: &a0 [b]\n${Array.from({ length: 60 }, (_, at) => `a${at}: &a${at + 1} [*a${at}, *a${at}]`).join('\n')}\njobs: *a60`,
    ],
    ['an alias of itself', 'jobs: &a\n  a: *a\n  b:\n    steps: &b [*b, *a]\non: *a'],
    ['expressions without an end', run(`echo ${'${{ '.repeat(20_000)}`)],
    [
      'quotes without an end',
      workflow(
        `- uses: actions/github-script@v7\n  with:\n    script: |\n      ${"'\\".repeat(40_000)} ${title}`,
      ),
    ],
    ['substitutions', workflow(`- run: |\n    ${'$('.repeat(50_000)}`)],
    ['heredocs', workflow(`- run: |\n    ${'cat <<A\n    '.repeat(5_000)}`)],
    ['tabs', `on:\tpush\njobs:\n\ta:\n\t\tsteps: []`],
    ['a list at the top', '- a\n- b'],
    ['nothing', ''],
    ['a very long file', 'a: b\n'.repeat(500_000)],
  ];
  for (const [name, text] of hostile) {
    it(`hold up nothing: ${name}`, function () {
      this.timeout(10_000);
      const start = process.cpuUsage().user;
      scanConfig(path, text);
      assert.ok(process.cpuUsage().user - start < 4_000_000);
    });
  }

  it('are read with a byte order mark, duplicate keys and several documents', () => {
    assert.deepEqual(codeOf('workflow-script-injection', path, `\uFEFF${run(`echo ${title}`)}`), [
      title,
    ]);
    assert.deepEqual(
      codeOf('workflow-script-injection', path, `${run(`echo ${title}`)}---\na: b\n`),
      [title],
    );
    assert.deepEqual(
      codeOf('workflow-write-all', path, 'permissions: {}\npermissions: write-all\njobs: {}\n'),
      ['permissions: write-all'],
    );
  });

  it('never make the rules throw', () => {
    const bits = fc.constantFrom(
      'on: push\n',
      'jobs:\n',
      '  a:\n',
      '    steps:\n',
      '      - run: |\n',
      '          echo ',
      title,
      '- ',
      '&a ',
      '*a',
      '<<: *a\n',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '\n',
      '\t',
      ': ',
      '# ',
      '\uFEFF',
      '\r\n',
      '$(',
      '`',
      '${',
      '<<E\n',
      'uses: a/b@c\n',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 40 }), (parts) => {
        detectConfig(
          path,
          `on: issues\njobs:\n  a:\n    runs-on: linux\n    steps:\n      - run: |\n          ${parts.join('')}`,
        );
        detectConfig(path, parts.join(''));
      }),
      { numRuns: 500 },
    );
  });
});
