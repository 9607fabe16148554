import http.client
import urllib.request

import aiohttp
import httpx
import requests
import urllib3
from flask import Flask, request

app = Flask(__name__)
ALLOWED = {"https://a.example.com", "https://b.example.com"}


@app.route("/fetch")
def fetch():
    url = request.args["url"]
    requests.get(url, timeout=5)  # BAD: CWE-918
    requests.request("GET", url=url)  # BAD: CWE-918
    requests.get("https://api.example.com/?q=" + url)  # OK
    requests.get("https://api.example.com", params={"q": url})  # OK
    requests.get(f"https://{request.args['host']}/x")  # BAD: CWE-918
    urllib.request.urlopen(urllib.request.Request(url))  # BAD: CWE-918
    httpx.post(url)  # BAD: CWE-918
    with requests.Session() as session:
        session.put(url)  # BAD: CWE-918
    urllib3.PoolManager().request("GET", url)  # BAD: CWE-918
    http.client.HTTPSConnection(request.args["host"])  # BAD: CWE-918
    if url in ALLOWED:
        requests.get(url)  # OK
    return ""


async def load():
    async with aiohttp.ClientSession() as session:
        async with session.get(request.args["url"]) as answer:  # BAD: CWE-918
            return await answer.text()
