import ast
import importlib

from django.http import HttpResponse
from flask import Flask, render_template_string, request
from jinja2 import Environment, Template

app = Flask(__name__)


@app.route("/calc", methods=["POST"])
def calc():
    expression = request.form["expression"]
    eval(expression)  # BAD: CWE-094
    eval("1 + " + expression, {})  # BAD: CWE-094
    exec(request.json["code"])  # BAD: CWE-094
    code = compile(expression, "<input>", "exec")  # EITHER
    exec(code)  # BAD: CWE-094
    ast.literal_eval(expression)  # OK
    eval("2 + 2")  # OK
    render_template_string("<p>" + expression + "</p>")  # BAD: CWE-094, CWE-079
    render_template_string("<p>{{ e }}</p>", e=expression)  # OK
    Template(request.args.get("template")).render()  # BAD: CWE-094
    Environment().from_string(expression)  # BAD: CWE-094
    importlib.import_module(request.args["module"])  # EITHER
    return ""


def view(request):
    return HttpResponse(eval(request.GET.get("q")))  # BAD: CWE-094
