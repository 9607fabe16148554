import os
import shlex
import subprocess
from subprocess import Popen, check_output, run

from flask import Flask, request

app = Flask(__name__)


@app.route("/ping")
def ping():
    host = request.args.get("host")
    os.system("ping -c 1 " + host)  # BAD: CWE-078
    os.popen(f"ping -c 1 {host}").read()  # BAD: CWE-078
    subprocess.call("ping -c 1 %s" % host, shell=True)  # BAD: CWE-078
    subprocess.run("ping -c 1 {}".format(host), shell=True, check=True)  # BAD: CWE-078
    Popen("ping " + host, shell=True)  # BAD: CWE-078
    check_output(["sh", "-c", "ping " + host])  # BAD: CWE-078
    run(["ping", "-c", "1", "--", host])  # OK
    subprocess.run("ping -c 1 " + shlex.quote(host), shell=True)  # OK
    subprocess.run("uptime", shell=True)  # OK
    return "done"


@app.post("/tool")
def tool():
    command = request.form["command"]
    subprocess.run(command.split())  # BAD: CWE-078
    os.execl(command, "x")  # BAD: CWE-078
    subprocess.getoutput(request.json["cmd"])  # BAD: CWE-078
    count = int(request.form["count"])
    os.system("head -n %d /var/log/app.log" % count)  # OK
    if command in ("start", "stop"):
        os.system("service app " + command)  # GUARDED
    return "done"
