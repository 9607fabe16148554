import json

from flask import Flask, request
from flask_pymongo import PyMongo
from pymongo import MongoClient

app = Flask(__name__)
mongo = PyMongo(app)
client = MongoClient()


@app.route("/find")
def find():
    query = json.loads(request.args["query"])
    mongo.db.users.find_one(query)  # BAD: CWE-943
    client.app.users.find({"name": json.loads(request.args["name"])})  # BAD: CWE-943
    client.app.users.find({"$where": "this.name == '" + request.args["name"] + "'"})  # BAD: CWE-943
    client.app.users.find({"name": str(request.args["name"])})  # OK
    client.app.users.find_one({"active": True})  # OK
    return "ok"
