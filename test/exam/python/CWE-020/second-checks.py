import re
from urllib.parse import urlparse


def trusted(url):
    if "example.com" in url:  # BAD: CWE-020
        return 1
    if url.endswith("example.com"):  # BAD: CWE-020
        return 2
    if url.startswith("https://example.com"):  # BAD: CWE-020
        return 3
    if urlparse(url).hostname == "example.com":  # OK
        return 4
    if urlparse(url).hostname.endswith(".example.com"):  # OK
        return 5
    if re.match(r"^https://www.example.com/", url):  # BAD: CWE-020
        return 6
    if re.match(r"^https://www\.example\.com/", url):  # OK
        return 7
    return 0
