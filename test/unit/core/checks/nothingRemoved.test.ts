import assert from 'node:assert/strict';
import { nothingRemoved } from '../../../../src/core/checks/nothingRemoved';
import { file, findingAt, outcome, run } from './subject';

const check = (before: string, after: string, path = 'src/a.js') =>
  outcome(nothingRemoved, { files: [file(before, after, path)] });
const detail = async (before: string, after: string, path = 'src/a.js') =>
  (await run(nothingRemoved, { files: [file(before, after, path)] })).detail;

const login = `async function login(req, res) {
  const user = await User.findOne({ where: { email: req.body.email } });
  if (!user || !(await bcrypt.compare(req.body.password, user.hash))) {
    return res.status(401).send('Wrong.');
  }
  req.session.user = user.id;
  res.json({ ok: true });
}
`;
const save = `function register(req, res, next) {
  const user = { email: req.body.email, password: security.hash(req.body.password) };
  User.create(user).then(() => res.json(user)).catch((error) => next(error));
}
`;
const routes = `app.use(helmet());
app.use(csrf());
app.get('/orders', security.isAuthorized(), listOrders);
app.delete('/users/:id', requireAdmin, limiter, deleteUser);
app.post('/login', rateLimit({ max: 5 }), login);
`;

describe('the check that nothing is removed: protections', () => {
  it('fails on a hash call that is dropped, and names its line', async () => {
    const after = save.replace('security.hash(req.body.password)', 'req.body.password');
    assert.equal(await check(save, after), 'fail 2');
    assert.match(await detail(save, after), /security\.hash\(\).*register\(\).*line 2/);
    assert.equal(
      await check(
        'def store(password):\n    hashed = generate_password_hash(password)\n    db.save(hashed)\n',
        'def store(password):\n    db.save(password)\n',
        'a.py',
      ),
      'fail 2',
    );
  });

  it('fails on a password comparison that is dropped', async () => {
    const after = login.replace(
      '!user || !(await bcrypt.compare(req.body.password, user.hash))',
      '!user',
    );
    assert.equal(await check(login, after), 'fail 3');
  });

  it('fails on middleware and decorators that go from a route that stays', async () => {
    assert.equal(await check(routes, routes.replace('security.isAuthorized(), ', '')), 'fail 3');
    assert.equal(await check(routes, routes.replace('requireAdmin, ', '')), 'fail 4');
    const view = '@app.route("/admin")\n@login_required\ndef admin():\n    return page()\n';
    assert.equal(await check(view, view.replace('@login_required\n', ''), 'a.py'), 'fail 2');
    const nest =
      'class A {\n  @UseGuards(AuthGuard)\n  @Get("/x")\n  list() {\n    return 1;\n  }\n}\n';
    assert.match(
      await check(nest, nest.replace('  @UseGuards(AuthGuard)\n', ''), 'a.ts'),
      /^fail 2/,
    );
  });

  it('warns of limits, headers and tokens against forgery that go', async () => {
    assert.equal(await check(routes, routes.replace('app.use(csrf());\n', '')), 'warn 2');
    assert.equal(await check(routes, routes.replace('app.use(helmet());\n', '')), 'warn 1');
    assert.equal(await check(routes, routes.replace('rateLimit({ max: 5 }), ', '')), 'warn 5');
    assert.equal(await check(routes, routes.replace('limiter, ', '')), 'warn 4');
  });

  it('warns of escapes and validations that go', async () => {
    const show =
      'function show(req, res) {\n  res.send("<p>" + escapeHtml(req.query.q) + "</p>");\n}\n';
    assert.match(
      await check(show, show.replace('escapeHtml(req.query.q)', 'req.query.q')),
      /^warn/,
    );
    const run1 = 'def f(a):\n    os.system("ls " + shlex.quote(a))\n';
    assert.match(await check(run1, run1.replace('shlex.quote(a)', 'a'), 'a.py'), /^warn/);
    const put = 'function put(o) {\n  validateOrder(o);\n  save(o);\n}\n';
    assert.match(await check(put, put.replace('  validateOrder(o);\n', '')), /^warn 2/);
  });

  it('passes what is replaced by its like or by something stronger', async () => {
    const pairs = [
      [
        "crypto.createHash('md5').update(p).digest('hex');",
        "crypto.createHash('sha256').update(p).digest('hex');",
      ],
      ["h = crypto.createHash('md5').update(p).digest('hex');", 'h = await bcrypt.hash(p, 12);'],
      ['if (hash(p) === user.hash) go();', 'if (await bcrypt.compare(p, user.hash)) go();'],
      [
        "t = crypto.createHash('md5').update(String(Date.now())).digest('hex');",
        "t = crypto.randomBytes(32).toString('hex');",
      ],
      [
        "db.query('select * from a where b = ' + mysql.escape(b));",
        "db.query('select * from a where b = ?', [b]);",
      ],
      ["exec('ls ' + shellQuote(dir));", "execFile('ls', [dir]);"],
      ['el.innerHTML = escape(name);', 'el.textContent = name;'],
      ['x = this.sanitizer.bypassSecurityTrustHtml(q);', 'x = q;'],
      ['p = jwt.decode(token);', 'p = jwt.verify(token, key, { algorithms: ["RS256"] });'],
      ["app.get('/a', isAuth, h);", "app.get('/a', requireAuth(), h);"],
      ['if (isValid(id)) load(id);', 'const n = Number.parseInt(id, 10);\nif (n > 0) load(n);'],
      ['html = sanitizeHtml(c);', 'html = DOMPurify.sanitize(c);'],
    ] as const;
    for (const [before, after] of pairs) {
      assert.equal(await check(before, after), 'pass', `${before} -> ${after}`);
    }
    const python = [
      ['h = hashlib.md5(p).hexdigest()', 'h = hashlib.sha256(p).hexdigest()'],
      [
        'h = hashlib.md5(p.encode()).hexdigest()',
        'h = bcrypt.hashpw(p.encode(), bcrypt.gensalt())',
      ],
      ['os.system("ping " + shlex.quote(h))', 'subprocess.run(["ping", h], check=True)'],
      ['cur.execute("select %s" % escape(x))', 'cur.execute("select %s", (x,))'],
    ] as const;
    for (const [before, after] of python) {
      assert.equal(await check(before, after, 'a.py'), 'pass', `${before} -> ${after}`);
    }
  });

  it('passes what only moves, into a helper or another file', async () => {
    const helper = `function safe(p) {\n  return security.hash(p);\n}\n${save.replace('security.hash(req.body.password)', 'safe(req.body.password)')}`;
    assert.equal(await check(save, helper), 'pass');
    const files = [
      file(save, save.replace('security.hash(req', 'prepare(req'), 'src/a.js'),
      file('', 'export function prepare(p) {\n  return security.hash(p);\n}\n', 'src/b.js'),
    ];
    assert.equal(await outcome(nothingRemoved, { files }), 'pass');
  });

  it('lets a weak verification go that the finding is about', async () => {
    const before = 'function f(t) {\n  const ok = verifyLegacy(t);\n  return load(t);\n}\n';
    const files = [file(before, before.replace('  const ok = verifyLegacy(t);\n', ''))];
    assert.equal(await outcome(nothingRemoved, { files }), 'fail 2');
    const about = { finding: findingAt(1), files };
    assert.match(await outcome(nothingRemoved, about), /^(warn|fail) 2/);
  });
});

describe('the check that nothing is removed: the flow of the code', () => {
  const guarded = `function get(req, res) {
  if (req.params.id !== req.user.id) {
    return res.status(403).end();
  }
  return res.json(load(req.params.id));
}
`;

  it('warns of a guard that goes, and fails on one that is turned around', async () => {
    const without = guarded.replace(/ {2}if [^]*? {2}}\n/, '');
    assert.equal(await check(guarded, without), 'warn 2');
    assert.match(
      await detail(guarded, without),
      /req\.params\.id!==req\.user\.id.*get\(\).*line 2/,
    );
    assert.equal(await check(guarded, guarded.replace('!==', '===')), 'fail 2');
    const not = 'function f(u) {\n  if (!u.ok) {\n    throw new Error("no");\n  }\n  go(u);\n}\n';
    assert.equal(await check(not, not.replace('!u.ok', 'u.ok')), 'fail 2');
    const py = 'def f(u):\n    if not u.is_staff:\n        abort(403)\n    return go(u)\n';
    assert.equal(await check(py, py.replace('not ', ''), 'a.py'), 'fail 2');
    assert.match(await check(py, 'def f(u):\n    return go(u)\n', 'a.py'), /^warn/);
  });

  it('warns of a condition that has lost a part', async () => {
    const both = 'function f(a) {\n  if (isFile(a) && a.owner === me) {\n    send(a);\n  }\n}\n';
    assert.equal(await check(both, both.replace(' && a.owner === me', '')), 'warn 2');
    assert.match(
      await detail(both, both.replace(' && a.owner === me', '')),
      /has lost “a\.owner===me”/,
    );
    const apart = both
      .replace(' && a.owner === me', '')
      .replace('  if', '  if (a.owner === me) log();\n  if');
    assert.equal(await check(both, apart), 'pass');
    assert.equal(await check(both, both.replace('&& a', '&& a.isOpen && a')), 'pass');
  });

  it('passes a filter that goes because the value is no longer put into a text', async () => {
    const before =
      'function f(d, cb) {\n  if (!/^[a-z]+$/.test(d)) return cb(bad);\n  exec("ls " + d, cb);\n}\n';
    const after = 'function f(d, cb) {\n  execFile("ls", [d], cb);\n}\n';
    assert.equal(await check(before, after), 'pass');
    assert.match(
      await check(before, after.replace('execFile("ls", [d]', 'exec("ls -l " + d')),
      /^warn/,
    );
  });

  it('knows what is named rather than called, and what does the contrary', async () => {
    const view =
      'class V(View):\n    @csrf_exempt\n    def post(self, r):\n        if r.user.is_anonymous:\n            return no()\n        return save(r)\n';
    const mixin =
      'class V(LoginRequiredMixin, View):\n    def post(self, r):\n        return save(r)\n';
    assert.equal(await check(view, mixin, 'a.py'), 'pass');
    assert.match(await check(view, mixin.replace('LoginRequiredMixin, ', ''), 'a.py'), /^warn/);
  });

  it('warns when a check does not end the way any more', async () => {
    const after = guarded.replace('    return res.status(403).end();', '    log("odd");');
    assert.equal(await check(guarded, after), 'warn 3');
  });

  it('passes guards that merge, move or become something else', async () => {
    const pairs = [
      [
        'function f(a, b) {\n  if (!a) return;\n  if (!b) return;\n  go();\n}',
        'function f(a, b) {\n  if (!a || !b) return;\n  go();\n}',
      ],
      [
        'function f(a) {\n  if (a < 0) throw new Error();\n  go(a);\n}',
        'function f(a) {\n  assertPositive(a);\n  go(a);\n}',
      ],
      [
        'function f(a) {\n  if (a) {\n    return x;\n  }\n  return y;\n}',
        'function f(a) {\n  return a ? x : y;\n}',
      ],
      [
        'function f(a) {\n  if (!a.startsWith(root)) return;\n  go(a);\n}',
        'function f(a) {\n  const p = path.resolve(root, a);\n  if (!p.startsWith(root + path.sep)) return;\n  go(p);\n}',
      ],
    ] as const;
    for (const [before, after] of pairs) {
      assert.equal(await check(before, after), 'pass', `${before} -> ${after}`);
    }
  });

  it('warns of an await that goes, and fails where its promise is tested', async () => {
    const saves = 'async function f(u) {\n  await u.save();\n  done(u);\n}\n';
    assert.equal(await check(saves, saves.replace('await ', '')), 'warn 2');
    const tests = 'async function f(u) {\n  if (!(await isAdmin(u))) throw new Error();\n}\n';
    assert.equal(await check(tests, tests.replace('(await isAdmin(u))', 'isAdmin(u)')), 'fail 2');
    const returned = 'async function f() {\n  return await g();\n}\n';
    assert.equal(await check(returned, returned.replace('await ', '')), 'pass');
    const all = 'async function f() {\n  await g();\n  await h();\n}\n';
    assert.equal(
      await check(all, 'async function f() {\n  await Promise.all([g(), h()]);\n}\n'),
      'pass',
    );
  });

  it('warns of error handling that goes', async () => {
    assert.match(await check(save, save.replace('.catch((error) => next(error))', '')), /^warn 3/);
    const tried =
      'function f(t) {\n  try {\n    return JSON.parse(t);\n  } catch {\n    return {};\n  }\n}\n';
    assert.match(await check(tried, 'function f(t) {\n  return JSON.parse(t);\n}\n'), /^warn/);
    const py =
      'def f(t):\n    try:\n        return parse(t)\n    except ValueError:\n        return None\n';
    assert.match(await check(py, 'def f(t):\n    return parse(t)\n', 'a.py'), /^warn/);
  });

  it('passes error handling that goes with its call or in another form', async () => {
    const tried =
      'function f(t) {\n  try {\n    return eval(t);\n  } catch {\n    return {};\n  }\n}\n';
    assert.equal(await check(tried, 'function f(t) {\n  return table[t];\n}\n'), 'pass');
    const then =
      'function f(r, n) {\n  db.query(q).then((x) => r.json(x)).catch((e) => n(e));\n}\n';
    const awaited =
      'async function f(r, n) {\n  try {\n    r.json(await db.query(q));\n  } catch (e) {\n    n(e);\n  }\n}\n';
    assert.equal(await check(then, awaited), 'pass');
    const callback =
      'function f(n) {\n  fs.readFile(p, (err, d) => {\n    if (err) return n(err);\n    go(d);\n  });\n}\n';
    assert.equal(
      await check(callback, 'async function f(n) {\n  go(await fs.readFile(p));\n}\n'),
      'pass',
    );
  });

  it('warns of routes and exports that go, not of those that are renamed', async () => {
    assert.equal(await check(routes, routes.replace(/app\.get.*\n/, '')), 'warn 3');
    assert.equal(await check(routes, routes.replace("'/orders'", "'/my-orders'")), 'pass');
    const exported = 'export function a() {}\nexport const b = 1;\nmodule.exports.c = 2;\n';
    assert.equal(
      await check(exported, exported.replace('export const', 'const'), 'a.ts'),
      'warn 2',
    );
    assert.equal(await check(exported, exported.replace('module.exports.c = 2;\n', '')), 'warn 3');
    assert.equal(await check(exported, exported.replace('const b', 'const bb')), 'pass');
  });

  it('passes ordinary fixes', async () => {
    const sql =
      "module.exports = function login() {\n  return (req, res, next) => {\n    db.query(`SELECT * FROM Users WHERE email = '${req.body.email}' AND password = '${hash(req.body.password)}'`, { model: User })\n      .then((user) => res.json(user))\n      .catch((error) => next(error));\n  };\n};\n";
    const bound =
      "module.exports = function login() {\n  return (req, res, next) => {\n    db.query('SELECT * FROM Users WHERE email = $1 AND password = $2', { bind: [req.body.email, hash(req.body.password)], model: User })\n      .then((user) => res.json(user))\n      .catch((error) => next(error));\n  };\n};\n";
    assert.equal(await check(sql, bound), 'pass');
  });

  it('leaves tests to another check, and says when it cannot look', async () => {
    assert.equal(await check(save, '', 'test/a.test.js'), 'pass');
    assert.equal(await check('a', 'b', 'a.rb'), 'not-run');
  });
});
