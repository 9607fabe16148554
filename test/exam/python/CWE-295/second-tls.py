import ssl

import httpx
import paramiko
import requests

requests.get("https://example.com", verify=False)  # BAD: CWE-295
requests.get("https://example.com", verify="/etc/ca.pem")  # OK
session = requests.Session()
session.verify = False  # BAD: CWE-295
httpx.Client(verify=False)  # BAD: CWE-295
context = ssl.create_default_context()
context.check_hostname = False  # BAD: CWE-295
context.verify_mode = ssl.CERT_NONE  # BAD: CWE-295
ssl._create_default_https_context = ssl._create_unverified_context  # BAD: CWE-295
client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # BAD: CWE-295
client.set_missing_host_key_policy(paramiko.RejectPolicy())  # OK
