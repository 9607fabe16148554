'use strict';
var http = require('http');
var url = require('url');
var child_process = require('child_process');

function run(cmd, done) {
  child_process.exec(cmd, function (error, stdout, stderr) { // BAD: CWE-078
    done(error ? stderr : stdout);
  });
}

function runFixed(cmd, done) {
  child_process.exec(cmd, done); // OK
}

var server = http.createServer(function (req, res) {
  var parsed = url.parse(req.url, true);
  var name = parsed.query.name;

  if (parsed.pathname === '/ls') {
    run('ls -la ' + name, function (out) {
      res.end(out);
    });
  } else if (parsed.pathname === '/now') {
    runFixed('date', function (err, out) {
      res.end(out);
    });
  } else if (parsed.pathname === '/nslookup') {
    child_process.execSync('nslookup "' + name + '"'); // BAD: CWE-078
    res.end();
  } else if (parsed.pathname === '/spawn') {
    var cmd = 'sh';
    var args = [];
    args.push('-c');
    args.push('cat /etc/motd ' + name);
    child_process.spawn(cmd, args); // BAD: CWE-078
    res.end();
  } else if (parsed.pathname === '/bash') {
    child_process.spawnSync('/bin/bash', ['-c', name]); // BAD: CWE-078
    res.end();
  } else if (parsed.pathname === '/direct') {
    child_process.spawn(name, ['-v']); // BAD: CWE-078
    res.end();
  } else if (parsed.pathname === '/body') {
    var body = '';
    req.on('data', function (chunk) { body += chunk; });
    req.on('end', function () {
      var data = JSON.parse(body);
      child_process.exec('zip -r out.zip ' + data.folder); // BAD: CWE-078
      res.end();
    });
  } else if (parsed.pathname === '/cow') {
    child_process.spawn('cowsay', [name]); // OK
    res.end();
  }
});

server.listen(8080);
