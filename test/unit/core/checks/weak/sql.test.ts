import { judges } from './pairs';

const flaw = "const rows = await db.query(`SELECT * FROM products WHERE name = '${name}'`);";
const frame = `
import { db } from './db';
export async function search(req: Request, res: Response) {
  const name = req.query.q;
  CODE
  res.json(rows);
}
`;

describe('weak fixes of SQL injection', () => {
  const before = flaw;
  judges(
    { cwe: 'CWE-89', frame },
    {
      wrong: [
        {
          is: 'a list of bad words',
          before,
          after: `const bad = ['SELECT', 'DROP', '--', ';'];\nif (bad.some((word) => name.toUpperCase().includes(word))) return res.status(400).end();\n${flaw}`,
          says: /known to be bad.*parameters/,
          line: 6,
        },
        {
          is: 'a test for quotes',
          before,
          after: `if (name.includes("'")) {\n  throw new Error('bad');\n}\n${flaw}`,
          line: 5,
        },
        {
          is: 'a test by indexOf',
          before,
          after: `if (name.indexOf(';') !== -1) return res.sendStatus(400);\n${flaw}`,
        },
        {
          is: 'a pattern of bad signs',
          before,
          after: `if (/['";]|--|union/i.test(name)) return res.status(400).end();\n${flaw}`,
        },
        {
          is: 'quotes that are doubled',
          before,
          after: flaw.replace('${name}', "${name.replace(/'/g, \"''\")}"),
          says: /Taking quotes/,
        },
        {
          is: 'a replacement of the first quote',
          before,
          after: flaw.replace('${name}', '${name.replace("\'", "\'\'")}'),
          says: /only the first/,
        },
        {
          is: 'an encoding for addresses',
          before,
          after: flaw.replace('${name}', '${encodeURIComponent(name)}'),
          says: /encoding for another place/,
        },
        {
          is: 'JSON.stringify around the value',
          before,
          after: flaw.replace('${name}', '${JSON.stringify(name)}'),
        },
        {
          is: 'a pattern that is not bound',
          before,
          after: `if (!/[a-z0-9]+/i.test(name)) return res.status(400).end();\n${flaw}`,
          says: /not bound/,
        },
        {
          is: 'a pattern that is bound to the start only',
          before,
          after: `if (!/^[a-z0-9]+/i.test(name)) return res.status(400).end();\n${flaw}`,
        },
        {
          is: 'an error that is dropped',
          before: flaw.replace('const rows', 'rows'),
          after: `try {\n    ${flaw.replace('const rows', 'rows')}\n  } catch (error) {\n    console.error(error);\n  }`,
          says: /dropped/,
        },
        {
          is: 'a list of bad values by its name',
          before,
          after: `if (SQL_BLACKLIST.some((one) => name.includes(one))) { return res.status(400).end(); }\n${flaw}`,
        },
      ],
      right: [
        {
          is: 'parameters',
          before,
          after: "const rows = await db.query('SELECT * FROM products WHERE name = ?', [name]);",
        },
        {
          is: 'named replacements',
          before,
          after:
            "const rows = await db.query('SELECT * FROM products WHERE name = :name', { replacements: { name } });",
        },
        {
          is: 'a fixed list of names',
          before: 'const rows = await db.query(`SELECT * FROM products ORDER BY ${name}`);',
          after:
            "const columns = new Set(['name', 'price']);\nif (!columns.has(name)) return res.status(400).end();\nconst rows = await db.query(`SELECT * FROM products ORDER BY ${name}`);",
        },
        {
          is: 'a fixed list as an array',
          before: 'const rows = await db.query(`SELECT * FROM products ORDER BY ${name}`);',
          after:
            "if (!['name', 'price'].includes(name)) throw new Error('bad column');\nconst rows = await db.query(`SELECT * FROM products ORDER BY ${name}`);",
        },
        {
          is: 'a number',
          before: 'const rows = await db.query(`SELECT * FROM products WHERE id = ${name}`);',
          after:
            'const rows = await db.query(`SELECT * FROM products WHERE id = ${Number(name)}`);',
        },
        {
          is: 'a model instead of SQL',
          before,
          after: 'const rows = await Product.findAll({ where: { name } });',
        },
        {
          is: 'a pattern for the whole value',
          before,
          after: `if (!/^[a-z0-9]{1,20}$/i.test(name)) return res.status(400).end();\n${flaw}`,
        },
        {
          is: 'parameters and a check of the type',
          before,
          after:
            "if (typeof name !== 'string') return res.status(400).end();\nconst rows = await db.query('SELECT * FROM products WHERE name = $1', [name]);",
        },
        {
          is: 'parameters with an answer to errors',
          before,
          after:
            "let rows;\ntry {\n  rows = await db.query('SELECT * FROM products WHERE name = ?', [name]);\n} catch (error) {\n  return res.status(500).end();\n}",
        },
      ],
    },
  );
});

describe('weak fixes of SQL injection in Python', () => {
  const python = 'cursor.execute("SELECT * FROM users WHERE name = \'" + name + "\'")';
  const pyFrame = `
def find(cursor, request):
    name = request.args["name"]
    CODE
    return cursor.fetchall()
`;
  const before = python;
  judges(
    { cwe: 'CWE-89', frame: pyFrame, path: 'app.py' },
    {
      wrong: [
        {
          is: 'quotes that are taken out',
          before,
          after: python.replace('+ name +', '+ name.replace("\'", "") +'),
        },
        {
          is: 'a test for a quote',
          before,
          after: `if "'" in name:\n        raise ValueError("bad")\n    ${python}`,
          says: /known to be bad/,
        },
        {
          is: 'any() over bad words',
          before,
          after: `if any(word in name.lower() for word in ["select", "drop", "--"]):\n        abort(400)\n    ${python}`,
        },
        {
          is: 'a pattern of bad signs',
          before,
          after: `if re.search(r"[;'\\"]|--", name):\n        raise ValueError("bad")\n    ${python}`,
        },
        {
          is: 'an error that is dropped',
          before,
          after: `try:\n        ${python}\n    except Exception:\n        pass`,
        },
      ],
      right: [
        {
          is: 'parameters',
          before,
          after: 'cursor.execute("SELECT * FROM users WHERE name = %s", (name,))',
        },
        {
          is: 'a fixed list',
          before: 'cursor.execute("SELECT * FROM users ORDER BY " + name)',
          after:
            'if name not in {"name", "age"}:\n        raise ValueError("bad")\n    cursor.execute("SELECT * FROM users ORDER BY " + name)',
        },
        {
          is: 'a number',
          before: 'cursor.execute("SELECT * FROM users WHERE id = " + name)',
          after: 'cursor.execute("SELECT * FROM users WHERE id = " + str(int(name)))',
        },
        {
          is: 'a whole match',
          before,
          after: `if not re.fullmatch(r"[a-z]+", name):\n        raise ValueError("bad")\n    ${python}`,
        },
      ],
    },
  );
});
