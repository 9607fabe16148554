import { judges } from './pairs';

const frame = `
async function mayRead(user) { return user.role === 'admin'; }
function canRead(user) { return user.role === 'admin'; }
export async function read(req, res) {
  const { user, items, role, id } = req;
  CODE
  res.json(items);
}
`;
const refuse = 'return res.sendStatus(403);';
const guard = (condition: string) => `if (${condition}) ${refuse}`;

describe('guards that decide nothing', () => {
  const before = '';
  const fixed = (is: string, condition: string, says: RegExp = /always|never|itself|compar/) => ({
    is,
    before,
    after: guard(condition),
    says,
    outcome: 'fail' as const,
    line: 6,
  });
  judges(
    { cwe: 'CWE-862', frame },
    {
      wrong: [
        fixed('|| true', "user.role === 'admin' || true"),
        fixed('&& false', 'false && !user'),
        fixed('a type compared with undefined', '!(typeof user !== undefined)'),
        fixed('a type that there is not', "typeof user === 'array'"),
        fixed('NaN', 'Number(id) === NaN', /NaN/),
        fixed('a length that is not below zero', '!(items.length >= 0)'),
        fixed('a value that is set', "user.role = 'admin'", /Write ===/),
        fixed('a text that stands alone', "role !== 'admin' || 'owner'"),
        fixed('two inequalities', "role !== 'admin' || role !== 'owner'", /Join/),
        fixed('two equalities', "role === 'admin' && role === 'owner'", /Join/),
        fixed('a new list', 'items === []'),
        fixed('a value with itself', 'user.id !== user.id', /itself/),
        fixed('! before in', "!'id' in user", /parentheses/),
        fixed('a promise', '!mayRead(user)', /Await/),
        {
          is: 'a search for a truth value',
          before,
          after: guard('!role.indexOf("admin")'),
          says: /-1/,
        },
        {
          is: 'a guard that only notes',
          before,
          after: "if (!canRead(user)) {\n  console.warn('no');\n}",
          says: /only noted/,
        },
        { is: 'an empty guard', before, after: 'if (!canRead(user)) {\n}', says: /only noted/ },
      ],
      right: [
        { is: 'a guard', before, after: guard('!canRead(user)') },
        { is: 'a guard that waits', before, after: guard('!(await mayRead(user))') },
        { is: 'two roles', before, after: guard("role !== 'admin' && role !== 'owner'") },
        { is: 'a type', before, after: guard("typeof user === 'undefined'") },
        { is: 'a default', before, after: "const name = user.name || 'nobody';" },
        { is: 'an empty list', before, after: guard('items.length === 0') },
        {
          is: 'a loop',
          before,
          after: 'let match;\nwhile ((match = pattern.exec(role))) seen.push(match);',
        },
        {
          is: 'a comparison with NaN that works',
          before,
          after: guard('Number.isNaN(Number(id))'),
        },
        {
          is: 'a guard with a note',
          before,
          after: `if (!canRead(user)) {\n  console.warn('no');\n  ${refuse}\n}`,
        },
        { is: 'indexOf with -1', before, after: guard("['admin', 'owner'].indexOf(role) === -1") },
      ],
    },
  );
});

describe('guards that decide nothing in Python', () => {
  const pyFrame = `
def read(request):
    user = request.user
    role = user.role
    CODE
    return items(user)
`;
  const refusal = (condition: string) => `if ${condition}:\n        raise Forbidden()`;
  const before = '';
  judges(
    { cwe: 'CWE-862', frame: pyFrame, path: 'app.py' },
    {
      wrong: [
        { is: 'or "text"', before, after: refusal('role == "admin" or "owner"'), outcome: 'fail' },
        { is: 'or True', before, after: refusal('role != "admin" or True'), outcome: 'fail' },
        {
          is: 'two inequalities',
          before,
          after: refusal('role != "admin" or role != "owner"'),
          outcome: 'fail',
        },
        {
          is: 'a length that is not below zero',
          before,
          after: refusal('len(role) < 0'),
          outcome: 'fail',
        },
        {
          is: 'an assertion of a tuple',
          before,
          after: 'assert (role == "admin", "no")',
          outcome: 'fail',
        },
        { is: 'an assert', before, after: 'assert user.is_admin', says: /-O/ },
        {
          is: 'a guard that only notes',
          before,
          after: 'if not user.is_admin:\n        print("no")',
        },
        { is: 'a guard that passes', before, after: 'if not user.is_admin:\n        pass' },
      ],
      right: [
        { is: 'a guard', before, after: refusal('not user.is_admin') },
        { is: 'two roles', before, after: refusal('role != "admin" and role != "owner"') },
        { is: 'a list of roles', before, after: refusal('role not in ("admin", "owner")') },
        { is: 'a default', before, after: 'name = user.name or "nobody"' },
      ],
    },
  );
});

describe('checks that come too late, and values that nobody uses', () => {
  judges(
    {
      cwe: 'CWE-78',
      frame: 'export function run(req, res) {\n  const name = req.query.name;\n  CODE\n}\n',
    },
    {
      wrong: [
        {
          is: 'a check after the use',
          before: 'execFile(name);',
          after: 'execFile(name);\nif (!known.has(name)) return res.sendStatus(400);',
          says: /only after/,
        },
        {
          is: 'a check after a query',
          before: 'db.query(name);',
          after: 'db.query(name);\nif (!known.has(name)) throw new Error(name);',
        },
        {
          is: 'an answer that is thrown away',
          before: 'execFile(name);',
          after: "name.replace(/[^a-z]/g, '');\nexecFile(name);",
          outcome: 'fail',
          says: /thrown away/,
        },
        {
          is: 'trim() alone',
          before: 'execFile(name);',
          after: 'name.trim();\nexecFile(name);',
          outcome: 'fail',
        },
        {
          is: 'a clean value beside the one that is used',
          before: 'execFile(name);',
          after: 'const safe = escapeName(name);\nexecFile(name);',
          outcome: 'fail',
          says: /nothing uses it/,
        },
        {
          is: 'errors that are dropped',
          before: 'execFile(name);',
          after: 'try {\n  execFile(name);\n} catch {\n}',
          says: /dropped/,
        },
        {
          is: 'errors that are noted',
          before: 'execFile(name);',
          after: 'try {\n  execFile(name);\n} catch (error) {\n  console.error(error);\n}',
        },
        {
          is: 'an encoding that is thrown away',
          before: 'execFile(name);',
          after: 'encodeURIComponent(name);\nexecFile(name);',
          outcome: 'fail',
        },
      ],
      right: [
        {
          is: 'a check before the use',
          before: 'execFile(name);',
          after: 'if (!known.has(name)) return res.sendStatus(400);\nexecFile(name);',
        },
        {
          is: 'a check of what came of it',
          before: 'const row = db.query(name);',
          after: 'const row = db.query(name);\nif (!row) return res.sendStatus(404);',
        },
        {
          is: 'a clean value that is used',
          before: 'execFile(name);',
          after: "const clean = name.replace(/[^a-z]/g, '');\nexecFile(clean);",
        },
        {
          is: 'an error that is answered',
          before: 'execFile(name);',
          after: 'try {\n  execFile(name);\n} catch {\n  res.sendStatus(500);\n}',
        },
        {
          is: 'an address that is tried',
          before: 'execFile(name);',
          after:
            'try {\n  new URL(name);\n} catch {\n  return res.sendStatus(400);\n}\nexecFile(name);',
        },
        { is: 'a call of a router', before: 'execFile(name);', after: "history.replace('/a');" },
        {
          is: 'a call that validates',
          before: 'execFile(name);',
          after: 'assertKnown(name);\nexecFile(name);',
        },
        {
          is: 'a chain of middleware',
          before: 'execFile(name);',
          after: "body('name').trim().escape();",
        },
      ],
    },
  );
});
