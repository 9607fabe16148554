import base64
import json
import marshal
import pickle

import dill
import jsonpickle
import yaml
from flask import Flask, request

app = Flask(__name__)


@app.route("/", methods=["POST"])
def load():
    data = request.get_data()
    pickle.loads(data)  # BAD: CWE-502
    pickle.loads(base64.b64decode(request.cookies["session"]))  # BAD: CWE-502
    pickle.Unpickler(request.stream).load()  # BAD: CWE-502
    yaml.load(data, Loader=yaml.Loader)  # BAD: CWE-502
    yaml.load(data, Loader=yaml.SafeLoader)  # OK
    yaml.safe_load(data)  # OK
    yaml.unsafe_load(data)  # BAD: CWE-502
    marshal.loads(data)  # BAD: CWE-502
    dill.loads(data)  # BAD: CWE-502
    jsonpickle.decode(data)  # BAD: CWE-502
    json.loads(data)  # OK
    return ""
