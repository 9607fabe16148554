const { exec } = require('child_process');
const https = require('https');
const fs = require('fs');

exec('curl http://example.com/install.sh | sh'); // BAD: CWE-829, CWE-494
exec('curl https://example.com/data.json'); // OK
https.get('https://example.com/tool.tgz', (res) => res.pipe(fs.createWriteStream('tool.tgz'))); // OK
