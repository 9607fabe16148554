import crypto, { createCipheriv, generateKeyPairSync } from 'node:crypto';
import CryptoJS from 'crypto-js';
import forge from 'node-forge';
const key = crypto.randomBytes(24);
const secretText = (user: { password: string }) => user.password;
export const one = createCipheriv('des-ede3-cbc', key, crypto.randomBytes(8)); // BAD: CWE-327
export const two = createCipheriv('aes-128-ecb', key.subarray(0, 16), null); // BAD: CWE-327
export const three = createCipheriv('aes-256-gcm', crypto.randomBytes(32), crypto.randomBytes(12)); // OK
export const four = crypto.createCipheriv('rc4', key, ''); // BAD: CWE-327
export const five = CryptoJS.DES.encrypt(secretText({ password: 'x' }), 'k'); // BAD: CWE-327
export const six = CryptoJS.AES.encrypt('m', process.env.KEY!); // OK
export const seven = generateKeyPairSync('rsa', { modulusLength: 1024 }); // BAD: CWE-327, CWE-326
export const eight = generateKeyPairSync('rsa', { modulusLength: 4096 }); // OK
export const nine = crypto.createDiffieHellman(512); // BAD: CWE-327, CWE-326
export const ten = forge.pki.rsa.generateKeyPair({ bits: 512 }); // BAD: CWE-327, CWE-326
export const eleven = crypto.createSign('RSA-SHA256'); // OK
export const twelve = crypto.createHash('md5').update(secretText({ password: 'x' })); // BAD: CWE-327, CWE-916
export const etag = crypto.createHash('md5').update('body').digest('base64'); // EITHER
