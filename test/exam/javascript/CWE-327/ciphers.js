const crypto = require('crypto');
const CryptoJS = require('crypto-js');
const forge = require('node-forge');
const fs = require('fs');

exports.encrypt = (password, key, iv) => {
  crypto.createCipheriv('des-ede3-cbc', key, iv).update(password); // BAD: CWE-327
  crypto.createCipheriv('rc4', key, '').update(password); // BAD: CWE-327
  crypto.createCipheriv('aes-128-ecb', key, null).update(password); // BAD: CWE-327
  crypto.createCipheriv('aes-256-gcm', key, iv).update(password); // OK
  crypto.createCipher('aes192', key).update(password); // EITHER
  CryptoJS.DES.encrypt(password, key); // BAD: CWE-327
  CryptoJS.AES.encrypt(password, key); // OK
  CryptoJS.TripleDES.encrypt(password, key); // EITHER
  forge.cipher.createCipher('DES-CBC', key); // BAD: CWE-327
  forge.cipher.createCipher('AES-GCM', key); // OK
};

exports.sign = (key, data) => {
  crypto.createSign('RSA-MD5').update(data).sign(key); // BAD: CWE-327
  crypto.createSign('RSA-SHA256').update(data).sign(key); // OK
  crypto.createHmac('sha256', key).update(data).digest(); // OK
};

exports.etag = (file) => {
  return crypto.createHash('md5').update(fs.readFileSync(file)).digest('hex'); // EITHER
};

exports.cacheKey = (text) => crypto.createHash('sha256').update(text).digest('hex'); // OK

exports.small = () => {
  crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }); // BAD: CWE-326
  crypto.generateKeyPairSync('rsa', { modulusLength: 4096 }); // OK
  forge.pki.rsa.generateKeyPair(1024); // BAD: CWE-326
  crypto.createDiffieHellman(512); // BAD: CWE-326
  crypto.createDiffieHellman(2048); // OK
};
