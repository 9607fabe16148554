import ast
import importlib

from flask import Flask, render_template, render_template_string, request
from jinja2 import Environment, Template
from mako.template import Template as Mako

app = Flask(__name__)


@app.route("/calc")
def calc():
    expression = request.args.get("e", "")
    eval(expression)  # BAD: CWE-094
    exec("x = " + expression)  # BAD: CWE-094
    eval(compile(expression, "<user>", "eval"))  # BAD: CWE-094
    ast.literal_eval(expression)  # OK
    eval("1 + 1")  # OK
    importlib.import_module(expression)  # EITHER
    return "ok"


@app.route("/template")
def template():
    source = request.args["t"]
    render_template_string(source)  # BAD: CWE-094, CWE-079
    render_template_string("Hello " + source)  # BAD: CWE-094, CWE-079
    render_template_string("Hello {{ name }}", name=source)  # OK
    render_template("page.html", name=source)  # OK
    Environment().from_string(source).render()  # BAD: CWE-094
    Template("Hello " + source).render()  # BAD: CWE-094
    Template("Hello {{ n }}").render(n=source)  # OK
    Mako(source).render()  # BAD: CWE-094
    model.eval()  # OK
    return "ok"


def django_view(request):
    eval(request.POST["code"])  # BAD: CWE-094
    exec(request.body)  # BAD: CWE-094
