import os
import tempfile

open(tempfile.mktemp(), "w").close()  # BAD: CWE-377
open("/tmp/app.lock", "w").close()  # EITHER
os.tempnam("/tmp")  # BAD: CWE-377
tempfile.mkstemp()  # OK
tempfile.NamedTemporaryFile()  # OK
