import { randomBytes, randomUUID, randomInt } from 'node:crypto';
import express from 'express';
import _ from 'lodash';
import { Chance } from 'chance';

function randomString(length: number): string {
  const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  let out = '';
  for (let i = 0; i < length; i++) {
    out += alphabet.charAt(Math.floor(Math.random() * alphabet.length));
  }
  return out;
}

export class User {
  resetToken?: string;
  verification = '';
  password: string;
  sessionId: string;
  constructor() {
    this.password = randomString(12); // BAD: CWE-338
    this.sessionId = 's' + Math.random(); // BAD: CWE-338
  }
  forgot(): void {
    this.resetToken = Math.random().toString(36).substring(2) + Date.now().toString(36); // BAD: CWE-338
    this.verification = String(Math.floor(100000 + Math.random() * 900000)); // EITHER
  }
}

const otp = Math.floor(Math.random() * 1e6); // BAD: CWE-338
const apiKey = randomBytes(16).toString('hex'); // OK
const csrfToken = [...Array(32)].map(() => ((Math.random() * 16) | 0).toString(16)).join(''); // BAD: CWE-338
const secretCode = randomInt(1e6); // OK
const color = '#' + Math.floor(Math.random() * 16777215).toString(16); // OK
const delay = 100 + Math.random() * 50; // OK
const shuffled = _.shuffle([1, 2, 3]); // OK
const position = { x: Math.random(), y: Math.random() }; // OK
const token = _.random(1, 1e9); // BAD: CWE-338
const uuid = 'xxxxxxxx-xxxx-4xxx'.replace(/x/g, () => ((Math.random() * 16) | 0).toString(16)); // EITHER
const requestId = randomUUID(); // OK

express().post('/invite', (req, res) => {
  const code = Math.random().toString(36).slice(-8);
  res.cookie('sid', code); // EITHER
  const password = generatePassword();
  res.json({ password, secretCode, otp, token });
});

function generatePassword(): string {
  return Math.random().toString(36).slice(-10); // BAD: CWE-338
}
export const jitter = (ms: number) => ms * (0.5 + Math.random()); // OK
export { apiKey, csrfToken, color, delay, shuffled, position, uuid, requestId, Chance };
