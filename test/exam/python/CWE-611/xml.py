import xml.sax
from xml.dom import minidom
import xml.etree.ElementTree as ET

import defusedxml.ElementTree as Safe
from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.post("/xml")
def parse():
    data = request.data
    etree.fromstring(data, etree.XMLParser(resolve_entities=True))  # BAD: CWE-611
    etree.fromstring(data, etree.XMLParser(no_network=False, load_dtd=True))  # BAD: CWE-611
    etree.fromstring(data)  # EITHER
    etree.fromstring(data, etree.XMLParser(resolve_entities=False))  # OK
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_external_ges, True)  # BAD: CWE-611
    ET.fromstring(data)  # EITHER
    minidom.parseString(data)  # EITHER
    Safe.fromstring(data)  # OK
    return "ok"
