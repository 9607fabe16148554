'use strict';
const { exec, execFile, spawnSync } = require('child_process');
const path = require('path');

module.exports = function minify(file, options, callback) {
  const flags = Object.keys(options)
    .map((name) => `--${name}=${options[name]}`)
    .join(' ');
  exec('uglifyjs ' + flags + ' ' + file, callback); // BAD: CWE-078
};

module.exports.size = (file, callback) => {
  execFile('du', ['-b', file], callback); // OK
};

module.exports.archive = function (folder) {
  const target = path.join('/tmp', path.basename(folder));
  return spawnSync(`tar czf ${target}.tgz ${folder}`, { shell: true }); // BAD: CWE-078
};

exports.open = class Opener {
  constructor(app) {
    this.app = app;
  }
  launch(target) {
    exec('"' + this.app + '" "' + target + '"'); // BAD: CWE-078
    exec(`"${this.app}" "${target.replace(/(["\s'$`\\])/g, '\\$1')}"`); // EITHER
  }
};

function local(name) {
  exec('touch ' + name); // OK
}
local('stamp');

function cleanUp() {
  const bin = path.join(__dirname, 'node_modules/.bin/rimraf');
  exec(bin + ' dist'); // BAD: CWE-078
  exec('rm -rf dist'); // OK
}
cleanUp();

const argument = process.argv[2];
exec('grep -r ' + argument + ' src'); // BAD: CWE-078
const settings = require('yargs').argv;
exec(`npm version ${settings.release}`); // BAD: CWE-078
execFile('npm', ['version', settings.release]); // OK
