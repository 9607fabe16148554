const https = require('https');
const http = require('http');
const fs = require('fs');
const axios = require('axios');
https.get('https://example.com/plugin.js', (response) => {
  let text = '';
  response.on('data', (chunk) => {
    text += chunk;
  });
  response.on('end', () => {
    fs.writeFileSync('plugin.js', text); // BAD: CWE-912
    fs.writeFileSync('size.txt', String(text.length)); // OK
  });
});
axios.get('https://example.com/config').then((answer) => {
  fs.writeFile('config.json', answer.data, () => {}); // BAD: CWE-912
});
async function load() {
  const answer = await fetch('https://example.com/a.sh');
  await fs.promises.writeFile('a.sh', await answer.text()); // BAD: CWE-912
}
http.get('http://example.com/x', (res) => res.pipe(fs.createWriteStream('x'))); // EITHER
module.exports = load;
