import json

from bson.objectid import ObjectId
from flask import Flask, request
from flask_pymongo import PyMongo
from pymongo import MongoClient

app = Flask(__name__)
mongo = PyMongo(app)
db = MongoClient().app


@app.route("/", methods=["POST"])
def find():
    wanted = json.loads(request.args["filter"])
    db.users.find_one(wanted)  # BAD: CWE-943
    db.users.find_one({"name": wanted})  # BAD: CWE-943
    mongo.db.users.find({"name": request.json["name"]})  # BAD: CWE-943
    db.users.find({"name": str(request.json["name"])})  # OK
    db.users.find_one({"_id": ObjectId(request.args["id"])})  # OK
    db.users.find({"$where": "this.name == '" + request.args["name"] + "'"})  # BAD: CWE-943
    return ""
