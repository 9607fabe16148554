import type { Cases } from './cases';

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;
const view = (...body: readonly string[]): string =>
  lines(
    'import traceback',
    'from flask import Flask, jsonify',
    'app = Flask(__name__)',
    '@app.route("/")',
    'def view():',
    '    try:',
    '        work()',
    '    except Exception as e:',
    ...body.map((line) => `        ${line}`),
  );

/** Cases of the rules that look at single calls, settings and names. */
export const settingCases: Readonly<Record<string, Cases>> = {
  'py-archive-extraction': {
    bad: [
      lines('import tarfile', 'tarfile.open(path).extractall("/srv")'),
      lines('import tarfile', 'with tarfile.open(path) as tar:', '    tar.extractall()'),
      lines(
        'from tarfile import TarFile',
        'archive = TarFile(path)',
        'for m in archive:',
        '    archive.extract(m, "/srv")',
      ),
      lines(
        'import tarfile as t',
        'def unpack(p):',
        '    a = t.open(p)',
        '    a.extractall(path="/srv")',
      ),
    ],
    good: [
      lines('import tarfile', 'tarfile.open(path).extractall("/srv", filter="data")'),
      lines('import zipfile', 'zipfile.ZipFile(path).extractall("/srv")'),
      lines(
        'import tarfile',
        'with tarfile.open(path) as tar:',
        '    tar.extractall(members=safe(tar))',
      ),
      lines(
        'import tarfile',
        'tar = tarfile.open(path)',
        'for m in tar:',
        '    if m.name.startswith("/") or ".." in m.name:',
        '        raise ValueError(m.name)',
        '    tar.extract(m)',
      ),
    ],
  },
  'py-temporary-name': {
    bad: [
      lines('import tempfile', 'name = tempfile.mktemp()'),
      lines('from tempfile import mktemp', 'open(mktemp(".txt"), "w")'),
      lines('import os', 'os.tempnam("/tmp")'),
      lines(
        'import tempfile as t',
        'class A:',
        '    def f(self):',
        '        self.p = t.mktemp(suffix=".x")',
      ),
    ],
    good: [
      lines('import tempfile', 'tempfile.mkstemp()'),
      lines('import tempfile', 'tempfile.NamedTemporaryFile()'),
      lines('def mktemp():', '    return 1', 'mktemp()'),
      lines('tmp_path_factory.mktemp("data")'),
    ],
  },
  'py-file-permissions': {
    bad: [
      lines('import os', 'os.chmod("a", 0o777)'),
      lines('import os, stat', 'os.chmod("a", stat.S_IRWXU | stat.S_IRWXO)'),
      lines('from pathlib import Path', 'Path("a").chmod(0o666)'),
      lines('import os', 'MODE = 0o777', 'def f():', '    os.chmod("a", MODE)'),
    ],
    good: [
      lines('import os', 'os.chmod("a", 0o600)'),
      lines('import os', 'os.chmod("a", 0o755)'),
      lines('import os, stat', 'os.chmod("a", stat.S_IRUSR)'),
      lines('robot.chmod("a", 0o777)'),
    ],
  },
  'py-autoescape-off': {
    bad: [
      lines('from jinja2 import Environment', 'env = Environment()'),
      lines('import jinja2', 'jinja2.Environment(loader=x, autoescape=False)'),
      lines('from jinja2 import Environment as E', 'class V:', '    env = E(trim_blocks=True)'),
      lines('from jinja2.sandbox import SandboxedEnvironment', 'SandboxedEnvironment()'),
    ],
    good: [
      lines('from jinja2 import Environment', 'Environment(autoescape=True)'),
      lines(
        'from jinja2 import Environment, select_autoescape',
        'Environment(autoescape=select_autoescape())',
      ),
      lines('from jinja2 import Environment', 'Environment(**options)'),
      lines('from wsgi import Environment', 'Environment()', '# jinja2'),
    ],
  },
  'py-yaml-load': {
    bad: [
      lines('import yaml', 'yaml.load(f)'),
      lines('import yaml', 'yaml.load(f, Loader=yaml.Loader)'),
      lines('from yaml import load, FullLoader', 'load(f, Loader=FullLoader)'),
      lines('import yaml as y', 'def read(p):', '    return y.unsafe_load(open(p))'),
    ],
    good: [
      lines('import yaml', 'yaml.safe_load(f)'),
      lines('import yaml', 'yaml.load(f, Loader=yaml.SafeLoader)'),
      lines('import yaml', 'from yaml import CSafeLoader as L', 'yaml.load(f, L)'),
      lines('import json', 'json.load(f)', '# yaml'),
    ],
  },
  'py-xml-parser-entities': {
    bad: [
      lines('from lxml import etree', 'etree.XMLParser(resolve_entities=True)'),
      lines('from lxml.etree import XMLParser', 'XMLParser(load_dtd=True, no_network=False)'),
      lines(
        'import xml.sax',
        'p = xml.sax.make_parser()',
        'p.setFeature(xml.sax.handler.feature_external_ges, True)',
      ),
      lines('import lxml.etree as E', 'E.XMLParser(huge_tree=True)'),
    ],
    good: [
      lines('from lxml import etree', 'etree.XMLParser(resolve_entities=False)'),
      lines('from lxml import etree', 'etree.XMLParser(remove_blank_text=True)'),
      lines(
        'import xml.sax',
        'p = xml.sax.make_parser()',
        'p.setFeature(xml.sax.handler.feature_external_ges, False)',
      ),
      lines('from lxml import etree', 'etree.HTMLParser(huge_tree=True)'),
    ],
  },
  'py-weak-hash': {
    bad: [
      lines('import hashlib', 'hashlib.md5(api_key.encode()).hexdigest()'),
      lines('import hashlib', 'h = hashlib.sha1()', 'h.update(client_secret)'),
      lines('from hashlib import md5', 'signature = md5(body).hexdigest()'),
      lines('import hashlib', 'def f(user):', '    return hashlib.new("md5", user.session_token)'),
    ],
    good: [
      lines('import hashlib', 'hashlib.md5(data).hexdigest()'),
      lines('import hashlib', 'hashlib.sha256(api_key).hexdigest()'),
      lines('import hashlib', 'hashlib.md5(api_key, usedforsecurity=False)'),
      lines('import hashlib', 'etag = hashlib.md5(body).hexdigest()'),
    ],
  },
  'py-password-hash': {
    bad: [
      lines('import hashlib', 'hashlib.md5(password.encode()).hexdigest()'),
      lines(
        'import hashlib',
        'def store(user):',
        '    return hashlib.sha256(user.password + salt)',
      ),
      lines('from hashlib import sha512', 'sha512(form["password"].encode())'),
      lines('import hashlib', 'h = hashlib.sha1()', 'h.update(passwd)'),
    ],
    good: [
      lines('import hashlib', 'hashlib.scrypt(password, salt=s, n=16384, r=8, p=1)'),
      lines(
        'import bcrypt, hashlib',
        'bcrypt.hashpw(hashlib.sha256(password).digest(), bcrypt.gensalt())',
      ),
      lines('import hashlib', 'hashlib.sha256(document)'),
      lines('import hashlib', 'hashlib.sha256(password_file_name)'),
    ],
  },
  'py-weak-cipher': {
    bad: [
      lines('from Crypto.Cipher import DES', 'DES.new(k, DES.MODE_CBC)'),
      lines('from Cryptodome.Cipher import AES', 'AES.new(k, AES.MODE_ECB)'),
      lines(
        'from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes',
        'Cipher(algorithms.AES(k), modes.ECB())',
      ),
      lines(
        'from cryptography.hazmat.primitives.ciphers import Cipher, algorithms',
        'Cipher(algorithms.ARC4(k), mode=None)',
      ),
    ],
    good: [
      lines('from Crypto.Cipher import AES', 'AES.new(k, AES.MODE_GCM)'),
      lines(
        'from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes',
        'Cipher(algorithms.AES(k), modes.GCM(iv))',
      ),
      lines('from cryptography.fernet import Fernet', 'Fernet(k)'),
      lines('DES.new(k)', '# Crypto'),
    ],
  },
  'py-weak-key': {
    bad: [
      lines(
        'from cryptography.hazmat.primitives.asymmetric import rsa',
        'rsa.generate_private_key(65537, 1024)',
      ),
      lines(
        'from cryptography.hazmat.primitives.asymmetric import dsa',
        'dsa.generate_private_key(key_size=1024)',
      ),
      lines('from Crypto.PublicKey import RSA', 'BITS = 1024', 'RSA.generate(BITS)'),
      lines(
        'from cryptography.hazmat.primitives.asymmetric import ec',
        'ec.generate_private_key(ec.SECT163R2())',
      ),
    ],
    good: [
      lines(
        'from cryptography.hazmat.primitives.asymmetric import rsa',
        'rsa.generate_private_key(65537, 2048)',
      ),
      lines('from Crypto.PublicKey import RSA', 'RSA.generate(4096)'),
      lines(
        'from cryptography.hazmat.primitives.asymmetric import ec',
        'ec.generate_private_key(ec.SECP256R1())',
      ),
      lines('from Crypto.PublicKey import RSA', 'RSA.generate(bits)'),
    ],
  },
  'py-old-tls': {
    bad: [
      lines('import ssl', 'ssl.SSLContext(ssl.PROTOCOL_SSLv3)'),
      lines('import ssl', 'ssl.wrap_socket(s, ssl_version=ssl.PROTOCOL_TLSv1)'),
      lines('from OpenSSL import SSL', 'SSL.Context(SSL.TLSv1_METHOD)'),
      lines('import ssl', 'def f(s):', '    return ssl.wrap_socket(s)'),
    ],
    good: [
      lines('import ssl', 'ssl.create_default_context()'),
      lines('import ssl', 'ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)'),
      lines(
        'import ssl',
        'c = ssl.SSLContext(ssl.PROTOCOL_TLS)',
        'c.minimum_version = ssl.TLSVersion.TLSv1_2',
      ),
      lines('import ssl', 'context.wrap_socket(s)'),
    ],
  },
  'py-insecure-random': {
    bad: [
      lines('import random', 'token = random.randint(0, 9)'),
      lines(
        'import random, string',
        'def make_password():',
        '    return "".join(random.choice(string.digits) for _ in range(8))',
      ),
      lines('from random import getrandbits', 'session_id = "%x" % getrandbits(128)'),
      lines('import random as r', 'user.update(reset_token=str(r.random()))'),
    ],
    good: [
      lines('import random', 'dice = random.randint(1, 6)'),
      lines('import secrets', 'token = secrets.token_hex(16)'),
      lines('import random', 'token = random.SystemRandom().randint(0, 9)'),
      lines('import random', 'sort_key = random.random()'),
    ],
  },
  'py-hardcoded-credentials': {
    bad: [
      lines('DB_PASSWORD = "Tr0ub4dor&3"'),
      lines('import pymysql', 'pymysql.connect(host="db", password="hunter2-77")'),
      lines('config = {"api_key": "k9Zr73mQ0xLw"}'),
      lines('URL = "postgres://app:pQ9mXk2v@db/app"'),
      lines('import jwt', 'jwt.encode({"a": 1}, "k3yb0ardc4t", algorithm="HS256")'),
      lines('def check(password):', '    return password == "l3tm31n-now"'),
    ],
    good: [
      lines('import os', 'password = os.environ["DB_PASSWORD"]'),
      lines('password = "changeme"', 'api_key = "your-api-key-here"'),
      lines('PASSWORD_FIELD = "password_2"'),
      lines('token_url = "https://id.example.com/token2"'),
      lines('secret = f"{prefix}123456"'),
    ],
  },
  'py-certificate-check-off': {
    bad: [
      lines('import requests', 'requests.get(u, verify=False, timeout=5)'),
      lines('import requests', 's = requests.Session()', 's.verify = False'),
      lines('import ssl', 'ssl._create_default_https_context = ssl._create_unverified_context'),
      lines('import ssl', 'c = ssl.create_default_context()', 'c.check_hostname = False'),
      lines(
        'from paramiko import AutoAddPolicy, SSHClient',
        'SSHClient().set_missing_host_key_policy(AutoAddPolicy())',
      ),
      lines('import aiohttp', 'aiohttp.TCPConnector(ssl=False)'),
    ],
    good: [
      lines('import requests', 'requests.get(u, verify="/ca.pem", timeout=5)'),
      lines('import requests', 'requests.get(u, verify=True, timeout=5)'),
      lines('import ssl', 'c.verify_mode = ssl.CERT_REQUIRED'),
      lines('import paramiko', 'c.set_missing_host_key_policy(paramiko.RejectPolicy())'),
      lines('check(email, verify=False)'),
    ],
  },
  'py-jwt-unverified': {
    bad: [
      lines('import jwt', 'jwt.decode(t, options={"verify_signature": False})'),
      lines('import jwt', 'jwt.decode(t, key, verify=False)'),
      lines('from jose import jwt', 'jwt.decode(t, key, algorithms=["none"])'),
      lines(
        'from jwt import decode as read',
        'read(t, k, options={"verify_signature": False, "verify_exp": True})',
      ),
    ],
    good: [
      lines('import jwt', 'jwt.decode(t, key, algorithms=["HS256"])'),
      lines(
        'import jwt',
        'jwt.decode(t, key, algorithms=["RS256"], options={"verify_aud": False})',
      ),
      lines('import jwt', 'b"x".decode("utf-8")'),
      lines('import jwt', 'jwt.get_unverified_header(t)'),
    ],
  },
  'py-request-timeout': {
    bad: [
      lines('import requests', 'requests.get(u)'),
      lines('from requests import post', 'post(u, json=d)'),
      lines('import requests as r', 'def f():', '    return r.request("GET", u)'),
      lines(
        'import requests',
        'class A:',
        '    def f(self):',
        '        return requests.delete(self.url).status_code',
      ),
    ],
    good: [
      lines('import requests', 'requests.get(u, timeout=5)'),
      lines('import requests', 'requests.get(u, **options)'),
      lines('import requests', 'd.get("a")'),
      lines('import httpx', 'httpx.get(u)', '# requests'),
    ],
  },
  'py-flask-debug': {
    bad: [
      lines('from flask import Flask', 'app = Flask(__name__)', 'app.run(debug=True)'),
      lines('import flask', 'flask.Flask("a").run(host="127.0.0.1", debug=True)'),
      lines(
        'from flask import Flask',
        'def make():',
        '    return Flask("a")',
        'server = make()',
        'server.run(debug=True, port=1)',
      ),
      lines(
        'from quart import Quart',
        'app = Quart("a")',
        'if __name__ == "__main__":',
        '    app.run(debug=True)',
      ),
    ],
    good: [
      lines('from flask import Flask', 'Flask("a").run()'),
      lines('from flask import Flask', 'Flask("a").run(debug=False)'),
      lines('from flask import Flask', 'Flask("a").run(debug=settings.DEBUG)', '# debug=True'),
      lines('import asyncio', 'asyncio.run(main(), debug=True)'),
    ],
  },
  'py-cookie-flags': {
    bad: [
      lines('response.set_cookie("session", token)'),
      lines('def f(resp):', '    resp.set_cookie("session", token, httponly=True)'),
      lines('r.set_cookie(key="a", value=v, secure=False, httponly=True, samesite="Lax")'),
      lines(
        'class A:',
        '    def f(self):',
        '        self.response.set_cookie("a", b, secure=True)',
      ),
    ],
    good: [
      lines('r.set_cookie("a", b, secure=True, httponly=True, samesite="Lax")'),
      lines('r.set_cookie("a", b, secure=True, httponly=True)'),
      lines('r.set_cookie("a", b, **flags)'),
      lines('r.set_cookie("a", "", expires=0)'),
    ],
  },
  'py-cookie-setting': {
    bad: [
      lines('SESSION_COOKIE_SECURE = False'),
      lines('app.config["SESSION_COOKIE_HTTPONLY"] = False'),
      lines('app.config.update(SESSION_COOKIE_SECURE=False)'),
      lines('config = {"CSRF_COOKIE_SECURE": False}'),
    ],
    good: [
      lines('SESSION_COOKIE_SECURE = True'),
      lines('app.config["SESSION_COOKIE_HTTPONLY"] = not DEBUG'),
      lines('print(app.config["SESSION_COOKIE_SECURE"])'),
      lines('assert app.config["SESSION_COOKIE_SECURE"] == False'),
    ],
  },
  'py-csrf-off': {
    bad: [
      lines('WTF_CSRF_ENABLED = False'),
      lines('app.config["WTF_CSRF_ENABLED"] = False'),
      lines('class Config:', '    WTF_CSRF_CHECK_DEFAULT = False'),
      lines(
        'MIDDLEWARE = [',
        '    "django.middleware.common.CommonMiddleware",',
        '    "django.contrib.sessions.middleware.SessionMiddleware",',
        ']',
      ),
    ],
    good: [
      lines('WTF_CSRF_ENABLED = True'),
      lines(
        'MIDDLEWARE = [',
        '    "django.middleware.common.CommonMiddleware",',
        '    "django.middleware.csrf.CsrfViewMiddleware",',
        ']',
      ),
      lines('MIDDLEWARE = ["app.middleware.Timing"]'),
      lines('if app.config["WTF_CSRF_ENABLED"]:', '    pass'),
    ],
  },
  'py-cors-origin': {
    bad: [
      lines('from flask_cors import CORS', 'CORS(app, supports_credentials=True)'),
      lines('app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)'),
      lines('CORS(app, origins="*", supports_credentials=True)'),
      lines('@cross_origin(origins=[".*"], supports_credentials=True)', 'def f():', '    pass'),
    ],
    good: [
      lines('CORS(app)'),
      lines('CORS(app, origins=["https://a.example"], supports_credentials=True)'),
      lines('app.add_middleware(CORSMiddleware, allow_origins=["*"])'),
      lines('app.add_middleware(CORSMiddleware, allow_origins=ORIGINS, allow_credentials=True)'),
    ],
  },
  'py-bind-all-interfaces': {
    bad: [
      lines('import socket', 's = socket.socket()', 's.bind(("0.0.0.0", 80))'),
      lines(
        'import socket',
        'def f():',
        '    server = socket.socket(socket.AF_INET)',
        '    server.bind(("", port))',
      ),
      lines('from socket import socket', 'socket().bind(("::", 80))'),
      lines('import socket', 'ANY = "0.0.0.0"', 'sock.bind((ANY, 80))'),
    ],
    good: [
      lines('import socket', 's = socket.socket()', 's.bind(("127.0.0.1", 80))'),
      lines('import socket', 's.bind((HOST, 80))'),
      lines('import socket', 'event.bind("<Button>", f)'),
      lines('import socket', 's.bind("/tmp/x.sock")'),
    ],
  },
  'py-clear-text-secret': {
    bad: [
      lines('import logging', 'logging.info("password is %s", password)'),
      lines('print(f"the key is {api_key}")'),
      lines('import logging', 'log = logging.getLogger()', 'log.debug(user.password)'),
      lines('with open("a", "w") as f:', '    f.write(password)'),
      lines('import logging', 'logging.warning("got %s", request.POST.get("password"))'),
    ],
    good: [
      lines('import logging', 'logging.info("password changed")'),
      lines('import logging', 'logging.info("%d", len(password))'),
      lines('print("set" if password else "not set")'),
      lines('import logging', 'logging.info("reset %s", password_reset_url)'),
      lines('for token in tokens:', '    print(token_range)'),
    ],
  },
  'py-stack-trace-exposure': {
    bad: [
      view('return str(e)'),
      view('return traceback.format_exc(), 500'),
      view('return jsonify({"error": str(e)})'),
      view('text = traceback.format_exc()', 'return text'),
    ],
    good: [
      view('return "error"'),
      view('app.logger.exception(e)', 'return "error"'),
      view('raise ValueError(str(e))'),
      view('return "error", e.code'),
    ],
  },
  'py-incomplete-host-check': {
    bad: [
      lines('if "example.com" in url:', '    pass'),
      lines('url.startswith("https://example.com")'),
      lines('host.endswith("example.com")'),
      lines('import re', 're.match(r"^https://www.example.com/", url)'),
    ],
    good: [
      lines('if host == "example.com":', '    pass'),
      lines('url.startswith("https://example.com/")'),
      lines('host.endswith(".example.com")'),
      lines('import re', 're.match(r"^https://www\\.example\\.com/", url)'),
      lines('if "example.com" in ALLOWED_HOSTS:', '    pass'),
    ],
  },
  'py-regex-exponential': {
    bad: [
      lines('import re', 'A = re.compile(r"^(a+)+$")'),
      lines('import re', 're.match(r"^(\\w+\\s?)*$", text)'),
      lines('from re import search as find', 'find("^(a|a)*b$", text)'),
      lines('import re', 'class A:', '    pattern = re.compile(r"(x+x+)+y", re.I)'),
    ],
    good: [
      lines('import re', 're.compile(r"^a+$")'),
      lines('import re', 're.compile(r"^\\d+(,\\d+)*$")'),
      lines('import re', 're.match("(a+)+b".replace("+", ""), text)'),
      lines('shop.search("^(a+)+$")'),
    ],
  },
};
