import os

os.chmod("/srv/app.conf", 0o777)  # BAD: CWE-732
os.chmod("/srv/app.conf", 0o600)  # OK
os.open("/srv/x", os.O_CREAT, 0o666)  # EITHER
