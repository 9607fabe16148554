from django.http import HttpResponseRedirect
from django.shortcuts import redirect as django_redirect
from django.utils.http import url_has_allowed_host_and_scheme
from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from flask import Flask, redirect, request, url_for
import tornado.web

app = Flask(__name__)
api = FastAPI()


@app.route("/go")
def go():
    return redirect(request.args.get("next"))  # BAD: CWE-601


@app.route("/go2")
def go2():
    target = request.args.get("next", "/")
    return redirect(f"https://{target}")  # BAD: CWE-601


@app.route("/home")
def home():
    if request.args.get("x"):
        return redirect(url_for("go", x=request.args["x"]))  # OK
    return redirect("/search?q=" + request.args["q"])  # OK


def login(request):
    target = request.GET["next"]
    if request.GET.get("fast"):
        return HttpResponseRedirect(target)  # BAD: CWE-601
    if url_has_allowed_host_and_scheme(target, allowed_hosts={"example.com"}):
        return django_redirect(target)  # GUARDED
    return django_redirect(request.POST["next"])  # BAD: CWE-601


@api.get("/r")
def r(to: str):
    return RedirectResponse(to)  # BAD: CWE-601


class Leave(tornado.web.RequestHandler):
    def get(self):
        self.redirect(self.get_argument("to"))  # BAD: CWE-601
        self.redirect("/")  # OK
