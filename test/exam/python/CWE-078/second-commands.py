import asyncio
import os
import shlex
import subprocess
import sys
from subprocess import Popen, PIPE, check_output as run_it

import paramiko
from flask import Flask, request

app = Flask(__name__)


class Runner:
    def __init__(self, base):
        self.base = base

    def run(self, argument):
        return subprocess.check_output(f"{self.base} {argument}", shell=True)  # BAD: CWE-078


@app.route("/ping/<host>")
def ping(host):
    os.system("ping -c 1 " + host)  # BAD: CWE-078
    os.system("ping -c 1 " + shlex.quote(host))  # OK
    os.popen("dig %s" % host).read()  # BAD: CWE-078
    subprocess.run(["ping", "-c", "1", host])  # OK
    subprocess.run(["sh", "-c", "ping " + host])  # BAD: CWE-078
    subprocess.call("ping {}".format(host), shell=True)  # BAD: CWE-078
    Popen("nslookup " + host, shell=True, stdout=PIPE)  # BAD: CWE-078
    run_it(" ".join(["whois", request.args["name"]]), shell=True)  # BAD: CWE-078
    Runner("traceroute").run(request.args.get("target"))
    count = int(request.args.get("count", 1))
    os.system("ping -c %d localhost" % count)  # OK
    return ""


@app.route("/tool", methods=["POST"])
def tool():
    data = request.get_json()
    name = data["tool"]
    if name not in ("git", "hg"):
        return "no", 400
    os.system(name + " status")  # OK
    os.execvp(data["program"], ["x"])  # BAD: CWE-078
    client = paramiko.SSHClient()
    client.exec_command("ls " + data["folder"])  # BAD: CWE-078
    return ""


async def start():
    query = request.args.get("q")
    await asyncio.create_subprocess_shell(f"grep {query} log")  # BAD: CWE-078
    await asyncio.create_subprocess_exec("grep", query, "log")  # OK


if __name__ == "__main__":
    os.system("clear")  # OK
    os.system("rm " + sys.argv[1])  # EITHER
