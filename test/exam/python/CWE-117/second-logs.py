import logging

from flask import Flask, request

app = Flask(__name__)


@app.route("/")
def index():
    name = request.args.get("name")
    logging.info("name " + name)  # BAD: CWE-117
    app.logger.warning("name %s", name)  # BAD: CWE-117
    logging.info("name " + name.replace("\r\n", "").replace("\n", ""))  # OK
    logging.info("id %d", int(request.args["id"]))  # OK
    return ""
