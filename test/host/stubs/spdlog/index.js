'use strict';
// Stands in for a native module, so that no compiler is needed: the same surface over a plain file.
// One export a line: the server imports them by name, and a single object literal would hide the names.
const fs = require('node:fs');
const path = require('node:path');

const INFO = 2;

class Logger {
  constructor(name, file) {
    this.name = name;
    this.level = INFO;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    this.file = fs.createWriteStream(file, { flags: 'a' });
    this.file.on('error', () => {});
  }

  getLevel() {
    return this.level;
  }

  setLevel(level) {
    this.level = level;
  }

  setPattern() {}

  clearFormatters() {}

  flush() {}

  drop() {
    this.file.end();
  }
}

['trace', 'debug', 'info', 'warn', 'error', 'critical'].forEach((word, level) => {
  Logger.prototype[word] = function (message) {
    if (level >= this.level) {
      this.file.write(`${new Date().toISOString()} [${word}] ${message}\n`);
    }
  };
});

exports.version = 'stub';
exports.Logger = Logger;
exports.createRotatingLogger = async (name, file) => new Logger(name, file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
