import { assertLines } from './variants';

const handler = (body: string) => `app.post('/', (req, res) => { ${body} });`;

describe('the rule for text that is run as code', () => {
  it('sees every way to run it', async () => {
    await assertLines(
      'code-injection',
      [
        handler('eval(req.body.code);'),
        handler('(0, eval)(req.body.code);'),
        handler("const vm = require('vm'); vm.compileFunction(req.body.code);"),
        handler("setTimeout('run(' + req.body.id + ')', 10);"),
        'window.onmessage = (event) => { new Function(event.data)(); };',
        "const script = document.createElement('script');\nscript.textContent = location.hash;",
        'chrome.tabs.executeScript({ code: `go("${location.hash}")` });',
        "const vm = require('vm');\nclass Box { #code; constructor(code) { this.#code = code; } run() { vm.runInNewContext(this.#code); } }\n" +
          handler('new Box(req.body.code).run();'),
      ],
      [
        handler('JSON.parse(req.body.code);'),
        handler('setTimeout(() => req.body.id, 10);'),
        handler('eval(String(Number(req.body.n)));'),
        handler('page.evaluate((value) => value, req.body.value);'),
        "const box = document.createElement('p');\nbox.textContent = location.hash;",
        'chrome.tabs.executeScript({ file: `${location.hash}` });',
      ],
    );
  });
});
