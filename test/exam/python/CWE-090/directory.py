import ldap
import ldap.filter
import ldap3
from flask import Flask, request
from ldap3.utils.conv import escape_filter_chars

app = Flask(__name__)


@app.route("/who")
def who():
    name = request.args["name"]
    connection = ldap.initialize("ldap://localhost")
    connection.search_s("dc=example", ldap.SCOPE_SUBTREE, "(uid=" + name + ")")  # BAD: CWE-090
    connection.search_s("dc=example", ldap.SCOPE_SUBTREE, "(uid=" + ldap.filter.escape_filter_chars(name) + ")")  # OK
    three = ldap3.Connection("localhost")
    three.search("dc=example", f"(uid={name})")  # BAD: CWE-090
    three.search("dc=example", f"(uid={escape_filter_chars(name)})")  # OK
    three.search("dc=example", "(uid=admin)")  # OK
    return "ok"
