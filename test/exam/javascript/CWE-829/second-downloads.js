const https = require('https');
const fetch = require('node-fetch');
const axios = require('axios');
const cp = require('child_process');
const fs = require('fs');
axios.get('http://downloads.example.com/setup.exe'); // BAD: CWE-829
fetch('https://downloads.example.com/setup.exe'); // OK
cp.exec('curl http://downloads.example.com/install.sh | sh'); // BAD: CWE-829
cp.execFile('wget', ['http://downloads.example.com/tool.sh']); // EITHER
fetch('http://example.com/logo.png'); // OK
https.get('https://example.com/install.sh', (res) => res.pipe(fs.createWriteStream('i.sh'))); // OK
