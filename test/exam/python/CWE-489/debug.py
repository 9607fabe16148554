from flask import Flask

app = Flask(__name__)
other = Flask("other")

if __name__ == "__main__":
    app.run(debug=True)  # BAD: CWE-489
    app.run(host="127.0.0.1", debug=False)  # OK
    other.run()  # OK
