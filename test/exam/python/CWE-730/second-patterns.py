import re

from flask import Flask, request

app = Flask(__name__)
SLOW = re.compile(r"^(\w+\s?)*$")  # BAD: CWE-730, CWE-400
FAST = re.compile(r"^\w+(\s\w+)*$")  # OK


@app.route("/")
def index():
    word = request.args["word"]
    re.compile(word)  # EITHER
    re.search(word, "text")  # BAD: CWE-730, CWE-400
    re.search(re.escape(word), "text")  # OK
    re.match("^" + request.args["x"] + "$", "text")  # BAD: CWE-730, CWE-400
    re.sub(r"(a+)+$", "", word)  # BAD: CWE-730, CWE-400
    re.sub(r"\s+$", "", word)  # BAD: CWE-730, CWE-400
    re.sub(r"^\s+", "", word)  # OK
    return ""
