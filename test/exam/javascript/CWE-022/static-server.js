var http = require('http'),
    url = require('url'),
    path = require('path'),
    fs = require('fs');

var ROOT = path.join(__dirname, 'public');
var mime = { '.html': 'text/html', '.js': 'text/javascript' };

http.createServer(function (request, response) {
  var uri = url.parse(request.url).pathname;
  var filename = path.join(process.cwd(), decodeURIComponent(uri));

  fs.exists(filename, function (exists) { // BAD: CWE-022
    if (!exists) {
      response.writeHead(404);
      response.end();
      return;
    }
    if (fs.statSync(filename).isDirectory()) filename += '/index.html'; // BAD: CWE-022
    fs.readFile(filename, 'binary', function (err, file) { // BAD: CWE-022
      response.writeHead(200, { 'Content-Type': mime[path.extname(filename)] });
      response.write(file, 'binary');
      response.end();
    });
  });
}).listen(8888);

http.createServer((req, res) => {
  fs.createReadStream('.' + req.url).pipe(res); // BAD: CWE-022
}).listen(8889);

http.createServer((req, res) => {
  const { pathname } = new URL(req.url, 'http://localhost');
  const file = path.resolve(ROOT, '.' + pathname);
  if (!file.startsWith(ROOT + path.sep)) {
    res.writeHead(403);
    return res.end();
  }
  fs.createReadStream(file).pipe(res); // OK
}).listen(8890);

http.createServer((req, res) => {
  const file = path.join(ROOT, path.normalize('/' + req.url));
  if (file.indexOf('..') !== -1) return res.end();
  fs.createReadStream(file).pipe(res); // GUARDED
}).listen(8891);

http.createServer((req, res) => {
  let p = req.url;
  if (p === '/') p = '/index.html';
  const full = ROOT + p;
  fs.readFile(full, (err, data) => { // BAD: CWE-022
    if (err) { res.statusCode = 404; return res.end('Not found'); }
    res.end(data);
  });
}).listen(8892);

http.createServer((req, res) => {
  const pages = { '/': 'index.html', '/about': 'about.html' };
  const page = Object.prototype.hasOwnProperty.call(pages, req.url) ? pages[req.url] : '404.html';
  fs.readFile(path.join(ROOT, page), (err, data) => res.end(data)); // OK
}).listen(8893);

http.createServer((req, res) => {
  fs.readFile(path.join(ROOT, path.basename(req.url)), (err, data) => res.end(data)); // OK
}).listen(8894);
