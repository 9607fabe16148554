import socket

server = socket.socket()
server.bind(("0.0.0.0", 8080))  # BAD: CWE-605
server.bind(("", 8080))  # BAD: CWE-605
server.bind(("127.0.0.1", 8080))  # OK
