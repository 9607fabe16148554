import xml.sax

import lxml.etree
from defusedxml.ElementTree import fromstring as safe
from flask import Flask, request
from lxml import etree
from xml.etree import ElementTree

app = Flask(__name__)


@app.route("/", methods=["POST"])
def load():
    text = request.data
    etree.fromstring(text)  # EITHER
    etree.fromstring(text, parser=etree.XMLParser(resolve_entities=True))  # BAD: CWE-611
    etree.fromstring(text, parser=etree.XMLParser(resolve_entities=False))  # OK
    parser = lxml.etree.XMLParser(no_network=False, resolve_entities=True)
    lxml.etree.parse(request.stream, parser)  # BAD: CWE-611
    safe(text)  # OK
    reader = xml.sax.make_parser()
    reader.setFeature(xml.sax.handler.feature_external_ges, True)
    reader.parse(request.stream)  # BAD: CWE-611
    ElementTree.fromstring(text)  # EITHER
    return ""
