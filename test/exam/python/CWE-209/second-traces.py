import traceback

from flask import Flask, jsonify

app = Flask(__name__)


@app.route("/")
def index():
    try:
        return str(1 / 0)
    except ZeroDivisionError as error:
        print(traceback.format_exc())  # OK
        if app.debug:
            return traceback.format_exc(), 500  # BAD: CWE-209
        if app.testing:
            return str(error), 500  # BAD: CWE-209
        return "failed", 500  # OK


@app.errorhandler(Exception)
def failed(error):
    return jsonify({"trace": traceback.format_exc()})  # BAD: CWE-209
