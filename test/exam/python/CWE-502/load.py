import json
import marshal
import pickle
import shelve

import dill
import jsonpickle
import torch
import yaml
from flask import Flask, request

app = Flask(__name__)


@app.post("/load")
def load():
    data = request.data
    pickle.loads(data)  # BAD: CWE-502
    pickle.Unpickler(request.stream).load()  # BAD: CWE-502
    marshal.loads(data)  # BAD: CWE-502
    dill.loads(data)  # BAD: CWE-502
    jsonpickle.decode(data)  # BAD: CWE-502
    shelve.open(request.args["db"])  # BAD: CWE-502
    yaml.load(data)  # BAD: CWE-502
    yaml.load(data, Loader=yaml.Loader)  # BAD: CWE-502
    yaml.unsafe_load(data)  # BAD: CWE-502
    yaml.load(data, Loader=yaml.SafeLoader)  # OK
    yaml.load(data, yaml.CSafeLoader)  # OK
    yaml.safe_load(data)  # OK
    json.loads(data)  # OK
    pickle.dumps(data)  # OK
    torch.load("model.pt", weights_only=True)  # OK
    return "ok"
