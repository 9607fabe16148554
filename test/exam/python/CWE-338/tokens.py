import random
import secrets
import string
import uuid


def password(length):
    return "".join(random.choice(string.ascii_letters) for _ in range(length))  # BAD: CWE-338


def make():
    token = random.randint(0, 10**9)  # BAD: CWE-338
    session_id = "%x" % random.getrandbits(128)  # BAD: CWE-338
    secret_key = str(random.random())  # BAD: CWE-338
    good = secrets.token_hex(16)  # OK
    also = uuid.uuid4()  # OK
    strong_password = "".join(secrets.choice(string.digits) for _ in range(8))  # OK
    system = random.SystemRandom().randint(0, 9)  # OK
    dice = random.randint(1, 6)  # OK
    random.shuffle([1, 2, 3])  # OK
    return token, session_id, secret_key, good, also, strong_password, system, dice
