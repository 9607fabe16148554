import re

from flask import Flask, request

app = Flask(__name__)


@app.route("/find")
def find():
    pattern = request.args["pattern"]
    re.search(pattern, "text")  # BAD: CWE-730
    re.compile("^" + pattern + "$").match("text")  # BAD: CWE-730
    re.findall(rf"\b{pattern}\b", "text")  # BAD: CWE-730
    re.search(re.escape(pattern), "text")  # OK
    re.search(r"^\w+$", pattern)  # OK
    return "ok"
