import hashlib
import ssl

from Crypto.Cipher import AES, ARC4, DES
from cryptography.hazmat.primitives.asymmetric import dsa, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

key = b""
DES.new(key, DES.MODE_ECB)  # BAD: CWE-327
ARC4.new(key)  # BAD: CWE-327
AES.new(key, AES.MODE_ECB)  # BAD: CWE-327
AES.new(key, AES.MODE_GCM)  # OK
Cipher(algorithms.TripleDES(key), modes.CBC(key))  # BAD: CWE-327
Cipher(algorithms.AES(key), modes.GCM(key))  # OK
rsa.generate_private_key(public_exponent=65537, key_size=1024)  # BAD: CWE-327, CWE-326
rsa.generate_private_key(65537, 2048)  # OK
dsa.generate_private_key(key_size=1024)  # BAD: CWE-327, CWE-326
ssl.SSLContext(ssl.PROTOCOL_TLSv1)  # BAD: CWE-327
ssl.wrap_socket(None, ssl_version=ssl.PROTOCOL_SSLv3)  # BAD: CWE-327


def digest(password, body):
    hashlib.md5(password.encode()).hexdigest()  # BAD: CWE-327, CWE-916
    hashlib.sha256(password.encode()).hexdigest()  # BAD: CWE-327, CWE-916
    hashlib.sha256(body).hexdigest()  # OK
    hashlib.pbkdf2_hmac("sha256", password.encode(), b"s", 600000)  # OK
