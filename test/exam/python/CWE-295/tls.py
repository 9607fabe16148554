import ssl
import urllib.request

import aiohttp
import httpx
import paramiko
import requests

requests.get("https://example.com", verify=False, timeout=5)  # BAD: CWE-295
requests.get("https://example.com", verify="/ca.pem", timeout=5)  # OK
requests.get("https://example.com", timeout=5)  # OK
session = requests.Session()
session.verify = False  # BAD: CWE-295
httpx.Client(verify=False)  # BAD: CWE-295
httpx.Client()  # OK
aiohttp.TCPConnector(ssl=False)  # BAD: CWE-295
urllib.request.urlopen("https://example.com", context=ssl._create_unverified_context())  # BAD: CWE-295
ssl._create_default_https_context = ssl._create_unverified_context  # BAD: CWE-295
context = ssl.create_default_context()
context.check_hostname = False  # BAD: CWE-295
context.verify_mode = ssl.CERT_NONE  # BAD: CWE-295
context.verify_mode = ssl.CERT_REQUIRED  # OK
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # BAD: CWE-295, CWE-322
client.set_missing_host_key_policy(paramiko.RejectPolicy())  # OK
