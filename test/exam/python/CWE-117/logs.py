import logging

from flask import Flask, request

app = Flask(__name__)


@app.route("/")
def index():
    name = request.args["name"]
    logging.info("user " + name)  # BAD: CWE-117
    app.logger.warning(f"user {name}")  # BAD: CWE-117
    logging.info("user %s", name.replace("\r\n", "").replace("\n", ""))  # OK
    logging.info("started")  # OK
    return "ok"
