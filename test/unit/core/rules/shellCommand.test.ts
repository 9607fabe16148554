import assert from 'node:assert/strict';
import { fixes, inside, isSilent, refuses, reports, runs, type Fix } from './promises';
import { detect, fixed, refusal } from './shapes';
import { keepsItsStyle } from './styles';
import { run } from './variants';

const required = "const { exec } = require('node:child_process');\n";

describe('the recipe for a command that a shell interprets', () => {
  const shapes: readonly Fix[] = [
    [
      'a template, replacing an import that is used once',
      `${required}exec(\`convert \${src} out.png\`, (error) => done(error));`,
      "const { execFile } = require('node:child_process');\nexecFile('convert', [src, 'out.png'], (error) => done(error));",
    ],
    [
      'a concatenation, adding to an import that is used elsewhere',
      `${required}exec('ls');\nexec('ls -l ' + dir, cb);`,
      "const { exec, execFile } = require('node:child_process');\nexec('ls');\nexecFile('ls', ['-l', dir], cb);",
    ],
    [
      'a namespace',
      "const cp = require('child_process');\ncp.exec('ls ' + dir);",
      "const cp = require('child_process');\ncp.execFile('ls', [dir]);",
    ],
    [
      'a namespace import',
      'import * as cp from "node:child_process";\ncp.execSync("ls " + dir, { encoding: "utf8" });',
      'import * as cp from "node:child_process";\ncp.execFileSync("ls", [dir], { encoding: "utf8" });',
    ],
    [
      'a require in place',
      "require('child_process').exec(`ls ${dir}`);",
      "require('child_process').execFile('ls', [dir]);",
    ],
    [
      'an import that has execFile already',
      "import { exec, execFile } from 'child_process';\nexecFile('a', []);\nexec(`ls ${req.query.dir}`);",
      "import { exec, execFile } from 'child_process';\nexecFile('a', []);\nexecFile('ls', [req.query.dir]);",
    ],
    [
      'a renamed import',
      "import { exec as run, spawn } from 'child_process';\nrun(`ls ${dir}`);",
      "import { execFile, spawn } from 'child_process';\nexecFile('ls', [dir]);",
    ],
    [
      'a renamed require that is used elsewhere',
      "const { exec: run } = require('child_process');\nrun('ls');\nrun(`ls ${dir}`);",
      "const { exec: run, execFile } = require('child_process');\nrun('ls');\nexecFile('ls', [dir]);",
    ],
    [
      'a single export',
      "const exec = require('child_process').exec;\nexec(`ls ${dir}`);",
      "const execFile = require('child_process').execFile;\nexecFile('ls', [dir]);",
    ],
    [
      'a single export that is used elsewhere',
      "const exec = require('child_process').exec;\nexec('ls');\nexec(`ls ${dir}`);",
      "const exec = require('child_process').exec;\nconst execFile = require('child_process').execFile;\nexec('ls');\nexecFile('ls', [dir]);",
    ],
    [
      'a single export, with a semicolon before what follows',
      "const exec = require('child_process').exec\n;[dir].map(exec)\nexec(`ls ${dir}`)",
      "const exec = require('child_process').exec\nconst execFile = require('child_process').execFile\n;[dir].map(exec)\nexecFile('ls', [dir])",
    ],
    [
      'options and a callback by name',
      `${required}exec(\`ls \${dir}\`, { cwd: '/tmp' }, callback);`,
      "const { execFile } = require('node:child_process');\nexecFile('ls', [dir], { cwd: '/tmp' }, callback);",
    ],
    [
      'a constant in the command',
      `${required}const FLAG = '-l';\nexec(\`ls \${FLAG} \${dir}\`);`,
      "const { execFile } = require('node:child_process');\nconst FLAG = '-l';\nexecFile('ls', ['-l', dir]);",
    ],
    [
      'values in parentheses',
      `${required}exec('ls ' + (dir || '.'));`,
      "const { execFile } = require('node:child_process');\nexecFile('ls', [dir || '.']);",
    ],
    [
      'a comment before the command',
      `${required}exec(/* list */ \`ls \${dir}\`);`,
      "const { execFile } = require('node:child_process');\nexecFile(/* list */ 'ls', [dir]);",
    ],
    [
      'TypeScript',
      "import { execSync } from 'node:child_process';\nconst out: string = execSync(`git log ${rev as string}`).toString();",
      "import { execFileSync } from 'node:child_process';\nconst out: string = execFileSync('git', ['log', rev as string]).toString();",
    ],
  ];
  fixes('shell-command', shapes);

  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['a pipe', 'exec(`grep ${term} log | tail`)', /holds \|,/],
    ['a redirection', 'exec(`ls ${dir} > out`)', /holds >,/],
    ['several commands', 'exec(`cd x && ls ${dir}`)', /holds &,/],
    ['quotes', 'exec(`ls "${dir}"`)', /holds ",/],
    ['a wildcard', "exec('ls ' + dir + ' *.txt')", /holds \*,/],
    ['a variable of the shell', "exec('ls $HOME ' + dir)", /holds \$,/],
    ['a home folder', "exec('ls ~/x ' + dir)", /holds ~,/],
    ['a line break', 'exec(`ls ${dir}\nrm x`)', /line break/],
    ['part of a word', 'exec(`ls ${dir}/bin`)', /dir is only part of a word/],
    ['a program that is not fixed', 'exec(`${program} -v`)', /program itself is not fixed/],
    ['a program that is part of a word', 'exec(`${dir}/ls -v`)', /only part of a word/],
    ['a command of the shell', 'exec(`cd ${dir}`)', /cd is a command of the shell/],
    ['an environment variable', 'exec(`A=1 ls ${dir}`)', /environment variable/],
    ['a batch file', 'exec(`run.cmd ${dir}`)', /\.cmd/],
    ['a whole command from elsewhere', 'exec(command)', /not written as one template/],
    ['a named shell', "exec(`ls ${dir}`, { shell: '/bin/bash' })", /ask for a shell/],
    ['options from elsewhere', 'exec(`ls ${dir}`, options, cb)', /may name a shell/],
    ['options with a spread', 'exec(`ls ${dir}`, { ...options }, cb)', /may name a shell/],
    ['what may be options or a callback', 'exec(`ls ${dir}`, more)', /may name a shell/],
    ['a taken name', 'exec(`ls ${dir}`); function execFile() {}', /already a name/],
    ['a comment in the command', "exec('ls ' + /* why */ dir)", /holds a comment/],
  ];
  refuses(
    'shell-command',
    inside((code) => required + code, refused),
  );

  const runners =
    'node deno bun python python3.11 perl ruby php8.1 lua5.4 osascript env /usr/bin/env xargs ssh su sudo doas sh /bin/bash zsh dash ksh fish cmd.exe CMD.EXE powershell.exe pwsh nohup time nice timeout watch find awk gawk docker podman kubectl npx make screen tmux parallel chroot setsid strace';
  refuses(
    'shell-command',
    runners
      .split(' ')
      .map((program) => [
        `${program}, which runs its argument`,
        `${required}exec(\`${program} \${x}\`);`,
        /runs what it is given as code or as a command/,
      ]),
  );

  it('refuses what promisify wraps', async () => {
    const code = `${required}const run = require('util').promisify(exec);\nawait run(\`ls \${dir}\`);`;
    assert.match(await refusal(code), /promisify/);
  });

  reports('shell-command', [
    [
      'a part of a pipe',
      `${required}exec(\`grep \${term} log | tail\`);`,
      'exec(`grep ${term} log | tail`)',
    ],
    [
      'a command from elsewhere',
      `${required}function go(command) { exec(command); }`,
      'exec(command)',
    ],
    [
      'a promise in a class of TypeScript',
      "import { exec } from 'node:child_process';\nimport { promisify } from 'node:util';\nconst run = promisify(exec);\nexport class Git { async log(rev: string): Promise<void> { await run(`git log ${rev}`); } }",
      'run(`git log ${rev}`)',
    ],
    [
      'a namespace, synchronously',
      "const cp = require('child_process');\nmodule.exports = (dir) => cp.execSync('ls ' + dir).toString();",
      "cp.execSync('ls ' + dir)",
    ],
  ]);
  isSilent('shell-command', [
    [
      'fixed commands',
      `${required}const A = 'ls';\nexec('ls -l'); exec(\`ls\`); exec(A + ' -l'); exec(A);`,
    ],
    [
      'what is no command, with the word nearby',
      '/x/.exec(`a ${b}`); exec(`ls ${dir}`); // child_process',
    ],
    ['a parameter', `${required}function f(exec) { exec(\`ls \${dir}\`); }`],
    ['an expression', `${required}/x/.exec(\`a \${b}\`);`],
    [
      'a program without a shell',
      "import { execFile } from 'node:child_process';\nexecFile('ls', ['-l', dir]);",
    ],
  ]);
  keepsItsStyle('shell-command', [
    `${required}exec(\`ls \${dir}\`, (error) => done(error));\n`,
    "const cp = require('child_process');\nfunction list(dir) {\n  return cp.execSync('ls -l ' + dir, {\n    encoding: 'utf8',\n  });\n}\n",
    "import { exec } from 'node:child_process';\n\nexport function show(rev, done) {\n  exec('git log ' + rev, done);\n}\n",
  ]);
  runs('shell-command', 'hands values on and runs none of them', async () => {
    const code =
      "const { execSync } = require('node:child_process');\nmodule.exports = (text) => execSync(`echo ${text}`, { encoding: 'utf8' });\n";
    type Echo = (text: string) => string;
    const [before, after] = [run(code) as Echo, run(await fixed(code)) as Echo];
    assert.equal(before('hello'), 'hello\n');
    assert.equal(after('hello'), 'hello\n');
    assert.equal(before('a; echo b'), 'a\nb\n', 'the attack works before');
    assert.equal(after('a; echo b'), 'a; echo b\n');
    assert.equal(after('$(echo b)'), '$(echo b)\n');
  });

  it('names the program and the values in its reasons', async () => {
    const [one] = await detect(`${required}exec(\`npm view \${name} version\`);`);
    assert.match(
      one?.rationale?.whyVulnerable ?? '',
      /`npm view \$\{name\} version`.*name is part/,
    );
    assert.ok(one?.rationale?.mayBreak.some((line) => /Windows npm/.test(line)));
  });
});

describe('a command that a shell interprets', () => {
  const exported = (body: string, head: string) =>
    `${head}\nmodule.exports = (a, done) => ${body};`;
  const found: readonly (readonly [string, string])[] = [
    [
      'by a name',
      exported('run(`ls ${a}`)', "const cp = require('child_process');\nconst run = cp.exec;"),
    ],
    [
      'by a name of a pattern',
      exported('exec(`ls ${a}`)', "const cp = require('child_process');\nconst { exec } = cp;"),
    ],
    [
      'that compilers import',
      exported(
        'cp_1.default.exec(`ls ${a}`)',
        'const cp_1 = __importDefault(require("child_process"));',
      ),
    ],
    [
      'that compilers call',
      exported('(0, cp_1.exec)(`ls ${a}`)', 'const cp_1 = require("child_process");'),
    ],
    [
      'that compilers promise',
      exported(
        'exec(`ls ${a}`)',
        'var _p = _interopRequireDefault(require("util.promisify"));\nvar _cp = _interopRequireDefault(require("child_process"));\nconst exec = (0, _p.default)(_cp.default.exec);',
      ),
    ],
    [
      'by a function of another file that is named for it',
      exported('exec(`kill ${a}`)', "const exec = require('./exec');"),
    ],
    [
      'with quotes that are not escaped',
      exported(
        'exec(`ls "${quoted(a)}"`)',
        "const { exec } = require('child_process');\nconst quoted = (text) => text.replace(/ /g, '\\\\ ');",
      ),
    ],
  ];
  for (const [title, code] of found) {
    it(`is found: one ${title}`, async () => {
      const seen = await detect(code, { rule: 'shell-command' });
      assert.equal(seen.length, 1, code);
      assert.equal(seen[0]?.isGuarded, false);
    });
  }

  const quiet: readonly (readonly [string, string])[] = [
    [
      'in quotes that are escaped',
      exported(
        'exec(`ls ${quoted(a)}`)',
        `const { exec } = require('child_process');\nconst quoted = (text) => "'" + text.replace(/'/g, "'\\\\''") + "'";`,
      ),
    ],
    [
      'of a number that takes the place of a text',
      "const { exec } = require('child_process');\nmodule.exports = (pid) => {\n  pid = parseInt(pid, 10);\n  exec('kill ' + pid);\n};",
    ],
    ['that is a text to match', exported('word.exec(`ls ${a}`)', 'const word = /\\w+/;')],
    ['that is no command', exported('exec(a)', "const exec = require('./exec');")],
    [
      'whose name is set again',
      "let run = require('child_process').exec;\nrun = later;\nmodule.exports = (a) => run(`ls ${a}`);",
    ],
  ];
  for (const [title, code] of quiet) {
    it(`is left alone: one ${title}`, async () => {
      assert.deepEqual(await detect(code, { rule: 'shell-command' }), [], code);
    });
  }
});
