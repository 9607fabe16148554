from flask import Flask, request
from lxml import etree

app = Flask(__name__)
tree = etree.parse("users.xml")


@app.route("/")
def index():
    name = request.args["name"]
    tree.xpath("//user[name='" + name + "']")  # BAD: CWE-643
    tree.xpath("//user[name=$name]", name=name)  # OK
    etree.XPath(f"//user[@id='{name}']")(tree)  # BAD: CWE-643
    return ""
