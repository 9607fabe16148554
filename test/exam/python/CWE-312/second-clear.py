import logging

from flask import Flask, make_response, request

log = logging.getLogger(__name__)
app = Flask(__name__)


@app.route("/", methods=["POST"])
def login():
    password = request.form["password"]
    print("password is " + password)  # BAD: CWE-312
    log.info("login %s %s", request.form["user"], password)  # BAD: CWE-312
    log.info("password has %d letters", len(password))  # OK
    log.info("password was reset")  # OK
    with open("users.txt", "w") as file:
        file.write(password)  # BAD: CWE-312
    answer = make_response("")
    answer.set_cookie("password", password, secure=True, httponly=True)  # BAD: CWE-312
    return answer
