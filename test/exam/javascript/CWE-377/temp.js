const fs = require('fs');
const os = require('os');
const path = require('path');
const tmp = require('tmp');

fs.writeFileSync('/tmp/my-app.lock', 'x'); // BAD: CWE-377
fs.writeFileSync(path.join(os.tmpdir(), 'my-app.cache'), 'x'); // BAD: CWE-377
fs.writeFileSync(tmp.fileSync().name, 'x'); // OK
fs.writeFileSync(path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'my-')), 'a'), 'x'); // OK
