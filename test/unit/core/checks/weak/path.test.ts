import { judges } from './pairs';

const flaw = 'res.sendFile(path.join(root, name));';
const frame = `
import path from 'node:path';
import fs from 'node:fs';
const root = '/srv/files';
export function download(req, res) {
  const name = req.params.name;
  CODE
}
`;

describe('weak fixes of path traversal', () => {
  const before = flaw;
  judges(
    { cwe: 'CWE-22', frame },
    {
      wrong: [
        {
          is: '../ taken out once',
          before,
          after: "res.sendFile(path.join(root, name.replace(/\\.\\.\\//g, '')));",
          says: /\.\.\.\.\/\//,
        },
        {
          is: 'the first ../ taken out',
          before,
          after: "res.sendFile(path.join(root, name.replace('../', '')));",
          says: /only the first/,
        },
        {
          is: 'a test for ../',
          before,
          after: `if (name.includes('../')) return res.sendStatus(403);\n${flaw}`,
          says: /known to be bad/,
        },
        {
          is: 'a test of the start',
          before,
          after: `if (name.startsWith('..')) return res.sendStatus(403);\n${flaw}`,
        },
        {
          is: 'a prefix without a separator',
          before,
          after:
            'const full = path.resolve(root, name);\nif (!full.startsWith(root)) return res.sendStatus(403);\nres.sendFile(full);',
          says: /neighbour/,
        },
        {
          is: 'a prefix that is resolved, without a separator',
          before,
          after:
            'const full = path.resolve(root, name);\nif (full.startsWith(path.resolve(root))) res.sendFile(full);\nelse res.sendStatus(403);',
        },
        {
          is: 'a prefix found anywhere',
          before,
          after:
            'const full = path.resolve(root, name);\nif (!full.includes(root)) return res.sendStatus(403);\nres.sendFile(full);',
          says: /elsewhere/,
        },
        {
          is: 'a prefix by indexOf',
          before,
          after:
            'const full = path.resolve(root, name);\nif (full.indexOf(root) !== 0) return res.sendStatus(403);\nres.sendFile(full);',
        },
        {
          is: 'a list of bad extensions',
          before,
          after: `const blocked = ['.exe', '.php'];\nif (blocked.includes(path.extname(name))) return res.sendStatus(403);\n${flaw}`,
        },
        {
          is: 'normalize whose answer is thrown away',
          before,
          after: `path.normalize(name);\n${flaw}`,
          says: /thrown away/,
        },
        {
          is: 'decoding',
          before,
          after: flaw.replace('name)', 'decodeURIComponent(name))'),
          says: /does not change where/,
        },
        {
          is: 'a check after the use',
          before,
          after: `${flaw}\nif (!isInside(name)) return res.sendStatus(403);`,
          says: /only after/,
        },
      ],
      right: [
        {
          is: 'a prefix with a separator',
          before,
          after:
            'const full = path.resolve(root, name);\nif (!full.startsWith(path.resolve(root) + path.sep)) return res.sendStatus(403);\nres.sendFile(full);',
        },
        {
          is: 'a prefix with a slash',
          before,
          after:
            "const full = path.resolve(root, name);\nif (!full.startsWith(root + '/')) return res.sendStatus(403);\nres.sendFile(full);",
        },
        {
          is: 'a template with a separator',
          before,
          after:
            'const full = path.resolve(root, name);\nif (!full.startsWith(`${root}${path.sep}`)) return res.sendStatus(403);\nres.sendFile(full);',
        },
        {
          is: 'the way from the folder',
          before,
          after:
            "const full = path.resolve(root, name);\nconst way = path.relative(root, full);\nif (way.startsWith('..') || path.isAbsolute(way)) return res.sendStatus(403);\nres.sendFile(full);",
        },
        {
          is: 'the base name',
          before,
          after: 'res.sendFile(path.join(root, path.basename(name)));',
        },
        { is: 'the root option', before, after: 'res.sendFile(name, { root });' },
        {
          is: 'a set of names',
          before,
          after: `if (!['a.pdf', 'b.pdf'].includes(name)) return res.sendStatus(404);\n${flaw}`,
        },
        {
          is: 'a pattern for the whole name',
          before,
          after: `if (!/^[a-z0-9]+\\.pdf$/.test(name)) return res.sendStatus(404);\n${flaw}`,
        },
        {
          is: 'a map of names',
          before,
          after:
            "const files = new Map([['terms', 'terms.pdf']]);\nconst file = files.get(name);\nif (file === undefined) return res.sendStatus(404);\nres.sendFile(path.join(root, file));",
        },
      ],
    },
  );
});

describe('weak fixes of path traversal in Python', () => {
  const python = 'return open(os.path.join(ROOT, name)).read()';
  const pyFrame = `
import os
ROOT = "/srv/files"
def read(request):
    name = request.args["name"]
    CODE
`;
  const before = python;
  judges(
    { cwe: 'CWE-22', frame: pyFrame, path: 'app.py' },
    {
      wrong: [
        {
          is: '../ taken out once',
          before,
          after: python.replace('name)', 'name.replace("../", ""))'),
        },
        {
          is: 'a test for ..',
          before,
          after: `if ".." in name:\n        abort(403)\n    ${python}`,
        },
        {
          is: 'a prefix without a separator',
          before,
          after:
            'full = os.path.abspath(os.path.join(ROOT, name))\n    if not full.startswith(ROOT):\n        abort(403)\n    return open(full).read()',
        },
        {
          is: 'an assert',
          before,
          after:
            'full = os.path.abspath(os.path.join(ROOT, name))\n    assert full.startswith(ROOT + os.sep)\n    return open(full).read()',
          says: /-O/,
        },
      ],
      right: [
        {
          is: 'a prefix with a separator',
          before,
          after:
            'full = os.path.realpath(os.path.join(ROOT, name))\n    if not full.startswith(ROOT + os.sep):\n        abort(403)\n    return open(full).read()',
        },
        {
          is: 'is_relative_to',
          before,
          after:
            'full = (Path(ROOT) / name).resolve()\n    if not full.is_relative_to(ROOT):\n        abort(403)\n    return full.read_text()',
        },
        {
          is: 'secure_filename',
          before,
          after: 'return open(os.path.join(ROOT, secure_filename(name))).read()',
        },
        {
          is: 'a set of names',
          before,
          after: `if name not in ("a.txt", "b.txt"):\n        abort(404)\n    ${python}`,
        },
      ],
    },
  );
});
