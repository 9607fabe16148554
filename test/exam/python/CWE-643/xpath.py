from flask import Flask, request
from lxml import etree

app = Flask(__name__)
tree = etree.parse("users.xml")


@app.route("/x")
def x():
    name = request.args["name"]
    tree.xpath("//user[name='" + name + "']")  # BAD: CWE-643
    etree.XPath(f"//user[name='{name}']")  # BAD: CWE-643
    tree.xpath("//user[name=$name]", name=name)  # OK
    tree.xpath("//user")  # OK
    return "ok"
