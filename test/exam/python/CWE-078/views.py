import asyncio
import os
import subprocess

import paramiko
from django.http import HttpRequest, HttpResponse
from fastapi import FastAPI, Query
from aiohttp import web
import tornado.web

api = FastAPI()


def backup(request: HttpRequest) -> HttpResponse:
    name = request.GET["name"]
    subprocess.check_call("tar czf /backups/%s.tgz /srv" % name, shell=True)  # BAD: CWE-078
    subprocess.check_call(["tar", "czf", "/backups/x.tgz", "/srv"])  # OK
    return HttpResponse("ok")


@api.get("/lookup")
async def lookup(domain: str = Query(...)):
    process = await asyncio.create_subprocess_shell("dig " + domain)  # BAD: CWE-078
    await process.wait()
    safe = await asyncio.create_subprocess_exec("dig", domain)  # OK
    await safe.wait()


async def handle(request: web.Request) -> web.Response:
    data = await request.json()
    os.system("convert " + data["file"])  # BAD: CWE-078
    return web.Response(text="ok")


class Run(tornado.web.RequestHandler):
    def get(self):
        arg = self.get_argument("arg")
        os.system("run " + arg)  # BAD: CWE-078
        client = paramiko.SSHClient()
        client.exec_command("ls " + arg)  # BAD: CWE-078
        client.exec_command("uptime")  # OK
