import jwt


def check(token, key):
    jwt.decode(token, options={"verify_signature": False})  # BAD: CWE-347
    jwt.decode(token, key, algorithms=["HS256"])  # OK
    jwt.decode(token, key, algorithms=["none"])  # BAD: CWE-347
