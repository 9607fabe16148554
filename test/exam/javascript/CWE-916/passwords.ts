import { createHash, pbkdf2Sync, scryptSync, randomBytes, type BinaryLike } from 'node:crypto';
import CryptoJS from 'crypto-js';
import bcrypt from 'bcrypt';
import argon2 from 'argon2';
import md5 from 'md5';
import sha1 from 'sha1';

export class User {
  passwordHash = '';

  setPassword(password: string): void {
    this.passwordHash = createHash('sha256').update(password).digest('hex'); // BAD: CWE-916
  }

  setLegacy(password: string): void {
    this.passwordHash = md5(password); // BAD: CWE-916
    this.passwordHash = sha1(password + 'salt'); // BAD: CWE-916
    this.passwordHash = CryptoJS.SHA1(password).toString(); // BAD: CWE-916
  }

  async setWell(password: string): Promise<void> {
    this.passwordHash = await bcrypt.hash(password, 12); // OK
    this.passwordHash = await argon2.hash(password); // OK
    this.passwordHash = scryptSync(password, randomBytes(16), 64).toString('hex'); // OK
    this.passwordHash = pbkdf2Sync(password, randomBytes(16), 600000, 64, 'sha512').toString('hex'); // OK
    this.passwordHash = pbkdf2Sync(password, randomBytes(16), 100, 64, 'sha512').toString('hex'); // BAD: CWE-916
    this.passwordHash = await bcrypt.hash(password, 4); // BAD: CWE-916
  }

  digest(content: BinaryLike): string {
    return createHash('sha256').update(content).digest('hex'); // OK
  }
}

export const hash = (req: { body: { password: string } }): string =>
  createHash('md5').update(req.body.password).digest('base64'); // BAD: CWE-916
