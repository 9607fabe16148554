import random
import secrets
import string
import uuid

token = "".join(random.choice(string.ascii_letters) for _ in range(20))  # BAD: CWE-338
password = "".join(random.choices(string.digits, k=8))  # BAD: CWE-338
reset_token = random.getrandbits(64)  # BAD: CWE-338
otp = random.randint(100000, 999999)  # BAD: CWE-338
session_key = secrets.token_hex(16)  # OK
api_key = "".join(random.SystemRandom().choice(string.hexdigits) for _ in range(20))  # OK
delay = random.uniform(0, 1)  # OK
winner = random.choice(["a", "b"])  # OK
request_id = uuid.uuid4()  # OK
