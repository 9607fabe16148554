import re


def strip(text):
    re.sub(r"<script.*?>.*?</script>", "", text)  # BAD: CWE-116
    re.sub(r"[<>]", "", text)  # OK
    return re.findall(r"<script>.*</script>", text)  # BAD: CWE-116
