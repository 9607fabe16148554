import hashlib
import ssl

from Crypto.Cipher import AES, ARC4, DES
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def run(key, iv, data, secret_token):
    DES.new(key, DES.MODE_ECB)  # BAD: CWE-327
    ARC4.new(key)  # BAD: CWE-327
    AES.new(key, AES.MODE_ECB)  # BAD: CWE-327
    AES.new(key, AES.MODE_GCM)  # OK
    Cipher(algorithms.AES(key), modes.ECB())  # BAD: CWE-327
    Cipher(algorithms.AES(key), modes.GCM(iv))  # OK
    hashlib.md5(secret_token).hexdigest()  # BAD: CWE-327
    hashlib.sha256(data).hexdigest()  # OK
    hashlib.md5(data, usedforsecurity=False).hexdigest()  # OK
    rsa.generate_private_key(65537, 1024)  # BAD: CWE-326
    rsa.generate_private_key(65537, 4096)  # OK
    ssl.SSLContext(ssl.PROTOCOL_SSLv3)  # BAD: CWE-327
    ssl.create_default_context()  # OK
