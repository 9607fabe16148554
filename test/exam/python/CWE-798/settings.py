import os

import boto3
import jwt
import psycopg2
import pymysql
from flask import Flask

app = Flask(__name__)
app.secret_key = "d9f8a7s6df98as7df"  # BAD: CWE-798
app.config["SECRET_KEY"] = "s3cr3t-9f8d7s"  # BAD: CWE-798
app.secret_key = os.environ["SECRET_KEY"]  # OK
DB_PASSWORD = "Tr0ub4dor&3"  # BAD: CWE-798
PASSWORD_FIELD = "password"  # OK
TOKEN_URL = "https://id.example.com/token"  # OK
password = ""  # OK
api_key = os.getenv("API_KEY", "")  # OK
psycopg2.connect(host="db", user="app", password="hunter2-77")  # BAD: CWE-798
psycopg2.connect("postgresql://app:pQ9mXk2v@db/app")  # BAD: CWE-798
pymysql.connect(host="db", user="root", password=os.environ["DB"])  # OK
boto3.client("s3", aws_secret_access_key="nOtAreaLsecretKEY/abcdefghij+klmnopqrst1")  # BAD: CWE-798
jwt.encode({"a": 1}, "k3yb0ardc4t", algorithm="HS256")  # BAD: CWE-798


def check(user, given_password):
    if given_password == "l3tm31n-now":  # BAD: CWE-798
        return True
    return given_password == ""  # OK
