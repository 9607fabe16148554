import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { parse, parseDocument } from 'yaml';
import {
  codeOf,
  detectConfig,
  fixedConfig,
  fixesConfig,
  promises,
  refusesConfig,
  rulesIn,
  scanConfig,
} from './configShapes';
import { promise, runs } from './promises';

const path = '.github/workflows/ci.yml';

/** A workflow with one job on Linux; the steps are given as they stand below `steps:`. */
function workflow(steps: string, { on = 'issues', head = '', job = '' } = {}): string {
  const lines = steps.split('\n').map((line) => (line === '' ? '' : `      ${line}`));
  return `name: a\non: ${on}\n${head}jobs:\n  a:\n    runs-on: ubuntu-latest\n${job}    steps:\n${lines.join('\n')}\n`;
}

const run = (script: string) => workflow(`- run: ${script}`);
const title = '${{ github.event.issue.title }}';

function isSilentAbout(rule: string, cases: readonly (readonly [string, string])[]): void {
  promise(rule, 'is silent about', () => {
    for (const [name, text] of cases)
      it(name, () => assert.deepEqual(codeOf(rule, path, text), []));
  });
}

/** Windows may have no shell of this kind. */
const hasShell = spawnSync('sh', ['-c', 'echo 1'], { encoding: 'utf8' }).stdout === '1\n';

/** Runs the only step of a workflow or action as the runner does: with a value in place of its expression. */
function play(text: string, expression: string, value: string): string {
  interface Step {
    readonly run: string;
    readonly env?: Readonly<Record<string, string>>;
  }
  const file = parse(text) as { jobs?: { a: { steps: [Step] } }; runs?: { steps: [Step] } };
  const [step] = (file.jobs?.a ?? file.runs)?.steps ?? [];
  assert.ok(step);
  const put = (one: string) => one.replaceAll(`\${{ ${expression} }}`, () => value);
  const env = Object.entries(step.env ?? {}).map(([key, one]) => [key, put(one)]);
  return spawnSync('sh', ['-c', put(step.run)], {
    encoding: 'utf8',
    env: { ...process.env, ...(Object.fromEntries(env) as Record<string, string>) },
  }).stdout;
}

function playedRuns(rule: string, file: string, text: string, expression: string): void {
  const title = hasShell
    ? 'says what it is given, and runs none of it'
    : 'is fixed (not run, since there is no POSIX shell here)';
  runs(rule, title, () => {
    const after = fixedConfig(rule, file, text);
    if (!hasShell) return;
    assert.equal(play(text, expression, 'hello'), 'hello\n');
    assert.equal(play(after, expression, 'hello'), 'hello\n');
    assert.equal(play(text, expression, 'a; echo b'), 'a\nb\n', 'the attack works before');
    assert.equal(play(after, expression, 'a; echo b'), 'a; echo b\n');
    assert.equal(play(after, expression, '$(echo b)'), '$(echo b)\n');
  });
}

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
  promise(rule, 'reports', () => {
    for (const [name, text, expected] of seen) {
      it(name, () => assert.deepEqual(codeOf(rule, path, text), expected));
    }
  });

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
  isSilentAbout(rule, silent);

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
  fixesConfig(rule, path, fixes);

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
  refusesConfig(rule, path, refusals);

  promise(rule, 'in every style of a file', () => {
    it('keeps the workflow whole, changes nothing else and has nothing left to do', () => {
      const words = fc.constantFrom(
        'echo',
        'git log',
        'a --b=c',
        'X=1 a',
        'if a; then b',
        'true &&',
      );
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
            (parseDocument(only.fixed).toJS() as { jobs: { a: { steps: { env: object }[] } } }).jobs
              .a.steps[0]?.env,
          );
        }),
        { numRuns: 300 },
      );
      assert.ok(fixed > 100, `${fixed} are fixed`);
    });
  });
  playedRuns(rule, path, run(`echo ${title}`), 'github.event.issue.title');
});

describe('workflow-input-injection', () => {
  const rule = 'workflow-input-injection';
  const action = (script: string) =>
    `inputs:\n  a:\n    default: b\nruns:\n  using: composite\n  steps:\n    - shell: bash\n      run: ${script}\n`;
  const call = (type: string) =>
    `on:\n  workflow_call:\n    inputs:\n      a:\n        type: ${type}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo \${{ inputs.a }}\n`;

  const reported: readonly [string, string, string, string][] = [
    ['an input of an action', 'action.yml', action('echo ${{ inputs.a }}'), '${{ inputs.a }}'],
    ['a name in quotes', 'action.yml', action("echo ${{ inputs['a-b'] }}"), "${{ inputs['a-b'] }}"],
    [
      'a default',
      'tools/a/action.yaml',
      action('echo "${{ inputs.a || \'b\' }}"'),
      "${{ inputs.a || 'b' }}",
    ],
    ['an input of a workflow that others call', path, call('string'), '${{ inputs.a }}'],
  ];
  promise(rule, 'reports', () => {
    for (const [name, file, text, code] of reported) {
      it(name, () => assert.deepEqual(codeOf(rule, file, text), [code]));
    }
  });
  const silent: readonly [string, string, string][] = [
    ['a number', path, call('number')],
    ['a choice of two', path, call('boolean')],
    ['the environment', 'action.yml', action('echo "$A"')],
    ['a comparison', 'action.yml', action("echo ${{ inputs.a == 'b' }}")],
    [
      'a workflow that a person starts',
      path,
      workflow('- run: echo ${{ inputs.a }}', { on: 'workflow_dispatch' }),
    ],
  ];
  promise(rule, 'is silent about', () => {
    for (const [name, file, text] of silent) {
      it(name, () => assert.deepEqual(codeOf(rule, file, text), []));
    }
  });
  const withInput = (script: string, name: string, value: string) =>
    action(script).replace('      run:', `      env:\n        ${name}: ${value}\n      run:`);
  fixesConfig(rule, 'action.yml', [
    [
      'a word, by a name that is no other variable',
      action('ls ${{ inputs.path }}'),
      withInput('ls "$INPUT_PATH"', 'INPUT_PATH', '${{ inputs.path }}'),
    ],
    [
      'a part of a text in quotes',
      action('echo "a ${{ inputs.a }}"'),
      withInput('echo "a $INPUT_A"', 'INPUT_A', '${{ inputs.a }}'),
    ],
    [
      'a block',
      action('|\n        ls\n        cat --a=${{ inputs.a }}'),
      withInput('|\n        ls\n        cat --a="$INPUT_A"', 'INPUT_A', '${{ inputs.a }}'),
    ],
  ]);
  refusesConfig(rule, 'action.yml', [
    ['single quotes', action("|\n        echo '${{ inputs.a }}'"), /single quotes/],
    ['a command', action('${{ inputs.a }}'), /command that runs/],
    ['PowerShell', action('echo ${{ inputs.a }}').replace('shell: bash', 'shell: pwsh'), /POSIX/],
  ]);
  promise(rule, 'in every style of a file', () => {
    it('keeps line breaks and all else, and has nothing left to do', () => {
      const shape = fc.record({
        word: fc.constantFrom('ls', 'git log', 'cat --a'),
        quote: fc.constantFrom('', '"'),
        indent: fc.constantFrom('', '  ', '    '),
        newline: fc.constantFrom('\n', '\r\n'),
      });
      fc.assert(
        fc.property(shape, ({ word, quote, indent, newline }) => {
          const step = `shell: bash\nrun: |\n  ${word} ${quote}\${{ inputs.a }}${quote}\n`;
          const lines = step.trimEnd().split('\n');
          const steps = lines.map((line, at) => `${indent}${at === 0 ? '- ' : '  '}${line}`);
          const head = 'inputs:\n  a:\n    default: b\nruns:\n  using: composite\n  steps:\n';
          const text = `${head}  ${steps.join('\n  ')}\n`.replaceAll('\n', newline);
          const after = fixedConfig(rule, 'action.yml', text);
          assert.deepEqual(parseDocument(after).errors, []);
          assert.ok(after.startsWith(head.replaceAll('\n', newline)));
          assert.ok(after.includes(`${word} "$INPUT_A"`), after);
          assert.equal(/(?<!\r)\n/.test(after), newline === '\n');
        }),
      );
    });
  });
  playedRuns(rule, 'action.yml', action('echo ${{ inputs.a }}'), 'inputs.a');
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
  promise(rule, 'reports', () => {
    for (const [name, text] of seen) {
      it(name, () => {
        const found = detectConfig(path, text).filter((one) => one.rule === rule);
        assert.deepEqual(
          found.map(({ guarded }) => guarded),
          [false],
        );
      });
    }
  });

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
  isSilentAbout(rule, silent);

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
  const uses = (one: string) => workflow(`- uses: ${one}`);
  promises(
    'workflow-unpinned-action',
    path,
    [
      ...['a/b@v1', 'a/b/c@main', 'docker://alpine:3', '"a/b@v1.2.3"', 'a/b@0123abc'].map(
        (one): [string, string[]] => [uses(one), [one.replaceAll('"', '')]],
      ),
      [
        'on: push\njobs:\n  a:\n    uses: a/b/.github/workflows/c.yml@v1\n',
        ['a/b/.github/workflows/c.yml@v1'],
      ],
      [workflow('- &a\n  uses: a/b@v1\n- *a\n- *a'), ['a/b@v1']],
    ],
    [
      `a/b@${'0a'.repeat(20)} # v1`,
      './a',
      'slsa-framework/slsa-github-generator/.github/workflows/a.yml@v2.0.0',
      'actions/checkout@v4',
      'github/codeql-action/init@v3',
      `docker://a@sha256:${'0a'.repeat(32)}`,
    ].map(uses),
  );

  const all = 'permissions: write-all';
  const rights = (head: string) => workflow('- run: a', { head });
  promises(
    'workflow-write-all',
    path,
    [
      [rights(`${all}\n`), [all]],
      [
        workflow('- run: a', { job: '    permissions: "write-all"\n' }),
        ['permissions: "write-all"'],
      ],
      [workflow('- run: a', { head: `${all}\n`, job: `    ${all}\n` }), [all, all]],
      ['permissions:\n  write-all\njobs: {}\n', ['permissions:\n  write-all']],
    ],
    [
      '',
      'permissions: read-all\n',
      'permissions: {}\n',
      'permissions:\n  contents: write\n',
      `# ${all}\n`,
    ].map(rights),
  );

  const unsecure = 'workflow-unsecure-commands';
  const name = 'ACTIONS_ALLOW_UNSECURE_COMMANDS';
  const setTo = (value: string) => workflow(`- run: a\n  env:\n    ${name}: ${value} # why`);
  const forAll = (value: string) => rights(`env:\n  ${name}: ${value}\n`);
  promise(unsecure, 'reports', () => {
    for (const value of ['true', "'true'", '"true"', 'True']) {
      it(value, () => assert.equal(codeOf(unsecure, path, setTo(value)).length, 1));
    }
  });
  isSilentAbout(
    unsecure,
    ['false', "''", '${{ inputs.a }}', 'maybe'].map((value) => [value, forAll(value)]),
  );
  fixesConfig(unsecure, path, [
    ['a word', setTo('true'), setTo('false')],
    ['a text', setTo("'true'"), setTo("'false'")],
    ['a capital', setTo('True'), setTo('false')],
    ['all jobs', forAll('true'), forAll('false')],
  ]);
  refusesConfig(unsecure, path, [
    ['a script', workflow(`- run: echo "${name}=true" >> $GITHUB_ENV`), /script/],
    [
      'a step that needs it',
      workflow('- run: echo "::set-env name=A::b"', { head: `env:\n  ${name}: true\n` }),
      /set-env/,
    ],
    ['an alias', forAll('&a true'), /alias/],
  ]);
  promise(unsecure, 'in every style of a file', () => {
    it('keeps all else', () => {
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
  promise('workflow-secret-printed', 'reports', () => {
    for (const [where, text] of printed) {
      it(`in ${where}`, () => assert.deepEqual(rulesIn(path, text), ['workflow-secret-printed']));
    }
  });
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
  isSilentAbout('workflow-secret-printed', kept);
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
  ];
  for (const [name, text] of hostile) {
    it(`hold up nothing: ${name}`, function () {
      this.timeout(10_000);
      const start = process.cpuUsage().user;
      scanConfig(path, text);
      assert.ok(process.cpuUsage().user - start < 4_000_000);
    });
  }

  it('are said to be too large where they are', () => {
    const steps = `${run(`echo ${title}`)}# `;
    assert.throws(() => scanConfig(path, steps + 'a'.repeat(300_000)), /too large/);
    assert.throws(() => scanConfig('Dockerfile', '# a\n'.repeat(300_000)), /too large/);
  });

  it('hide no step among thousands of aliases of one', () => {
    const text = workflow(`- &a\n  run: echo ${title}\n${'- *a\n'.repeat(2000)}`);
    assert.deepEqual(codeOf('workflow-script-injection', path, text), [title]);
    const shared = `on: issues\nx: &x "echo ${title}"\n`;
    const jobs = `jobs:\n  a:\n    steps:\n${'      - run: *x\n'.repeat(2000)}`;
    const found = codeOf('workflow-script-injection', path, shared + jobs);
    assert.deepEqual([...new Set(found)], [title]);
  });

  it('hide nothing by the escapes of YAML', () => {
    const escaped = 'echo \\u0024{{ github.event.issue.title }}';
    const [found, ...others] = detectConfig(path, run(`"# a\\n${escaped}"`));
    assert.deepEqual(others, []);
    assert.equal(found?.rule, 'workflow-script-injection');
    assert.equal(found.code, `# a\\n${escaped}`);
    assert.match(found.message, /^\$\{\{ github\.event\.issue\.title \}\} lets anybody/);
    assert.match(found.why ?? '', /escapes of YAML/);
    const quoted = run("'echo ${{ github.event.issue[''title''] }}'");
    assert.equal(codeOf('workflow-script-injection', path, quoted).length, 1);
    assert.deepEqual(rulesIn(path, run(`"# \\u0024{{ github.event.issue.title }}"`)), []);
    const secret = run('"echo \\u0024{{ secrets.KEY }}"');
    assert.deepEqual(codeOf('workflow-secret-printed', path, secret), [
      'echo \\u0024{{ secrets.KEY }}',
    ]);
  });

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
