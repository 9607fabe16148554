import { judges } from './pairs';

describe('weak fixes that trust what a client sends', () => {
  judges(
    { cwe: 'CWE-352', frame: 'app.post("/a", (req, res, next) => {\nCODE\n});' },
    {
      wrong: [
        {
          is: 'a token that may be missing',
          before: 'next();',
          after:
            'const token = req.body.token;\nif (token && token !== req.session.token) return res.sendStatus(403);\nnext();',
          says: /no token gets past/,
          line: 3,
        },
        {
          is: 'a signature that is looked at when there is one',
          before: 'next();',
          after:
            "const sig = req.get('x-signature');\nif (sig !== undefined) {\n  if (!verify(req.body, sig)) return res.sendStatus(401);\n}\nnext();",
          says: /no sig gets past/,
        },
      ],
      right: [
        {
          is: 'a token that has to be there',
          before: 'next();',
          after:
            'const token = req.body.token;\nif (!token || token !== req.session.token) return res.sendStatus(403);\nnext();',
        },
        {
          is: 'a missing token that is refused by itself',
          before: 'next();',
          after:
            'const token = req.body.token;\nif (!token) return res.sendStatus(401);\nif (token && token !== req.session.token) return res.sendStatus(403);\nnext();',
        },
        {
          is: 'a filter that may be left out',
          before: 'next();',
          after:
            'const sort = req.query.sort;\nif (sort && !columns.has(sort)) return res.sendStatus(400);\nlist(sort);',
        },
        {
          is: 'a proof that only some accounts need',
          before: 'next();',
          after:
            'if (user.totpSecret && !verify(req.body.code, user.totpSecret)) return res.sendStatus(401);\nnext();',
        },
        {
          is: 'a token that lets in when it is right',
          before: 'next();',
          after:
            'const token = req.body.token;\nif (token && check(token)) { next(); return; }\nres.sendStatus(401);',
        },
      ],
    },
  );
  judges(
    { cwe: 'CWE-352', path: 'app/a.py', frame: 'def view(request):\nCODE\n    return done()\n' },
    {
      wrong: [
        {
          is: 'a token of a form that may be missing, in Python',
          before: '    pass',
          after:
            '    token = request.form.get("token")\n    if token and token != session["token"]:\n        abort(403)',
        },
      ],
      right: [
        {
          is: 'a token of a form that has to be there, in Python',
          before: '    pass',
          after: '    if request.form.get("token") != session["token"]:\n        abort(403)',
        },
      ],
    },
  );
  const patch = 'app.patch("/me", async (req, res) => {\nCODE\n});';
  judges(
    { cwe: 'CWE-915', frame: patch },
    {
      wrong: [
        {
          is: 'one field that is deleted',
          before: 'await user.update(req.body);',
          after: 'delete req.body.role;\nawait user.update(req.body);',
          says: /Only role is taken out/,
        },
        {
          is: 'all the rest',
          before: 'await user.update(req.body);',
          after: 'const { role, ...rest } = req.body;\nawait user.update(rest);',
          says: /Only role is taken out/,
        },
        {
          is: 'a copy',
          before: 'await user.update(req.body);',
          after: 'const fields = { ...req.body };\nawait user.update(fields);',
          says: /copy of all/,
        },
      ],
      right: [
        {
          is: 'fields that are picked',
          before: 'await user.update(req.body);',
          after: 'const { name, email } = req.body;\nawait user.update({ name, email });',
        },
        {
          is: 'a list of fields',
          before: 'await user.update(req.body);',
          after: "await user.update({ ...req.body }, { fields: ['name'] });",
        },
      ],
    },
  );
  judges(
    { cwe: 'CWE-639', frame: 'app.delete("/n/:id", async (req, res) => {\nCODE\n});' },
    {
      wrong: [
        {
          is: 'an owner whom the request names',
          before: 'if (!note) return res.sendStatus(404);\nawait note.destroy();',
          after:
            'if (!note || note.ownerId !== req.body.ownerId) return res.sendStatus(404);\nawait note.destroy();',
          says: /what the client says/,
        },
        {
          is: 'an owner who is looked at too late',
          before: 'await note.destroy();\nres.end();',
          after:
            'await note.destroy();\nif (note.ownerId !== req.session.userId) return res.sendStatus(403);\nres.end();',
          says: /only after/,
        },
      ],
      right: [
        {
          is: 'an owner whom the session names',
          before: 'if (!note) return res.sendStatus(404);\nawait note.destroy();',
          after:
            'if (!note || note.ownerId !== req.session.userId) return res.sendStatus(404);\nawait note.destroy();',
        },
        {
          is: 'an answer that is looked at after it came',
          before: 'await store.save(note);\nres.end();',
          after:
            'await store.save(note);\nconst isOwner = await store.owner(note);\nif (!isOwner) return res.sendStatus(403);\nres.end();',
        },
      ],
    },
  );
});
