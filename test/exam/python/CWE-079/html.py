import html

from django.http import HttpResponse, JsonResponse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from flask import Flask, Markup, escape, jsonify, make_response, request
from jinja2 import Environment, select_autoescape
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = Flask(__name__)
api = FastAPI()
loose = Environment()  # BAD: CWE-079
loose_too = Environment(autoescape=False)  # BAD: CWE-079
strict = Environment(autoescape=True)  # OK
strict_too = Environment(autoescape=select_autoescape())  # OK


@app.route("/hello")
def hello():
    return "Hello " + request.args.get("name", "")  # BAD: CWE-079


@app.route("/hello2")
def hello2():
    return make_response(f"<p>{request.args['name']}</p>")  # BAD: CWE-079


@app.route("/hello3")
def hello3():
    return "Hello " + escape(request.args["name"])  # OK


@app.route("/hello4")
def hello4():
    return jsonify(name=request.args["name"])  # OK


@app.route("/hello5")
def hello5():
    return Markup("<p>" + request.args["name"] + "</p>")  # BAD: CWE-079


def view(request):
    if "raw" in request.GET:
        return HttpResponse("<p>" + request.GET["q"] + "</p>")  # BAD: CWE-079
    if "safe" in request.GET:
        return HttpResponse("<p>" + html.escape(request.GET["q"]) + "</p>")  # OK
    mark_safe("<p>" + request.GET["q"] + "</p>")  # BAD: CWE-079
    format_html("<p>{}</p>", request.GET["q"])  # OK
    return JsonResponse({"q": request.GET["q"]})  # OK


@api.get("/x")
def x(q: str):
    return HTMLResponse("<p>" + q + "</p>")  # BAD: CWE-079
