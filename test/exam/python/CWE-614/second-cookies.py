from django.http import HttpResponse
from flask import Flask, make_response

app = Flask(__name__)
app.config["SESSION_COOKIE_HTTPONLY"] = False  # BAD: CWE-1004


@app.route("/")
def index():
    answer = make_response("")
    answer.set_cookie("session", "x")  # BAD: CWE-614, CWE-1004, CWE-1275
    answer.set_cookie("session", "x", secure=True, httponly=True, samesite="Lax")  # OK
    answer.set_cookie("auth", "x", secure=False, httponly=True, samesite="Lax")  # BAD: CWE-614
    return answer


def view(request):
    answer = HttpResponse()
    answer.set_cookie("sessionid", "x", secure=True, httponly=False)  # BAD: CWE-1004
    return answer
