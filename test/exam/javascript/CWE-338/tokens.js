const crypto = require('crypto');
const uuid = require('uuid');
const express = require('express');
const jwt = require('jsonwebtoken');

function generatePassword(length) {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  let password = '';
  for (let i = 0; i < length; i++) {
    password += alphabet.charAt(Math.floor(Math.random() * alphabet.length)); // BAD: CWE-338
  }
  return password;
}

function newSessionId() {
  return Math.random().toString(36).substring(2); // BAD: CWE-338
}

const token = Math.random().toString(36).slice(2) + Date.now(); // BAD: CWE-338
const apiKey = 'key-' + Math.random() * 1e16; // BAD: CWE-338
const secret = crypto.createHash('sha256').update(String(Math.random())).digest('hex'); // BAD: CWE-338
const sessionToken = crypto.randomBytes(32).toString('hex'); // OK
const requestId = uuid.v4(); // OK
const resetCode = crypto.randomInt(100000, 999999); // OK

exports.forgot = async (req, res) => {
  const user = await find(req.body.email);
  user.resetToken = Math.random().toString(16).slice(2); // BAD: CWE-338
  user.otp = Math.floor(100000 + Math.random() * 900000); // BAD: CWE-338
  user.avatarColour = Math.floor(Math.random() * 0xffffff); // OK
  await user.save();
  res.end();
};

exports.nonce = function () {
  var nonce = '';
  while (nonce.length < 16) {
    nonce += Math.random().toString(36).charAt(2); // BAD: CWE-338
  }
  return nonce;
};

exports.key = () => {
  const key = Buffer.alloc(32);
  for (let i = 0; i < 32; i++) key[i] = Math.random() * 256; // BAD: CWE-338
  const iv = Array.from({ length: 16 }, () => Math.floor(Math.random() * 256)); // BAD: CWE-338
  return crypto.createCipheriv('aes-256-cbc', key, Buffer.from(iv));
};

exports.login = (req, res) => {
  res.cookie('session', Math.random().toString(36)); // BAD: CWE-338
  res.cookie('ab-group', Math.random() < 0.5 ? 'a' : 'b'); // OK
  jwt.sign({ jti: crypto.randomUUID() }, process.env.JWT_SECRET); // OK
  res.end();
};

exports.encrypt = (data) => {
  const salt = (Math.random() + '').slice(2); // BAD: CWE-338
  return crypto.scryptSync(data, salt, 32);
};

exports.createUser = (name) => ({
  name,
  password: Math.random().toString(36).slice(-8), // BAD: CWE-338
  position: { x: Math.random() * 100, y: Math.random() * 100 }, // OK
});

function shuffle(items) {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1)); // OK
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}

function jitter(delay) {
  return delay * (0.5 + Math.random()); // OK
}

function pick(list) {
  return list[Math.floor(Math.random() * list.length)]; // OK
}

const tempFile = '/tmp/build-' + Math.random().toString(36).slice(2); // OK
const port = 3000 + Math.floor(Math.random() * 1000); // OK
const elementId = 'id' + Math.random().toString(36).slice(2); // OK

async function find() { return { save() {} }; }
module.exports = Object.assign(exports, { generatePassword, newSessionId, shuffle, jitter, pick, token, apiKey, secret, sessionToken, requestId, resetCode, tempFile, port, elementId, express });
