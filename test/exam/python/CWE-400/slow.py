import re

from flask import Flask, request

app = Flask(__name__)
NESTED = re.compile(r"^(a+)+$")  # BAD: CWE-400
WORDS = re.compile(r"^(\w+\s?)*$")  # BAD: CWE-400
OVERLAP = re.compile(r"^(\w|\d)+$")  # BAD: CWE-400
DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")  # OK
NUMBERS = re.compile(r"^\d+(,\d+)*$")  # OK


@app.route("/trim")
def trim():
    re.sub(r"^\s+|\s+$", "", request.args["text"])  # BAD: CWE-400
    re.sub(r"^\s+", "", request.args["text"])  # OK
    return "ok"
