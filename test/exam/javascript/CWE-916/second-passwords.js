const crypto = require('crypto');
const bcrypt = require('bcrypt');
const md5 = require('md5');
const sha1 = require('sha1');
function store(user, password) {
  user.hash = crypto.createHash('sha256').update(password).digest('hex'); // BAD: CWE-916, CWE-327
  user.hash = crypto.createHmac('sha512', user.salt).update(password).digest('hex'); // BAD: CWE-916, CWE-327
  user.hash = bcrypt.hashSync(password, 12); // OK
  user.hash = crypto.scryptSync(password, user.salt, 64); // OK
  user.hash = md5(password); // BAD: CWE-916, CWE-327
  user.hash = sha1(user.password + user.salt); // BAD: CWE-916, CWE-327
  user.hash = crypto.pbkdf2Sync(password, user.salt, 10, 64, 'sha512'); // BAD: CWE-916
  user.hash = crypto.pbkdf2Sync(password, user.salt, 600000, 64, 'sha512'); // OK
  user.fingerprint = crypto.createHash('sha256').update(user.publicKey).digest('hex'); // OK
}
module.exports = store;
