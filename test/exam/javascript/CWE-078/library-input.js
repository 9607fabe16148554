// A package whose exports are handed strings by whoever uses it.
var exec = require('child_process').exec;
var spawn = require('child_process').spawn;
var execSync = require('child_process').execSync;
var shellEscape = require('shell-escape');
var { quote } = require('shell-quote');

module.exports = function (remote, dir, callback) {
  exec('git clone ' + remote + ' ' + dir, callback); // BAD: CWE-078
};

module.exports.version = function (binary) {
  return execSync(binary + ' --version').toString().trim(); // BAD: CWE-078
};

module.exports.killPort = function killPort(port, cb) {
  exec(`lsof -i tcp:${port} | grep LISTEN | awk '{print $2}' | xargs kill -9`, cb); // BAD: CWE-078
};

module.exports.killPortSafely = function (port, cb) {
  port = Number.parseInt(port, 10);
  if (Number.isNaN(port)) return cb(new Error('not a port'));
  exec(`lsof -i tcp:${port} | xargs kill -9`, cb); // OK
};

module.exports.notify = function notify(message, options, done) {
  options = options || {};
  var title = options.title || 'Notice';
  var command = "osascript -e 'display notification \"" + message + '" with title "' + title + '"\'';
  return exec(command, done); // BAD: CWE-078
};

module.exports.arp = function (address) {
  return new Promise(function (resolve, reject) {
    exec('arp -n ' + address, function (error, stdout) { // BAD: CWE-078
      error ? reject(error) : resolve(stdout);
    });
  });
};

module.exports.escaped = function (name, cb) {
  exec('ls ' + quote([name]), cb); // OK
};

module.exports.escapedToo = function (file, cb) {
  exec(shellEscape(['wc', '-l', file]), cb); // OK
};

module.exports.argv = function (file, cb) {
  var child = spawn('wc', ['-l', '--', file]); // OK
  child.on('exit', cb);
};

function Metadata(path) {
  this.path = path;
}

Metadata.prototype.read = function (cb) {
  exec('identify -format "%m %w %h" ' + this.path, cb); // BAD: CWE-078
};

Metadata.prototype.help = function (cb) {
  exec('identify -help', cb); // OK
};

module.exports.Metadata = Metadata;

module.exports.mkdirp = (target) => {
  execSync("mkdir -p '" + target + "'"); // BAD: CWE-078
};
