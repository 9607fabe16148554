import hashlib

import bcrypt
from argon2 import PasswordHasher


def store(password, salt):
    hashlib.md5(password.encode()).hexdigest()  # BAD: CWE-916
    hashlib.sha256(password.encode() + salt).hexdigest()  # BAD: CWE-916
    bcrypt.hashpw(password.encode(), bcrypt.gensalt())  # OK
    PasswordHasher().hash(password)  # OK
    hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 600000)  # OK
    hashlib.scrypt(password.encode(), salt=salt, n=16384, r=8, p=1)  # OK
