/** Flawed code with a good and a bad input, and what it prints before and after its fix. */
export interface RunCase {
  readonly rule: string;
  readonly code: string;
  /** Stand-ins for packages, by file name. */
  readonly modules?: Readonly<Record<string, string>>;
  readonly before: string;
  readonly after: string;
}

const text = (...all: readonly string[]): string => `${all.join('\n')}\n`;

/** As much of Flask as a view needs: a request with one argument. */
const flask = text(
  'class Request:',
  '    args = {}',
  'request = Request()',
  'class Flask:',
  '    def __init__(self, name): pass',
  '    def route(self, path): return lambda view: view',
  '    def run(self, debug=False): print("debug" if debug else "plain")',
);

/** As much of PyYAML as a view needs: a mapping of one number, and tags for functions. */
const yaml = text(
  'def load(text):',
  '    return "a function ran" if text.startswith("!!python") else safe_load(text)',
  'def safe_load(text):',
  '    if text.startswith("!!python"): raise ValueError("no such tag")',
  '    key, value = text.split(": ")',
  '    return {key: int(value)}',
);

/** As much of defusedxml as a view needs: the parser of Python, which refuses entities. */
const defused = text(
  'from types import SimpleNamespace',
  'from xml.parsers import expat',
  'class EntitiesForbidden(ValueError): pass',
  'def refuse(*all): raise EntitiesForbidden()',
  'def fromstring(text):',
  '    parser = expat.ParserCreate()',
  '    parts = []',
  '    parser.CharacterDataHandler = parts.append',
  '    parser.EntityDeclHandler = refuse',
  '    parser.Parse(text, True)',
  '    return SimpleNamespace(text="".join(parts))',
);

export const runCases: readonly RunCase[] = [
  {
    rule: 'py-command-injection',
    code: text(
      'import subprocess',
      'from flask import Flask, request',
      'app = Flask(__name__)',
      '@app.route("/")',
      'def view():',
      '    q = request.args["q"]',
      '    print(subprocess.run(f"echo {q}", shell=True, capture_output=True, text=True).stdout.strip())',
      'for value in ["hello", "a; echo b"]:',
      '    request.args = {"q": value}',
      '    view()',
    ),
    modules: { 'flask.py': flask },
    before: 'hello\na\nb\n',
    after: 'hello\na; echo b\n',
  },
  {
    rule: 'py-sql-injection',
    code: text(
      'import sqlite3',
      'from flask import Flask, request',
      'app = Flask(__name__)',
      'db = sqlite3.connect(":memory:")',
      'db.execute("CREATE TABLE t (a)")',
      `db.execute("INSERT INTO t VALUES ('x'), ('y')")`,
      '@app.route("/")',
      'def view():',
      '    q = request.args["q"]',
      `    print(len(db.execute(f"SELECT * FROM t WHERE a = '{q}'").fetchall()))`,
      `for value in ["x", "' OR '1'='1"]:`,
      '    request.args = {"q": value}',
      '    view()',
    ),
    modules: { 'flask.py': flask },
    before: '1\n2\n',
    after: '1\n0\n',
  },
  {
    rule: 'py-yaml-load',
    code: text('import yaml', 'print(yaml.load("a: 1"))'),
    modules: {
      'yaml.py': text(
        'def load(text): return "any object"',
        'def safe_load(text): return {"a": 1}',
      ),
    },
    before: 'any object\n',
    after: "{'a': 1}\n",
  },
  {
    rule: 'py-certificate-check-off',
    code: text(
      'import ssl',
      'context = ssl._create_unverified_context()',
      'print(context.verify_mode == ssl.CERT_REQUIRED, context.check_hostname)',
    ),
    before: 'False False\n',
    after: 'True True\n',
  },
  {
    rule: 'py-weak-hash',
    code: text('import hashlib', 'api_key = b"k"', 'print(hashlib.md5(api_key).name)'),
    before: 'md5\n',
    after: 'sha256\n',
  },
  {
    rule: 'py-insecure-random',
    code: text(
      'import random',
      'def state(): return random.setstate(random.Random(7).getstate())',
      'def make():',
      '    token = random.randint(0, 2 ** 64)',
      '    return token',
      'state()',
      'first = make()',
      'state()',
      'print(first == make(), 0 <= make() <= 2 ** 64)',
    ),
    before: 'True True\n',
    after: 'False True\n',
  },
  {
    rule: 'py-temporary-name',
    code: text(
      'import os',
      'import tempfile',
      'name = tempfile.mktemp()',
      'print(os.path.exists(name))',
      'with open(name, "w") as file:',
      '    file.write("x")',
      'print(open(name).read())',
      'os.remove(name)',
    ),
    before: 'False\nx\n',
    after: 'True\nx\n',
  },
  {
    rule: 'py-jwt-unverified',
    code: text(
      'import jwt',
      'key = "k"',
      'for token in ["good", "forged"]:',
      '    try:',
      '        print(jwt.decode(token, key, algorithms=["HS256"], options={"verify_signature": False}))',
      '    except ValueError as error:',
      '        print(error)',
    ),
    modules: {
      'jwt.py': text(
        'def decode(token, key, algorithms, options=None):',
        '    if (options or {}).get("verify_signature", True) and token != "good":',
        '        raise ValueError("bad signature")',
        '    return token',
      ),
    },
    before: 'good\nforged\n',
    after: 'good\nbad signature\n',
  },
  {
    rule: 'py-flask-debug',
    code: text('from flask import Flask', 'app = Flask(__name__)', 'app.run(debug=True)'),
    modules: { 'flask.py': flask },
    before: 'debug\n',
    after: 'plain\n',
  },
  {
    rule: 'py-autoescape-off',
    code: text(
      'from jinja2 import Environment',
      'env = Environment()',
      'for value in ["a", "<b>"]:',
      '    print(env.show(value))',
    ),
    modules: {
      'jinja2.py': text(
        'import html',
        'class Environment:',
        '    def __init__(self, autoescape=False): self.on = autoescape',
        '    def show(self, value): return html.escape(value) if self.on else value',
      ),
    },
    before: 'a\n<b>\n',
    after: 'a\n&lt;b&gt;\n',
  },
  {
    rule: 'py-cookie-flags',
    code: text(
      'from answer import response',
      'response.set_cookie("session", "x")',
      'print(sorted(response.flags))',
    ),
    modules: {
      'answer.py': text(
        'class Answer:',
        '    def set_cookie(self, name, value, **flags): self.flags = flags',
        'response = Answer()',
      ),
    },
    before: '[]\n',
    after: "['httponly', 'samesite', 'secure']\n",
  },
  {
    rule: 'py-xml-parser-entities',
    code: text(
      'import io',
      'import os',
      'import xml.sax',
      'import xml.sax.handler',
      'class Text(xml.sax.handler.ContentHandler):',
      '    def __init__(self): super().__init__(); self.text = ""',
      '    def characters(self, content): self.text += content',
      'def read(document):',
      '    parser = xml.sax.make_parser()',
      '    parser.setFeature(xml.sax.handler.feature_external_ges, True)',
      '    handler = Text()',
      '    parser.setContentHandler(handler)',
      '    parser.parse(io.StringIO(document))',
      '    return handler.text',
      'with open("secret.txt", "w") as file:',
      '    file.write("secret")',
      'print(read("<a>plain</a>"))',
      `print(read('<!DOCTYPE a [<!ENTITY x SYSTEM "secret.txt">]><a>&x;</a>'))`,
    ),
    before: 'plain\nsecret\n',
    after: 'plain\n\n',
  },
  {
    rule: 'py-unsafe-deserialization',
    code: text(
      'import yaml',
      'from flask import Flask, request',
      'app = Flask(__name__)',
      '@app.route("/")',
      'def view():',
      '    q = request.args["q"]',
      '    print(yaml.load(q))',
      'for value in ["a: 1", "!!python/object/apply:os.getcwd []"]:',
      '    request.args = {"q": value}',
      '    try:',
      '        view()',
      '    except ValueError as error:',
      '        print(error)',
    ),
    modules: { 'flask.py': flask, 'yaml.py': yaml },
    before: "{'a': 1}\na function ran\n",
    after: "{'a': 1}\nno such tag\n",
  },
  {
    rule: 'py-xml-bomb',
    code: text(
      'import xml.etree.ElementTree as ET',
      'from flask import Flask, request',
      'app = Flask(__name__)',
      '@app.route("/")',
      'def view():',
      '    q = request.args["q"]',
      '    print(len(ET.fromstring(q).text))',
      `lol = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;&c;&c;&c;</a>'`,
      'for value in ["<a>hello</a>", lol]:',
      '    request.args = {"q": value}',
      '    try:',
      '        view()',
      '    except ValueError as error:',
      '        print(type(error).__name__)',
    ),
    modules: {
      'flask.py': flask,
      'defusedxml/__init__.py': '',
      'defusedxml/ElementTree.py': defused,
    },
    before: '5\n32\n',
    after: '5\nEntitiesForbidden\n',
  },
  {
    rule: 'py-request-timeout',
    code: text('import requests', 'print(requests.get("https://a.example/"))'),
    modules: { 'requests.py': text('def get(url, timeout=None): return timeout') },
    before: 'None\n',
    after: '30\n',
  },
  {
    rule: 'py-archive-extraction',
    code: text(
      'import io',
      'import os',
      'import tarfile',
      '# Newer versions of Python have the filter by default.',
      'setattr(tarfile.TarFile, "extraction_filter", staticmethod(lambda member, path: member))',
      'def archive(name):',
      '    buffer = io.BytesIO()',
      '    with tarfile.open(fileobj=buffer, mode="w") as made:',
      '        made.addfile(tarfile.TarInfo(name))',
      '    buffer.seek(0)',
      '    return buffer',
      'def unpack(buffer):',
      '    with tarfile.open(fileobj=buffer) as tar:',
      '        tar.extractall("out")',
      'unpack(archive("good.txt"))',
      'try:',
      '    unpack(archive("../bad.txt"))',
      'except Exception as error:',
      '    print(type(error).__name__)',
      'print(os.path.exists("out/good.txt"), os.path.exists("bad.txt"))',
    ),
    before: 'True True\n',
    after: 'OutsideDestinationError\nTrue False\n',
  },
];
