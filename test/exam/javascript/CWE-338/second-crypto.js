const crypto = require('crypto');

function newSession(user) {
  const session = {
    user,
    token: Math.random().toString(16), // BAD: CWE-338
    colour: Math.random() > 0.5 ? 'red' : 'blue', // OK
    createdAt: Date.now(),
  };
  return session;
}

function salt() {
  var s = '';
  while (s.length < 16) s += String.fromCharCode(Math.random() * 256); // EITHER
  return s;
}
const hashed = crypto.pbkdf2Sync('x', salt(), 1e5, 32, 'sha512'); // EITHER
const key = crypto.createHash('sha256').update(Math.random().toString()).digest(); // BAD: CWE-338
const cipher = crypto.createCipheriv('aes-256-gcm', key, crypto.randomBytes(12)); // OK
const secret = crypto.pseudoRandomBytes(16); // BAD: CWE-338

function pickWeighted(items) {
  return items[Math.floor(Math.random() * items.length)]; // OK
}

// Taking the remainder of a random byte favours small numbers.
const digits = '0123456789';
const pin = Array.from(crypto.randomBytes(6), (byte) => digits[byte % 10]).join(''); // BAD: CWE-338, CWE-327
const hex = '0123456789abcdef';
const even = Array.from(crypto.randomBytes(6), (byte) => hex[byte % 16]).join(''); // OK
const index = crypto.randomBytes(1)[0] % 10; // BAD: CWE-338, CWE-327
module.exports = { newSession, hashed, cipher, secret, pickWeighted, pin, even, index };
