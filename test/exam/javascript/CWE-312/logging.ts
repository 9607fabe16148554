import fs from 'node:fs';
import type { Request, Response } from 'express';

export function login(req: Request, res: Response): void {
  const { username, password } = req.body;
  console.log('login ' + username + ' ' + password); // BAD: CWE-312, CWE-532
  console.log('login', { username }); // EITHER
  console.log(`password length ${password.length}`); // OK
  console.error('Wrong password'); // OK
  console.log('API key: ' + process.env.API_KEY); // BAD: CWE-312, CWE-532
  console.log(process.env); // BAD: CWE-312, CWE-532
  console.log(process.env.NODE_ENV); // OK
  localStorage.setItem('password', password); // BAD: CWE-312
  localStorage.setItem('theme', 'dark'); // OK
  res.cookie('password', password); // BAD: CWE-312
  fs.writeFileSync('/tmp/p.txt', password); // BAD: CWE-312
  res.end();
}

export class Session {
  constructor(private readonly accessToken: string, private readonly passwordHash: string) {}

  debug(): void {
    console.debug('token', this.accessToken); // BAD: CWE-312, CWE-532
    console.debug('hash', this.passwordHash); // OK
  }
}
