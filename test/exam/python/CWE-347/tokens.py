import jwt
from jose import jwt as jose


def claims(token, key):
    jwt.decode(token, options={"verify_signature": False})  # BAD: CWE-347
    jwt.decode(token, key, verify=False)  # BAD: CWE-347
    jwt.decode(token, key, algorithms=["none"])  # BAD: CWE-347
    jwt.decode(token, key, algorithms=["HS256"])  # OK
    jose.decode(token, key, options={"verify_signature": False})  # BAD: CWE-347
    jwt.encode({"a": 1}, key, algorithm="HS256")  # OK
    b"abc".decode("utf-8")  # OK
