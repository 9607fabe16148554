from flask import Flask, make_response

app = Flask(__name__)
app.config["SESSION_COOKIE_HTTPONLY"] = False  # BAD: CWE-1004
app.config["SESSION_COOKIE_SECURE"] = True  # OK


@app.route("/")
def index():
    response = make_response("ok")
    response.set_cookie("session", "x")  # BAD: CWE-614
    response.set_cookie("session", "x", secure=False, httponly=True)  # BAD: CWE-614
    response.set_cookie("session", "x", secure=True, httponly=True, samesite="Lax")  # OK
    return response
