import sqlite3

import MySQLdb
import psycopg2
import pymysql
from django.contrib.auth.models import User
from django.db import connection
from django.db.models.expressions import RawSQL
from flask import Flask, request
from psycopg2 import sql
from sqlalchemy import create_engine, text

app = Flask(__name__)
engine = create_engine("sqlite://")


@app.route("/users")
def users():
    name = request.args["name"]
    db = sqlite3.connect("app.db")
    cursor = db.cursor()
    cursor.execute("SELECT * FROM users WHERE name = '" + name + "'")  # BAD: CWE-089
    cursor.execute("SELECT * FROM users WHERE name = '%s'" % name)  # BAD: CWE-089
    cursor.execute(f"SELECT * FROM users WHERE name = '{name}'")  # BAD: CWE-089
    cursor.execute("SELECT * FROM users WHERE name = '{}'".format(name))  # BAD: CWE-089
    cursor.execute("SELECT * FROM users WHERE name = ?", (name,))  # OK
    cursor.executescript("DELETE FROM users WHERE name = '" + name + "';")  # BAD: CWE-089
    cursor.execute("SELECT * FROM users WHERE id = %d" % int(request.args["id"]))  # OK
    db.execute("SELECT * FROM users ORDER BY " + request.args.get("order"))  # BAD: CWE-089
    return "ok"


@app.route("/orders/<customer>")
def orders(customer):
    pg = psycopg2.connect("dbname=shop")
    query = "SELECT * FROM orders"
    query += " WHERE customer = '" + customer + "'"
    with pg.cursor() as cur:
        cur.execute(query)  # BAD: CWE-089
        cur.execute("SELECT * FROM orders WHERE customer = %s", [customer])  # OK
        cur.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(customer)))  # OK
    my = pymysql.connect(host="db")
    my.cursor().execute("SELECT * FROM t WHERE c = '%s'" % customer)  # BAD: CWE-089
    MySQLdb.connect().cursor().execute("SELECT * FROM t WHERE c = %s", (customer,))  # OK
    with engine.connect() as conn:
        conn.execute(text("SELECT * FROM t WHERE c = '" + customer + "'"))  # BAD: CWE-089
        conn.execute(text("SELECT * FROM t WHERE c = :c"), {"c": customer})  # OK
    return "ok"


def search(request):
    q = request.GET.get("q")
    User.objects.raw("SELECT * FROM auth_user WHERE username = '%s'" % q)  # BAD: CWE-089
    User.objects.raw("SELECT * FROM auth_user WHERE username = %s", [q])  # OK
    User.objects.extra(where=["username = '" + q + "'"])  # BAD: CWE-089
    User.objects.annotate(x=RawSQL("select '" + q + "'", []))  # BAD: CWE-089
    User.objects.filter(username=q)  # OK
    with connection.cursor() as cursor:
        cursor.execute("UPDATE auth_user SET email = '%s'" % q)  # BAD: CWE-089
        cursor.execute("UPDATE auth_user SET email = %s", [q])  # OK
