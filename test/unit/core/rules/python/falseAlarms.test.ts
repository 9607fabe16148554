import { both, type Pair } from '../pairs';

const python: readonly Pair[] = [
  {
    title: 'a colour',
    rule: 'py-hardcoded-credentials',
    quiet: "styles = {Token: '#d8dee9'}\n",
    found: "styles = {'token': 'd8dee9f7a1'}\n",
  },
  {
    title: 'the name once more',
    rule: 'py-hardcoded-credentials',
    quiet: "names = {CHALLENGE_PASSWORD: 'challengePassword'}\n",
    found: "names = {CHALLENGE_PASSWORD: 'hunterPassword'}\n",
  },
  {
    title: 'a token of a syntax',
    rule: 'py-clear-text-secret',
    quiet: 'from token import tok_name\ndef show(token):\n    print(token.string)\n',
    found: 'def show(token):\n    print(token)\n',
  },
  {
    title: 'the folder',
    rule: 'py-clear-text-secret',
    quiet: 'import os\npwd = os.getcwd()\nprint(pwd)\n',
    found: 'import os\npwd = os.read(3, 9)\nprint(pwd)\n',
  },
  {
    title: 'an error in the terminal',
    rule: 'py-stack-trace-exposure',
    quiet:
      'from django.http import HttpResponse\ndef handle(self):\n    try:\n        run()\n    except Exception as e:\n        self.stderr.write(str(e))\n',
    found:
      'from django.http import HttpResponse\ndef handle(self):\n    try:\n        run()\n    except Exception as e:\n        self.response.write(str(e))\n',
  },
  {
    title: 'the page itself',
    rule: 'py-open-redirect',
    quiet:
      'from django.http import HttpResponseRedirect\ndef view(request):\n    return HttpResponseRedirect(request.get_full_path())\n',
    found:
      'from django.http import HttpResponseRedirect\ndef view(request):\n    return HttpResponseRedirect(request.GET["next"])\n',
  },
  {
    title: 'a check in a try that gives up on failures',
    rule: 'py-path-traversal',
    quiet:
      'import os\nfrom flask import request, abort\ndef view():\n    path = os.path.abspath(request.args["a"])\n    try:\n        if os.path.commonpath([ROOT, path]) != ROOT:\n            abort(404)\n    except ValueError:\n        raise\n    return open(path)\n',
    found:
      'import os\nfrom flask import request, abort\ndef view():\n    path = os.path.abspath(request.args["a"])\n    try:\n        if os.path.commonpath([ROOT, path]) != ROOT:\n            abort(404)\n    except ValueError:\n        pass\n    return open(path)\n',
  },
];

describe('what only looks like a flaw in Python', () => {
  both(python, 'src/a.py');
});
