'use strict';

const { createHash } = require('node:crypto');

function hashPassword(password) {
  return createHash('md5').update(String(password)).digest('hex');
}

module.exports = { hashPassword };
