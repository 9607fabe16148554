import boto3
import jwt
import psycopg2
import pymysql
import requests
from flask import Flask

app = Flask(__name__)
app.secret_key = "qW3-velvet-harbor"  # BAD: CWE-798
app.config["SECRET_KEY"] = "hJ4-marble-sparrow"  # BAD: CWE-798
password = "pL7-tin-walrus"  # BAD: CWE-798
password_hint = "Your password"  # OK
PASSWORD_FIELD = "password"  # OK
pymysql.connect(host="db", user="root", password="kT93-wqLpa")  # BAD: CWE-798
psycopg2.connect("postgresql://app:kT93wqLpa@db.example.com/app")  # BAD: CWE-798
jwt.encode({"id": 1}, "zK1-birch-plover", algorithm="HS256")  # BAD: CWE-798
requests.get("https://example.com", auth=("bot", "cD5-plum-raven"))  # BAD: CWE-798
boto3.client("s3", aws_secret_access_key="Gq9vX1wTk2Lz7sYb3NcJ5mRp8uHd6fEa4oKi0QxV")  # BAD: CWE-798


def connect(user, secret=""):
    if secret == "Opal-55-moon":  # BAD: CWE-798
        return True
    return pymysql.connect(user=user, password=secret)  # OK
