import os
import shutil
import tarfile
import zipfile
from pathlib import Path

from flask import Flask, abort, request, send_file, send_from_directory
from werkzeug.utils import safe_join, secure_filename

app = Flask(__name__)
BASE = "/srv/files"


@app.route("/read")
def read():
    name = request.args.get("name")
    with open(os.path.join(BASE, name)) as handle:  # BAD: CWE-022
        handle.read()
    open(BASE + "/" + name).close()  # BAD: CWE-022
    Path(BASE, name).read_text()  # BAD: CWE-022
    os.remove(f"{BASE}/{name}")  # BAD: CWE-022
    shutil.copy("/srv/template", os.path.join(BASE, name))  # BAD: CWE-022
    open(os.path.join(BASE, secure_filename(name))).close()  # OK
    open(os.path.join(BASE, os.path.basename(name))).close()  # OK
    open(safe_join(BASE, name)).close()  # OK
    open("/srv/files/%d.txt" % int(request.args["id"])).close()  # OK
    return send_file(os.path.join(BASE, name))  # BAD: CWE-022


@app.route("/send/<path:name>")
def send(name):
    return send_from_directory(BASE, name)  # OK


@app.route("/checked")
def checked():
    path = os.path.normpath(os.path.join(BASE, request.args["name"]))
    if not path.startswith(BASE + os.sep):
        abort(403)
    return open(path).read()  # OK


@app.route("/half")
def half():
    name = request.args["name"]
    if ".." in name:
        abort(400)
    return open(os.path.join(BASE, name)).read()  # GUARDED


@app.post("/upload")
def upload():
    file = request.files["file"]
    file.save(os.path.join(BASE, file.filename))  # BAD: CWE-022
    file.save(os.path.join(BASE, secure_filename(file.filename)))  # OK
    return "ok"


def unpack(path):
    with tarfile.open(path) as archive:
        archive.extractall("/srv/out")  # BAD: CWE-022
        archive.extractall("/srv/out", filter="data")  # OK
        for member in archive.getmembers():
            archive.extract(member, "/srv/out")  # BAD: CWE-022
    with zipfile.ZipFile(path) as archive:
        archive.extractall("/srv/out")  # EITHER
        for name in archive.namelist():
            with open(os.path.join("/srv/out", name), "wb") as out:  # BAD: CWE-022
                out.write(archive.read(name))
