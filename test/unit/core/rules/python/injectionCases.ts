import type { Cases } from './cases';
import { django, fastapi, flask, tornado } from './cases';

/** Cases of the rules that follow values from outside. */
export const injectionCases: Readonly<Record<string, Cases>> = {
  'py-command-injection': {
    bad: [
      flask('import os', 'os.system("ping " + q)'),
      django('import subprocess as sp', 'sp.run("ls %s" % q, shell=True)'),
      fastapi('import asyncio', 'await asyncio.create_subprocess_shell(f"dig {q}")'),
      tornado('from subprocess import Popen', 'Popen(q.split())'),
      flask('from subprocess import check_output as out', 'out(["bash", "-c", "wc " + q])'),
      flask('import paramiko', 'ssh = paramiko.SSHClient()', 'ssh.exec_command("ls " + q)'),
    ],
    good: [
      flask('import subprocess', 'subprocess.run(["ping", "-c", "1", q])'),
      flask('import os;import shlex', 'os.system("ping " + shlex.quote(q))'),
      fastapi('import os', 'os.system("kill %d" % n)'),
      django('import os', 'if q in ("up", "down"):', '    os.system("service " + q)'),
      flask(
        'import os;import re',
        'if not re.fullmatch(r"[a-z]+", q):',
        '    return "no"',
        'os.system("ls " + q)',
      ),
      flask('import os', 'q = int(q)', 'os.system(f"kill {q}")'),
    ],
  },
  'py-sql-injection': {
    bad: [
      flask(
        'import sqlite3',
        'db = sqlite3.connect("a")',
        'db.execute(f"SELECT * FROM t WHERE a = \'{q}\'")',
      ),
      django(
        'from django.db import connection',
        'with connection.cursor() as c:',
        '    c.execute("SELECT \'%s\'" % q)',
      ),
      django(
        'from app.models import User',
        'User.objects.raw("SELECT * FROM u WHERE n = \'" + q + "\'")',
      ),
      fastapi(
        'from sqlalchemy import create_engine, text',
        'with create_engine("x").connect() as conn:',
        '    conn.execute(text("SELECT " + q))',
      ),
      flask(
        'import psycopg2',
        'query = "SELECT * FROM t"',
        'query += " WHERE a = \'" + q + "\'"',
        'psycopg2.connect("").cursor().execute(query)',
      ),
    ],
    good: [
      flask('import sqlite3', 'sqlite3.connect("a").execute("SELECT * FROM t WHERE a = ?", (q,))'),
      fastapi('import sqlite3', 'sqlite3.connect("a").execute(f"SELECT * FROM t LIMIT {n}")'),
      django('from app.models import User', 'User.objects.filter(name=q)'),
      flask(
        'from concurrent.futures import ThreadPoolExecutor',
        'executor = ThreadPoolExecutor()',
        'executor.execute("x" + q)',
      ),
      flask(
        'from psycopg2 import sql;import psycopg2',
        'psycopg2.connect("").cursor().execute(sql.SQL("SELECT {}").format(sql.Identifier(q)))',
      ),
    ],
  },
  'py-path-traversal': {
    bad: [
      flask('import os', 'open(os.path.join("/srv", q))'),
      fastapi('from pathlib import Path', 'Path("/srv", q).read_text()'),
      django('import shutil', 'shutil.copy("/srv/a", "/srv/" + q)'),
      tornado('import os', 'os.remove("/srv/" + q)'),
      flask(
        'import os',
        'path = os.path.join("/srv", q)',
        'if path.startswith("/srv"):',
        '    open(path)',
      ),
    ],
    good: [
      flask('from werkzeug.utils import secure_filename', 'open("/srv/" + secure_filename(q))'),
      flask(
        'import os',
        'path = os.path.realpath(os.path.join("/srv", q))',
        'if not path.startswith("/srv/"):',
        '    return "no"',
        'open(path)',
      ),
      fastapi('', 'open(f"/srv/{n}.txt")'),
      flask('import os', 'open(os.path.join("/srv", os.path.basename(q)))'),
      flask('from flask import send_from_directory', 'return send_from_directory("/srv", q)'),
    ],
  },
  'py-code-injection': {
    bad: [
      flask('', 'eval(q)'),
      django('', 'exec("x = " + request.POST["code"])'),
      fastapi('', 'compile(q, "<x>", "eval")'),
      tornado('import importlib', 'importlib.import_module(q)'),
    ],
    good: [
      flask('import ast', 'ast.literal_eval(q)'),
      flask('', 'eval("1 + 1")'),
      fastapi('', 'model.eval()'),
      flask('', 'commands = {"a": print}', 'commands[q]()'),
    ],
  },
  'py-template-injection': {
    bad: [
      flask(
        'from flask import render_template_string',
        'return render_template_string("Hello " + q)',
      ),
      fastapi('from jinja2 import Template as T', 'T(q).render()'),
      django('from django.template import Template', 'Template(f"<p>{q}</p>")'),
      tornado('from mako.template import Template', 'Template(q).render()'),
    ],
    good: [
      flask(
        'from flask import render_template_string',
        'return render_template_string("Hello {{ q }}", q=q)',
      ),
      flask('from flask import render_template', 'return render_template("a.html", q=q)'),
      fastapi('from jinja2 import Template', 'Template("{{ q }}").render(q=q)'),
      flask('from string import Template', 'Template("$q").substitute(q=q)'),
    ],
  },
  'py-reflected-xss': {
    bad: [
      flask('', 'return "<p>" + q'),
      flask('from flask import make_response', 'return make_response(f"<b>{q}</b>")'),
      django('', 'return HttpResponse("<p>%s</p>" % q)'),
      fastapi('from fastapi.responses import HTMLResponse', 'return HTMLResponse("<p>" + q)'),
      tornado('', 'self.write("<p>" + q)'),
    ],
    good: [
      flask('from markupsafe import escape', 'return "<p>" + escape(q)'),
      flask('from flask import jsonify', 'return jsonify(q=q)'),
      django('', 'return HttpResponse(q, content_type="text/plain")'),
      fastapi('', 'return "<p>" + q'),
      flask('from flask import render_template', 'return render_template("a.html", q=q)'),
    ],
  },
  'py-request-forgery': {
    bad: [
      flask('import requests', 'requests.get(q, timeout=5)'),
      django('from urllib.request import urlopen', 'urlopen(q)'),
      fastapi(
        'import httpx',
        'async with httpx.AsyncClient() as client:',
        '    await client.get(f"https://{q}/")',
      ),
      tornado('import http.client', 'http.client.HTTPConnection(q)'),
    ],
    good: [
      flask('import requests', 'requests.get("https://a.example/", params={"q": q}, timeout=5)'),
      fastapi('import httpx', 'httpx.get("https://a.example/%d" % n)'),
      flask(
        'import requests',
        'if q in ("https://a.example/", "https://b.example/"):',
        '    requests.get(q, timeout=5)',
      ),
      flask(
        'from urllib.parse import urlparse;import requests',
        'if urlparse(q).netloc == "a.example":',
        '    requests.get(q, timeout=5)',
      ),
    ],
  },
  'py-open-redirect': {
    bad: [
      flask('from flask import redirect', 'return redirect(q)'),
      django('from django.http import HttpResponseRedirect as Go', 'return Go(q)'),
      fastapi(
        'from fastapi.responses import RedirectResponse',
        'return RedirectResponse(f"//{q}")',
      ),
      tornado('', 'self.redirect(q)'),
    ],
    good: [
      flask('from flask import redirect, url_for', 'return redirect(url_for("view", q=q))'),
      flask('from flask import redirect', 'return redirect("/search?q=" + q)'),
      django(
        'from django.shortcuts import redirect;from django.utils.http import url_has_allowed_host_and_scheme',
        'if url_has_allowed_host_and_scheme(q, allowed_hosts=None):',
        '    return redirect(q)',
      ),
      flask(
        'from flask import redirect;from urllib.parse import urlparse',
        'if urlparse(q).netloc:',
        '    return "no"',
        'return redirect(q)',
      ),
    ],
  },
  'py-unsafe-deserialization': {
    bad: [
      flask('import pickle', 'pickle.loads(request.data)'),
      django('import base64;import pickle as p', 'p.loads(base64.b64decode(request.COOKIES["s"]))'),
      flask('import jsonpickle', 'jsonpickle.decode(q)'),
      fastapi('import marshal', 'marshal.loads(q.encode())'),
    ],
    good: [
      flask('import json', 'json.loads(q)'),
      flask('import pickle', 'pickle.dumps(q)'),
      flask('import yaml', 'yaml.safe_load(q)'),
      flask('import yaml', 'yaml.load(q, Loader=yaml.CSafeLoader)'),
      flask('import pickle', 'pickle.load(open("model.bin", "rb"))'),
    ],
  },
  'py-xml-external-entities': {
    bad: [
      flask('from lxml import etree', 'etree.fromstring(q)'),
      django('import lxml.etree', 'lxml.etree.parse(request.FILES["x"])'),
      flask('from lxml import etree', 'parser = etree.XMLParser()', 'etree.fromstring(q, parser)'),
      fastapi('from lxml import etree as E', 'E.XML(q)'),
    ],
    good: [
      flask(
        'from lxml import etree',
        'etree.fromstring(q, etree.XMLParser(resolve_entities=False))',
      ),
      flask(
        'from lxml import etree',
        'p = etree.XMLParser(resolve_entities=False)',
        'etree.fromstring(q, parser=p)',
      ),
      flask('from defusedxml import lxml', 'lxml.fromstring(q)'),
      flask('from lxml import etree', 'etree.parse("/srv/a.xml")'),
    ],
  },
  'py-xml-bomb': {
    bad: [
      flask('import xml.etree.ElementTree as ET', 'ET.fromstring(q)'),
      django('from xml.dom import minidom', 'minidom.parseString(request.body)'),
      fastapi('from xml.etree import ElementTree', 'ElementTree.fromstring(q)'),
      flask('import xml.sax', 'xml.sax.parseString(q, None)'),
    ],
    good: [
      flask('import defusedxml.ElementTree as ET', 'ET.fromstring(q)'),
      flask('import xml.etree.ElementTree as ET', 'ET.parse("a.xml")'),
      flask('import xml.etree.ElementTree as ET', 'ET.fromstring("<a/>")'),
      fastapi('import xml.etree.ElementTree as ET', 'ET.fromstring("<a>%d</a>" % n)'),
    ],
  },
  'py-ldap-injection': {
    bad: [
      flask('import ldap', 'ldap.initialize("l").search_s("dc=x", 2, "(uid=" + q + ")")'),
      django('import ldap3', 'c = ldap3.Connection("l")', 'c.search("dc=x", f"(uid={q})")'),
      fastapi('import ldap', 'c = ldap.initialize("l")', 'c.search_ext_s("uid=" + q, 2)'),
      flask(
        'from ldap3 import Connection',
        'Connection("l").search(search_base="dc=x", search_filter="(a=%s)" % q)',
      ),
    ],
    good: [
      flask(
        'import ldap;import ldap.filter',
        'ldap.initialize("l").search_s("dc=x", 2, "(uid=" + ldap.filter.escape_filter_chars(q) + ")")',
      ),
      flask(
        'from ldap3.utils.conv import escape_filter_chars;import ldap3',
        'ldap3.Connection("l").search("dc=x", f"(uid={escape_filter_chars(q)})")',
      ),
      flask('import ldap3', 'ldap3.Connection("l").search("dc=x", "(uid=a)")'),
      flask('import re;import ldap3', 're.search("a", q)'),
    ],
  },
  'py-xpath-injection': {
    bad: [
      flask('from lxml import etree', 'etree.parse("a").xpath("//a[@b=\'" + q + "\']")'),
      django('from lxml import etree', 'etree.XPath(f"//a[{q}]")'),
      fastapi(
        'import xml.etree.ElementTree as ET',
        'ET.parse("a").getroot().find("./a[@b=\'%s\']" % q)',
      ),
      flask(
        'from lxml import etree',
        'tree = etree.parse("a")',
        'path = "//{}".format(q)',
        'tree.xpath(path)',
      ),
    ],
    good: [
      flask('from lxml import etree', 'etree.parse("a").xpath("//a[@b=$b]", b=q)'),
      flask('from lxml import etree', 'etree.parse("a").xpath("//a")'),
      fastapi('from lxml import etree', 'etree.parse("a").xpath("//a[%d]" % n)'),
      flask('from lxml import etree', '"abc".find(q)'),
    ],
  },
  'py-nosql-injection': {
    bad: [
      flask(
        'import json;from pymongo import MongoClient',
        'MongoClient().a.users.find(json.loads(q))',
      ),
      flask(
        'from pymongo import MongoClient',
        'MongoClient().a.users.find_one({"name": request.json["name"]})',
      ),
      flask(
        'from flask_pymongo import PyMongo',
        'PyMongo(app).db.users.find({"$where": "this.a == \'" + q + "\'"})',
      ),
      django(
        'import json;from pymongo import MongoClient',
        'MongoClient().a.b.delete_many({"a": json.loads(q)})',
      ),
    ],
    good: [
      flask('from pymongo import MongoClient', 'MongoClient().a.users.find({"name": q})'),
      flask(
        'from pymongo import MongoClient',
        'MongoClient().a.users.find({"name": str(request.json["name"])})',
      ),
      flask('from pymongo import MongoClient', 'MongoClient().a.users.find({"active": True})'),
      flask('import json;import pymongo', '"abc".find(json.loads(q))'),
    ],
  },
  'py-regex-injection': {
    bad: [
      flask('import re', 're.search(q, "text")'),
      django('import re', 're.compile("^" + q)'),
      fastapi('from re import findall', 'findall(rf"\\b{q}\\b", "text")'),
      tornado('import re', 're.sub(q, "", "text")'),
    ],
    good: [
      flask('import re', 're.search(re.escape(q), "text")'),
      flask('import re', 're.search("a+", q)'),
      flask('import re', 're.sub("a", q, "text")'),
      fastapi('import re', 're.search("a{%d}" % n, "text")'),
    ],
  },
  'py-log-injection': {
    bad: [
      flask('import logging', 'logging.info("user " + q)'),
      flask('', 'app.logger.warning(f"user {q}")'),
      django(
        'import logging',
        'logger = logging.getLogger(__name__)',
        'logger.error("user %s", q)',
      ),
      fastapi('from loguru import logger', 'logger.info(q)'),
    ],
    good: [
      flask('import logging', 'logging.info(q.replace("\\r", "").replace("\\n", ""))'),
      flask('import logging', 'logging.info("started")'),
      fastapi('import logging', 'logging.info("n %d", n)'),
      flask('import logging', 'logging.info(repr(q))'),
    ],
  },
  'py-cookie-injection': {
    bad: [
      flask(
        'from flask import make_response',
        'r = make_response("ok")',
        'r.set_cookie("lang", q, secure=True, httponly=True)',
      ),
      django('', 'r = HttpResponse("ok")', 'r.set_cookie(q, "1", secure=True, httponly=True)'),
      flask(
        'from flask import make_response',
        'make_response("ok").set_cookie(key="a", value=f"v-{q}", secure=True, httponly=True)',
      ),
      fastapi(
        'from fastapi.responses import Response',
        'Response().set_cookie("a", q, secure=True, httponly=True)',
      ),
    ],
    good: [
      flask(
        'from flask import make_response',
        'make_response("ok").set_cookie("a", "b", secure=True, httponly=True)',
      ),
      fastapi(
        'from fastapi.responses import Response',
        'Response().set_cookie("a", str(n), secure=True, httponly=True)',
      ),
      flask(
        'from flask import make_response',
        'if q in ("de", "en"):',
        '    make_response("ok").set_cookie("a", q, secure=True, httponly=True)',
      ),
      flask('import http.cookies', 'settings.set_cookie_name(q)'),
    ],
  },
  'py-regex-polynomial': {
    bad: [
      flask('import re', 're.sub(r"^\\s+|\\s+$", "", q)'),
      django('import re', 're.search(r"a.*b.*c$", q)'),
      flask('import re', 'ENDS = re.compile(r"\\s+$")', 'ENDS.search(q)'),
      fastapi('from re import findall', 'findall(r"\\d+x", q)'),
    ],
    good: [
      flask('import re', 're.sub(r"^\\s+", "", q)'),
      flask('import re', 're.search(r"\\s+$", "text")'),
      flask('import re', 're.fullmatch(r"[a-z]+", q)'),
      fastapi('import re', 're.search(r"\\s+$", str(n))'),
    ],
  },
};
