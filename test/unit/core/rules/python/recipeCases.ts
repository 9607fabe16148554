import { flask } from './cases';

type Pairs = readonly (readonly [before: string, after: string])[];
type Refused = readonly (readonly [code: string, why: RegExp])[];

const text = (...all: readonly string[]): string => `${all.join('\n')}\n`;
const sh = (call: string) => flask('import subprocess;import shlex', call);
const db = (call: string, driver = 'import sqlite3', open = 'sqlite3.connect("a")') =>
  flask(driver, `cur = ${open}.cursor()`, call);
const pg = (call: string) => db(call, 'import psycopg2', 'psycopg2.connect("")');

/** What each recipe does, shape by shape. */
export const fixCases: Readonly<Record<string, Pairs>> = {
  'py-command-injection': [
    [
      sh('subprocess.run(f"ping -c 1 {q}", shell=True)'),
      sh('subprocess.run(["ping", "-c", "1", str(q)])'),
    ],
    [sh("subprocess.call('ls -l ' + q, shell=True)"), sh("subprocess.call(['ls', '-l', q])")],
    [
      sh('subprocess.run("wc -l %s" % q, check=True, shell=True)'),
      sh('subprocess.run(["wc", "-l", str(q)], check=True)'),
    ],
    [
      sh('subprocess.run("grep \'a b\' {}".format(q), shell=True, check=True)'),
      sh('subprocess.run(["grep", "a b", str(q)], check=True)'),
    ],
  ],
  'py-sql-injection': [
    [
      db('cur.execute(f"SELECT * FROM t WHERE a = \'{q}\'")'),
      db('cur.execute("SELECT * FROM t WHERE a = ?", (q,))'),
    ],
    [
      pg('cur.execute("SELECT * FROM t WHERE a = \'%s\'" % q)'),
      pg('cur.execute("SELECT * FROM t WHERE a = %s", (q,))'),
    ],
    [
      db('cur.execute("SELECT * FROM t WHERE a = \'" + q + "\' AND b = 1")'),
      db('cur.execute("SELECT * FROM t WHERE a = ? AND b = 1", (q,))'),
    ],
    [
      pg("cur.execute(\"INSERT INTO t (a, b) VALUES ('{}', '{}')\".format(q, 1))"),
      pg('cur.execute("INSERT INTO t (a, b) VALUES (%s, %s)", (q, 1))'),
    ],
    [
      db('cur.execute(f"SELECT * FROM t WHERE a LIKE \'%{q}%\'")'),
      db('cur.execute("SELECT * FROM t WHERE a LIKE ?", ("%" + str(q) + "%",))'),
    ],
  ],
  'py-yaml-load': [
    [text('import yaml', 'a = yaml.load(f)'), text('import yaml', 'a = yaml.safe_load(f)')],
    [
      text('import yaml', 'yaml.load(f, Loader=yaml.FullLoader)'),
      text('import yaml', 'yaml.safe_load(f)'),
    ],
    [
      text('import yaml', 'yaml.load_all(f, yaml.Loader)'),
      text('import yaml', 'yaml.safe_load_all(f)'),
    ],
    [text('import yaml as y', 'y.unsafe_load(f)'), text('import yaml as y', 'y.safe_load(f)')],
  ],
  'py-certificate-check-off': [
    [
      text('import requests', 'requests.get(u, verify=False, timeout=5)'),
      text('import requests', 'requests.get(u, timeout=5)'),
    ],
    [
      text('import requests', 'requests.get(u, timeout=5, verify=False)'),
      text('import requests', 'requests.get(u, timeout=5)'),
    ],
    [
      text('import ssl', 'c = ssl._create_unverified_context()'),
      text('import ssl', 'c = ssl.create_default_context()'),
    ],
    [
      text('import requests', 's = requests.Session()', 's.verify = False'),
      text('import requests', 's = requests.Session()', 's.verify = True'),
    ],
    [
      text('import ssl', 'c.verify_mode = ssl.CERT_NONE'),
      text('import ssl', 'c.verify_mode = ssl.CERT_REQUIRED'),
    ],
  ],
  'py-weak-hash': [
    [
      text('import hashlib', 'hashlib.md5(api_key).hexdigest()'),
      text('import hashlib', 'hashlib.sha256(api_key).hexdigest()'),
    ],
    [
      text('import hashlib', 'signature = hashlib.sha1(body)'),
      text('import hashlib', 'signature = hashlib.sha256(body)'),
    ],
    [
      text('import hashlib', "hashlib.new('md5', client_secret)"),
      text('import hashlib', "hashlib.new('sha256', client_secret)"),
    ],
  ],
  'py-insecure-random': [
    [
      text('import random', 'token = random.choice(a)'),
      text('import random', 'import secrets', 'token = secrets.choice(a)'),
    ],
    [
      text('from random import randint', 'token = randint(0, 9)'),
      text(
        'import secrets',
        'from random import randint',
        'token = secrets.SystemRandom().randint(0, 9)',
      ),
    ],
    [
      text(
        '"""About."""',
        'from __future__ import annotations',
        'import random',
        'import string',
        'salt = random.getrandbits(8)',
      ),
      text(
        '"""About."""',
        'from __future__ import annotations',
        'import random',
        'import secrets',
        'import string',
        'salt = secrets.randbits(8)',
      ),
    ],
    [
      text('import random', 'import secrets as s', 'otp = random.random()'),
      text('import random', 'import secrets as s', 'otp = s.SystemRandom().random()'),
    ],
  ],
  'py-temporary-name': [
    [
      text('import tempfile', 'name = tempfile.mktemp()'),
      text('import tempfile', 'name = tempfile.mkstemp()[1]'),
    ],
    [
      text('import tempfile', "f = open(tempfile.mktemp(), 'w')"),
      text('import tempfile', "f = tempfile.NamedTemporaryFile('w', delete=False)"),
    ],
    [
      text('import tempfile', 'name = tempfile.mktemp(suffix=".x")'),
      text('import tempfile', 'name = tempfile.mkstemp(suffix=".x")[1]'),
    ],
  ],
  'py-jwt-unverified': [
    [
      text('import jwt', 'jwt.decode(t, key, verify=False, algorithms=["HS256"])'),
      text('import jwt', 'jwt.decode(t, key, algorithms=["HS256"])'),
    ],
    [
      text(
        'import jwt',
        'jwt.decode(t, key, ["HS256"], options={"verify_signature": False}, algorithms=["HS256"])',
      ),
      text(
        'import jwt',
        'jwt.decode(t, key, ["HS256"], options={"verify_signature": True}, algorithms=["HS256"])',
      ),
    ],
    [
      text(
        'import jwt',
        'jwt.encode(a, key, algorithm="HS256")',
        'jwt.decode(t, key, verify=False)',
      ),
      text(
        'import jwt',
        'jwt.encode(a, key, algorithm="HS256")',
        'jwt.decode(t, key, algorithms=["HS256"])',
      ),
    ],
  ],
  'py-flask-debug': [
    [
      text('from flask import Flask', 'app = Flask("a")', 'app.run(debug=True)'),
      text('from flask import Flask', 'app = Flask("a")', 'app.run()'),
    ],
    [
      text('from flask import Flask', 'Flask("a").run("127.0.0.1", debug=True)'),
      text('from flask import Flask', 'Flask("a").run("127.0.0.1")'),
    ],
    [
      text('from flask import Flask', 'Flask("a").run(debug=True, port=80)'),
      text('from flask import Flask', 'Flask("a").run(port=80)'),
    ],
  ],
  'py-autoescape-off': [
    [
      text('from jinja2 import Environment', 'Environment()'),
      text('from jinja2 import Environment', 'Environment(autoescape=True)'),
    ],
    [
      text('import jinja2', 'jinja2.Environment(loader=a, autoescape=False)'),
      text('import jinja2', 'jinja2.Environment(loader=a, autoescape=True)'),
    ],
    [
      text(
        'import jinja2',
        'e = jinja2.Environment(',
        '    loader=a,',
        '    trim_blocks=True,',
        ')',
      ),
      text(
        'import jinja2',
        'e = jinja2.Environment(',
        '    loader=a,',
        '    trim_blocks=True,',
        '    autoescape=True,',
        ')',
      ),
    ],
  ],
  'py-cookie-flags': [
    [
      text('r.set_cookie("a", b)'),
      text('r.set_cookie("a", b, secure=True, httponly=True, samesite="Lax")'),
    ],
    [
      text("r.set_cookie('a', b, secure=False)"),
      text("r.set_cookie('a', b, secure=True, httponly=True, samesite='Lax')"),
    ],
    [
      text('r.set_cookie("a", b, max_age=9, httponly=True, samesite="Strict")'),
      text('r.set_cookie("a", b, max_age=9, httponly=True, samesite="Strict", secure=True)'),
    ],
  ],
  'py-xml-parser-entities': [
    [
      text('from lxml import etree', 'etree.XMLParser(resolve_entities=True)'),
      text('from lxml import etree', 'etree.XMLParser(resolve_entities=False)'),
    ],
    [
      text('from lxml import etree', 'etree.XMLParser(huge_tree=True)'),
      text('from lxml import etree', 'etree.XMLParser(huge_tree=True, resolve_entities=False)'),
    ],
    [
      text('import xml.sax', 'p.setFeature(xml.sax.handler.feature_external_ges, True)'),
      text('import xml.sax', 'p.setFeature(xml.sax.handler.feature_external_ges, False)'),
    ],
  ],
  'py-unsafe-deserialization': [
    [flask('import yaml', 'yaml.load(q)'), flask('import yaml', 'yaml.safe_load(q)')],
    [
      flask('import yaml', 'a = yaml.load(q, Loader=yaml.UnsafeLoader)'),
      flask('import yaml', 'a = yaml.safe_load(q)'),
    ],
    [
      flask('import yaml as y', 'list(y.load_all(q, y.Loader))'),
      flask('import yaml as y', 'list(y.safe_load_all(q))'),
    ],
  ],
  'py-xml-bomb': [
    [
      flask('import xml.etree.ElementTree as ET', 'ET.fromstring(q)'),
      flask(
        'import defusedxml.ElementTree;import xml.etree.ElementTree as ET',
        'defusedxml.ElementTree.fromstring(q)',
      ),
    ],
    [
      flask('from xml.dom.minidom import parseString', 'page = parseString(q)'),
      flask(
        'import defusedxml.minidom;from xml.dom.minidom import parseString',
        'page = defusedxml.minidom.parseString(q)',
      ),
    ],
    [
      flask(
        'import defusedxml.ElementTree;from xml.etree import ElementTree',
        'ElementTree.fromstring(q)',
      ),
      flask(
        'import defusedxml.ElementTree;from xml.etree import ElementTree',
        'defusedxml.ElementTree.fromstring(q)',
      ),
    ],
    [
      flask('import xml.sax', 'xml.sax.parseString(q, Handler())'),
      flask('import defusedxml.sax;import xml.sax', 'defusedxml.sax.parseString(q, Handler())'),
    ],
    [
      flask(
        'from defusedxml.ElementTree import fromstring;import xml.etree.ElementTree as ET',
        'ET.fromstring(q)',
      ),
      flask(
        'from defusedxml.ElementTree import fromstring;import xml.etree.ElementTree as ET',
        'fromstring(q)',
      ),
    ],
  ],
  'py-request-timeout': [
    [
      text('import requests', 'requests.get(u)'),
      text('import requests', 'requests.get(u, timeout=30)'),
    ],
    [
      text('from requests import post', 'post(u, json=d)'),
      text('from requests import post', 'post(u, json=d, timeout=30)'),
    ],
    [
      text('import requests', 'requests.put(', '    u,', '    data=d', ')'),
      text('import requests', 'requests.put(', '    u,', '    data=d,', '    timeout=30', ')'),
    ],
  ],
  'py-archive-extraction': [
    [
      text('import tarfile', "tarfile.open(p).extractall('/srv')"),
      text('import tarfile', "tarfile.open(p).extractall('/srv', filter='data')"),
    ],
    [
      text('import tarfile', 'with tarfile.open(p) as t:', '    t.extractall()'),
      text('import tarfile', 'with tarfile.open(p) as t:', "    t.extractall(filter='data')"),
    ],
    [
      text('import tarfile', 't = tarfile.open(p)', 't.extract(m, path="/srv")'),
      text('import tarfile', 't = tarfile.open(p)', 't.extract(m, path="/srv", filter="data")'),
    ],
  ],
};

/** What each recipe leaves alone, and why. */
export const refusalCases: Readonly<Record<string, Refused>> = {
  'py-command-injection': [
    [sh('subprocess.run(f"cat {q} | wc", shell=True)'), /\|, which a shell acts on/],
    [sh('subprocess.run("cd " + q, shell=True)'), /cd is something that only a shell can do/],
    [sh('subprocess.run(f"python3 -c {q}", shell=True)'), /python3 runs what it is given/],
    [sh('subprocess.run("/usr/bin/env " + q, shell=True)'), /env runs what it is given/],
    [sh('subprocess.run("node.exe -e %s" % q, shell=True)'), /node\.exe runs what it is given/],
    [sh('subprocess.run(q, shell=True)'), /not written in the call/],
    [sh('subprocess.run(f"tar c{q}", shell=True)'), /only a part of a word/],
    [sh('subprocess.run(f"{q} -l", shell=True)'), /program itself is a value/],
    [sh('subprocess.run(f"ls {q}", shell=True, executable="/bin/bash")'), /shell of its own/],
  ],
  'py-sql-injection': [
    [db('cur.execute("SELECT * FROM t ORDER BY " + q)'), /after BY/],
    [db('cur.execute(f"SELECT * FROM {q}")'), /after FROM/],
    [db('cur.executescript("SELECT " + q)'), /takes no parameters/],
    [flask('', 'cursor.execute(f"SELECT * FROM t WHERE a = {q}")'), /driver/],
    [
      db('cur.execute("SELECT * FROM t WHERE b = ? AND a = \'" + q + "\'", (1,))'),
      /parameters already/,
    ],
    [
      pg('cur.execute("SELECT * FROM t WHERE a = \'" + q + "\' AND b LIKE \'c%\'")'),
      /% of its own/,
    ],
  ],
  'py-yaml-load': [
    [text('from yaml import load', 'load(f)'), /imported by its name/],
    [text('import yaml', 'yaml.load(f, Loader=MyLoader)'), /loader of your own/],
    [text('import yaml', 'yaml.load(*args)'), /put together elsewhere/],
  ],
  'py-certificate-check-off': [
    [
      text('import requests', 'if DEBUG:', '    requests.get(u, verify=False, timeout=5)'),
      /depends on a condition/,
    ],
    [
      text('import requests', 'CHECK = False', 'requests.get(u, verify=CHECK, timeout=5)'),
      /set elsewhere/,
    ],
    [text('import ssl', 'ssl._create_unverified_context(cert_file)'), /made with arguments/],
  ],
  'py-weak-hash': [
    [text('from hashlib import md5', 'md5(api_key)'), /imported by its name/],
    [text('import hashlib', 'gravatar = hashlib.md5(api_key)'), /protocol or a cache/],
    [text('from Crypto.Hash import MD5', 'MD5.new(api_key)'), /Only the hashes of hashlib/],
  ],
  'py-insecure-random': [
    [text('import random', 'random.seed(1)', 'token = random.random()'), /seeds the generator/],
    [text('import random', 'secrets = {}', 'token = random.random()'), /already a name/],
    [text('import numpy', 'token = numpy.random.bytes(8)'), /Only the module random/],
  ],
  'py-temporary-name': [
    [text('import os', 'os.tempnam("/tmp")'), /no plain replacement/],
    [text('import tempfile', 'run(tempfile.mktemp())'), /goes on into other code/],
    [text('import tempfile', 'open(tempfile.mktemp(), "w", encoding="utf-8")'), /does not offer/],
  ],
  'py-jwt-unverified': [
    [text('import jwt', 'jwt.decode(t, options={"verify_signature": False})'), /no key/],
    [text('import jwt', 'jwt.decode(t, key, algorithms=["none"])'), /Which algorithm/],
    [text('import jwt', 'jwt.decode(t, key, verify=False)'), /names no algorithms/],
  ],
  'py-flask-debug': [
    [
      text('from flask import Flask', 'Flask("a").run(debug=True, **options)'),
      /put together elsewhere/,
    ],
    [
      text('from flask import Flask', 'Flask("a").run(debug=True, use_reloader=False)'),
      /use_reloader/,
    ],
    [
      text('from flask import Flask', 'Flask("a").run(*args, debug=True)'),
      /put together elsewhere/,
    ],
  ],
  'py-autoescape-off': [
    [
      text('import jinja2', 'jinja2.Environment(loader=FileSystemLoader("latex"))'),
      /something else than pages/,
    ],
    [text('import jinja2', 'jinja2.Environment(*args)'), /put together elsewhere/],
    [text('import jinja2', 'jinja2.Environment("<%", "%>", "<<")'), /by their places/],
  ],
  'py-cookie-flags': [
    [text('r.set_cookie("csrf_token", b)'), /Scripts in the page/],
    [text('r.set_cookie("a", b, 3600)'), /by their places/],
    [text('r.set_cookie("theme", b)'), /Scripts in the page/],
  ],
  'py-xml-parser-entities': [
    [text('from lxml import etree', 'etree.XMLParser(load_dtd=True)'), /load_dtd/],
    [text('from lxml import etree', 'etree.XMLParser(no_network=False)'), /use the network/],
    [
      text('from lxml import etree', 'etree.XMLParser(huge_tree=True, dtd_validation=True)'),
      /dtd_validation/,
    ],
  ],
  'py-unsafe-deserialization': [
    [flask('import pickle', 'pickle.loads(q)'), /no form in which it is only data/],
    [flask('from yaml import load', 'load(q)'), /imported by its name/],
    [flask('import yaml', 'yaml.load(q, Loader=MyLoader)'), /loader of your own/],
  ],
  'py-xml-bomb': [
    [
      flask('import xml.etree.ElementTree as ET', 'ET.fromstring(q, ET.XMLParser())'),
      /parser of its own/,
    ],
    [
      flask('import xml.etree.ElementTree as ET', 'ET.fromstringlist(q.splitlines())'),
      /has no fromstringlist/,
    ],
    [flask('import xml.sax', 'xml.sax.make_parser().parse(q)'), /parser is made elsewhere/],
    [
      flask('import xml.etree.ElementTree as ET;defusedxml = None', 'ET.fromstring(q)'),
      /already a name/,
    ],
    [flask('import xml.sax', 'xml.sax.parseString(q, *more)'), /put together elsewhere/],
  ],
  'py-request-timeout': [
    [text('import requests', 'requests.get(u, stream=True)'), /stream/],
    [text('import requests', 'requests.get(*args)'), /put together elsewhere/],
    [text('import requests', 'requests.post(u, *rest)'), /put together elsewhere/],
  ],
  'py-archive-extraction': [
    [text('import tarfile', 'tarfile.open(p)._extract_member(m, "a")'), /takes no filter/],
    [text('import tarfile', 'tarfile.open(p).extractall(numeric_owner=True)'), /owners/],
    [text('import tarfile', 'tarfile.open(p).extractall(*args)'), /put together elsewhere/],
  ],
};
