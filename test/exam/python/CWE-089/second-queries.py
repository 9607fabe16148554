import sqlite3

import psycopg2
from django.contrib.auth.models import User
from django.db import connection
from django.db.models.expressions import RawSQL
from flask import Flask, request
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

app = Flask(__name__)
engine = create_engine("sqlite://")


class Store:
    def __init__(self):
        self.connection = sqlite3.connect("app.db")
        self.cursor = self.connection.cursor()

    def find(self, name):
        self.cursor.execute("SELECT * FROM users WHERE name = '%s'" % name)  # BAD: CWE-089
        return self.cursor.fetchall()

    def get(self, key):
        return self.connection.execute("SELECT * FROM users WHERE id = ?", (key,))  # OK


@app.route("/users")
def users():
    store = Store()
    store.find(request.args["name"])
    store.get(request.args["id"])
    with psycopg2.connect("") as db, db.cursor() as cursor:
        cursor.execute(f"SELECT * FROM t WHERE a = '{request.args['a']}'")  # BAD: CWE-089
        cursor.execute("SELECT * FROM t WHERE a = %s", (request.args["a"],))  # OK
        cursor.execute("SELECT * FROM t WHERE a = " + str(int(request.args["a"])))  # OK
        query = "SELECT * FROM t"
        order = request.args.get("order")
        if order:
            query += " ORDER BY " + order
        cursor.execute(query)  # BAD: CWE-089
        cursor.executemany("INSERT INTO t VALUES (%s)", [(request.args["a"],)])  # OK
        column = "name" if order == "name" else "id"
        cursor.execute("SELECT * FROM t ORDER BY " + column)  # OK
    with engine.connect() as link:
        link.execute(text("SELECT * FROM t WHERE a = '" + request.args["a"] + "'"))  # BAD: CWE-089
        link.execute(text("SELECT * FROM t WHERE a = :a"), {"a": request.args["a"]})  # OK
    with Session(engine) as session:
        session.execute("DELETE FROM t WHERE a = {}".format(request.form["a"]))  # BAD: CWE-089
    return ""


def view(request, name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM t WHERE n = '" + request.GET.get("n") + "'")  # BAD: CWE-089
    User.objects.raw("SELECT * FROM auth_user WHERE name = '%s'" % request.GET["n"])  # BAD: CWE-089
    User.objects.extra(where=["name = '" + request.GET["n"] + "'"])  # BAD: CWE-089
    User.objects.annotate(x=RawSQL("select " + request.GET["c"], []))  # BAD: CWE-089
    User.objects.filter(username=request.GET["n"])  # OK
