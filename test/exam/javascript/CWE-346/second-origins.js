const http = require('http');
http.createServer((req, res) => {
  const origin = req.headers.origin;
  res.setHeader('Access-Control-Allow-Origin', origin); // BAD: CWE-346, CWE-942
  res.setHeader('Access-Control-Allow-Credentials', 'true');
});
window.addEventListener('message', function (event) { // BAD: CWE-346, CWE-020
  document.title = event.data.title;
});
window.addEventListener('message', function (event) { // OK
  if (event.origin !== 'https://example.com') return;
  document.title = event.data.title;
});
window.addEventListener('message', function (event) { // BAD: CWE-346, CWE-020
  if (event.origin.indexOf('example.com') < 0) return;
  document.title = event.data.title;
});
self.onmessage = (event) => { // EITHER
  self.postMessage(event.data);
};
