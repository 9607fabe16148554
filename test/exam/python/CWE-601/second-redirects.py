from urllib.parse import urlparse, urljoin

from django.http import HttpResponseRedirect
from django.shortcuts import redirect as go
from django.utils.http import url_has_allowed_host_and_scheme
from flask import Flask, redirect, request, url_for
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

app = Flask(__name__)
api = FastAPI()


@app.route("/next")
def following():
    target = request.args.get("next")
    if target == "x":
        return redirect(request.values["to"])  # BAD: CWE-601
    if urlparse(target).netloc == "":
        return redirect(target)  # EITHER
    if target.startswith("https://example.com/"):
        return redirect(target)  # OK
    return redirect(target or url_for("index"))  # BAD: CWE-601


@app.route("/item")
def item():
    return redirect("/items/" + request.args["id"])  # OK


def view(request):
    to = request.GET.get("next", "/")
    if url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        return HttpResponseRedirect(to)  # OK
    if request.user:
        return go(request.POST["url"])  # BAD: CWE-601
    return HttpResponseRedirect(to)  # BAD: CWE-601


@api.get("/r")
def r(url: str):
    return RedirectResponse(url)  # BAD: CWE-601
