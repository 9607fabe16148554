from django.views.decorators.csrf import csrf_exempt
from flask import Flask
from flask_wtf.csrf import CSRFProtect

app = Flask(__name__)
CSRFProtect(app)
app.config["WTF_CSRF_ENABLED"] = False  # BAD: CWE-352


@csrf_exempt  # BAD: CWE-352
def change(request):
    return None
