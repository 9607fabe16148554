import os
import pathlib
import shutil
import tarfile
import zipfile
from pathlib import Path

from flask import Flask, request, send_file, send_from_directory
from werkzeug.utils import secure_filename

app = Flask(__name__)
BASE = "/srv/files"


@app.route("/get")
def get():
    name = request.args.get("name")
    open(os.path.join(BASE, name)).read()  # BAD: CWE-022
    open(os.path.join(BASE, secure_filename(name))).read()  # OK
    open(os.path.join(BASE, os.path.basename(name))).read()  # OK
    (Path(BASE) / name).read_text()  # BAD: CWE-022
    pathlib.Path(BASE, request.args["f"]).unlink()  # BAD: CWE-022
    os.remove(BASE + "/" + name)  # BAD: CWE-022
    shutil.copyfile(name, "/tmp/copy")  # BAD: CWE-022
    send_file(f"{BASE}/{name}")  # BAD: CWE-022
    send_from_directory(BASE, name)  # OK
    return ""


@app.route("/checked")
def checked():
    full = os.path.realpath(os.path.join(BASE, request.args["name"]))
    if not full.startswith(BASE + os.sep):
        return "no", 403
    return open(full).read()  # OK


@app.route("/half")
def half():
    full = os.path.join(BASE, request.args["name"])
    if not full.startswith(BASE):
        return "no", 403
    return open(full).read()  # BAD: CWE-022


@app.route("/upload", methods=["POST"])
def upload():
    file = request.files["file"]
    file.save(os.path.join("uploads", file.filename))  # BAD: CWE-022
    file.save(os.path.join("uploads", secure_filename(file.filename)))  # OK
    return ""


def unpack(path):
    with tarfile.open(path) as archive:
        archive.extractall("out")  # BAD: CWE-022
        archive.extractall("out", filter="data")  # OK
        for member in archive:
            archive.extract(member)  # BAD: CWE-022
    with zipfile.ZipFile(path) as archive:
        archive.extractall("out")  # EITHER
