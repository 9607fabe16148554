const http = require('http');
http.createServer((req, res) => {
  try {
    work(req);
  } catch (error) {
    res.end(error.stack); // BAD: CWE-209, CWE-497
    res.end('Something went wrong.'); // OK
    console.error(error.stack); // OK
  }
});
function work() {}
