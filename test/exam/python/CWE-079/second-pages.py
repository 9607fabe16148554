import html
from django.http import HttpResponse, JsonResponse
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from flask import Flask, Response, make_response, render_template_string, request
from markupsafe import Markup, escape as quote
import jinja2

app = Flask(__name__)


@app.route("/hello")
def hello():
    name = request.args.get("name", "")
    if name == "a":
        return "<h1>Hello " + name + "</h1>"  # EITHER
    if len(name) > 3:
        return f"<h1>Hello {name}</h1>"  # BAD: CWE-079
    if len(name) > 2:
        return "<h1>Hello %s</h1>" % html.escape(name)  # OK
    if len(name) > 1:
        return make_response("<p>" + request.form["text"] + "</p>")  # BAD: CWE-079
    return Response(name, mimetype="text/plain")  # OK


@app.route("/more/<path:rest>")
def more(rest):
    parts = ["<ul>"]
    for item in request.args.getlist("item"):
        parts.append("<li>" + item + "</li>")
    if rest:
        return "".join(parts)  # BAD: CWE-079
    return quote(rest)  # OK


def view(request):
    who = request.GET["who"]
    if request.method == "POST":
        return HttpResponse("Hello " + request.POST.get("who"))  # BAD: CWE-079
    mark_safe("<b>" + who + "</b>")  # BAD: CWE-079
    format_html("<b>{}</b>", who)  # OK
    Markup("<b>%s</b>" % who)  # BAD: CWE-079
    HttpResponse(escape(who))  # OK
    HttpResponse(who, content_type="text/plain")  # OK
    return JsonResponse({"who": who})  # OK


environment = jinja2.Environment(autoescape=False)  # BAD: CWE-079
safe = jinja2.Environment(autoescape=jinja2.select_autoescape())  # OK
