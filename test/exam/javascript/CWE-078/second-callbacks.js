var http = require('http');
var url = require('url');
var cp = require('child_process');
var qs = require('querystring');
var util = require('util');

var server = http.createServer(function (req, res) {
  var parsed = url.parse(req.url, true);
  var domain = parsed.query.domain;
  cp.exec('dig +short ' + domain, function (err, out) { // BAD: CWE-078
    res.end(out);
  });
  var q = qs.parse(parsed.search.slice(1));
  var parts = ['whois', q.name];
  cp.exec(parts.join(' ')); // BAD: CWE-078
  cp.execFile('whois', [q.name]); // OK
  cp.spawn('sh', ['-c', 'ping -c 1 ' + q.host]); // BAD: CWE-078
  cp.spawn(process.env.SHELL || '/bin/bash', ['-c', util.format('traceroute %s', q.host)]); // BAD: CWE-078
  cp.spawn('ping', ['-c', '1', q.host]); // OK
});

http.createServer(function (req, res) {
  var body = '';
  req.on('data', function (chunk) {
    body += chunk;
  });
  req.on('end', function () {
    var job = JSON.parse(body);
    cp.execSync('convert ' + job.input + ' ' + job.output); // BAD: CWE-078
    cp.execSync('git checkout v' + parseInt(job.version, 10)); // OK
    cp.execFileSync(job.tool, ['--version']); // BAD: CWE-078
  });
});

function run(cmd, done) {
  cp.exec(cmd, done); // BAD: CWE-078
}
http.createServer(function (req, res) {
  var file = new URL(req.url, 'http://localhost').searchParams.get('file');
  run('wc -l ' + file, function (err, out) {
    res.end(String(out));
  });
  var count = Number(new URL(req.url, 'http://localhost').searchParams.get('n'));
  cp.exec('head -n ' + count + ' /var/log/app.log'); // OK
});
