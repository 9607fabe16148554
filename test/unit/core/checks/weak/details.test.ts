import { judges } from './pairs';

describe('weak fixes of errors that are told', () => {
  const stack = 'res.status(500).json({ error: err.stack });';
  judges(
    {
      cwe: 'CWE-209',
      frame:
        "const util = require('util');\nmodule.exports = (err, req, res, next) => {\n  log(err);\n  CODE\n};\n",
    },
    {
      wrong: [
        {
          is: 'an error that is inspected',
          before: stack,
          after: 'res.status(500).send(util.inspect(err));',
          says: /inspect\(err\).*log/,
          line: 4,
        },
        {
          is: 'an error as text',
          before: stack,
          after: 'res.status(500).send(String(err));',
        },
        {
          is: 'an error in a template',
          before: stack,
          after: 'res.status(500).send(`It failed: ${err}`);',
        },
        { is: 'toString()', before: stack, after: 'res.json({ error: err.toString() });' },
        { is: 'the whole error', before: stack, after: 'res.status(500).json({ error: err });' },
        { is: 'no answer', before: stack, after: 'log(1);', says: /Nothing answers/ },
      ],
      right: [
        {
          is: 'a fixed sentence',
          before: stack,
          after: "res.status(500).json({ error: 'It failed.' });",
        },
        { is: 'a fixed code', before: stack, after: 'res.status(err.status).json({ code: 7 });' },
        { is: 'handing it on', before: stack, after: 'next(err);' },
        {
          is: 'a number to ask by',
          before: stack,
          after: 'res.status(500).json({ error: messageFor(err.code), id: req.id });',
        },
      ],
    },
  );
  const trace = 'return jsonify(error=traceback.format_exc()), 500';
  judges(
    {
      cwe: 'CWE-209',
      path: 'app/a.py',
      frame:
        'def pay():\n    try:\n        order = place()\n    except Exception as exc:\n        CODE\n    return jsonify(id=order.id)\n',
    },
    {
      wrong: [
        { is: 'repr() of it', before: trace, after: 'return jsonify(error=repr(exc)), 500' },
        { is: 'its arguments', before: trace, after: 'return jsonify(error=exc.args), 500' },
        { is: 'an error that is dropped', before: trace, after: 'pass', says: /dropped/ },
      ],
      right: [
        {
          is: 'a line in the log',
          before: trace,
          after: 'log.exception("failed")\n        return jsonify(error="It failed."), 500',
        },
        { is: 'letting it pass', before: trace, after: 'raise' },
      ],
    },
  );
});

describe('modes for developers', () => {
  judges(
    { cwe: 'CWE-489', path: 'app/a.py' },
    {
      wrong: [
        { is: 'DEBUG', before: 'DEBUG = False', after: 'DEBUG = True', says: /DEBUG/ },
        {
          is: 'a configuration',
          before: 'app = Flask(__name__)',
          after: 'app = Flask(__name__)\napp.config["DEBUG"] = True',
        },
        { is: 'an option of run()', before: 'app.run()', after: 'app.run(debug=True)' },
      ],
      right: [
        { is: 'an option of others', before: 'make()', after: 'make(debug=True)' },
        { is: 'switching it off', before: 'DEBUG = True', after: 'DEBUG = False' },
        {
          is: 'the environment',
          before: 'DEBUG = True',
          after: 'DEBUG = os.environ.get("DEBUG") == "1"',
        },
      ],
    },
  );
});

describe('templates that do not escape', () => {
  const page = 'return f"<b>{name}</b>"';
  judges(
    {
      cwe: 'CWE-79',
      path: 'app/a.py',
      frame: 'def show():\n    name = request.args["name"]\n    CODE\n',
    },
    {
      wrong: [
        {
          is: 'the filter safe',
          before: page,
          after: 'return render_template_string("<b>{{ name|safe }}</b>", name=name)',
          says: /not to escape/,
        },
        {
          is: 'autoescape off',
          before: page,
          after:
            'return render_template_string("{% autoescape false %}{{ name }}{% endautoescape %}", name=name)',
        },
      ],
      right: [
        {
          is: 'a template',
          before: page,
          after: 'return render_template_string("<b>{{ name }}</b>", name=name)',
        },
      ],
    },
  );
  const markup = "const page = '<b>' + name + '</b>';";
  judges(
    { cwe: 'CWE-79' },
    {
      wrong: [
        {
          is: 'three braces',
          before: markup,
          after: "const page = Handlebars.compile('<b>{{{name}}}</b>')({ name });",
        },
        {
          is: 'the raw tag of EJS',
          before: markup,
          after: "const page = ejs.render('<b><%- name %></b>', { name });",
        },
      ],
      right: [
        {
          is: 'two braces',
          before: markup,
          after: "const page = Handlebars.compile('<b>{{name}}</b>')({ name });",
        },
      ],
    },
  );
});
