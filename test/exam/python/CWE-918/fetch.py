import http.client
import urllib.request

import aiohttp
import httpx
import requests
from django.http import HttpResponse
from fastapi import FastAPI
from flask import Flask, request

app = Flask(__name__)
api = FastAPI()


@app.route("/proxy")
def proxy():
    url = request.args["url"]
    requests.get(url, timeout=5)  # BAD: CWE-918
    requests.post(f"https://{request.args['host']}/hook", timeout=5)  # BAD: CWE-918
    requests.request("GET", url, timeout=5)  # BAD: CWE-918
    urllib.request.urlopen(url)  # BAD: CWE-918
    httpx.get(url)  # BAD: CWE-918
    http.client.HTTPConnection(request.args["host"])  # BAD: CWE-918
    session = requests.Session()
    session.get(url)  # BAD: CWE-918
    requests.get("https://api.example.com/", params={"q": url}, timeout=5)  # OK
    requests.get("https://api.example.com/items/%d" % int(request.args["id"]), timeout=5)  # OK
    requests.post("https://api.example.com/", json=request.json, timeout=5)  # OK
    if url in ("https://a.example.com/", "https://b.example.com/"):
        requests.get(url, timeout=5)  # GUARDED
    return "ok"


@api.get("/fetch")
async def fetch(url: str):
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as response:  # BAD: CWE-918
            return await response.text()


def view(request):
    return HttpResponse(requests.get(request.GET["u"], timeout=5).text)  # BAD: CWE-918
