import { randomBytes, randomInt, webcrypto } from 'node:crypto';
import cryptoRandomString from 'crypto-random-string';
import { nanoid } from 'nanoid';
import Chance from 'chance';

const chance = new Chance();

export class TokenService {
  private readonly chars = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

  createInviteCode(size = 8): string {
    return [...Array(size)].map(() => this.chars[Math.floor(Math.random() * this.chars.length)]).join(''); // EITHER
  }

  createAccessToken(): string {
    return `${Date.now()}-${Math.random()}`; // BAD: CWE-338
  }

  createRefreshToken(): string {
    return randomBytes(48).toString('base64url'); // OK
  }

  generateSecret = (): string => Array.from({ length: 20 }, () => this.letter()).join('');

  private letter(): string {
    return this.chars[randomInt(this.chars.length)]!; // OK
  }

  csrf(): string {
    const csrfToken = Math.random().toString(36); // BAD: CWE-338
    return csrfToken;
  }

  verificationCode(): string {
    const verificationCode = Math.floor(Math.random() * 9000) + 1000; // BAD: CWE-338
    return String(verificationCode);
  }
}

export const newApiSecret = (): string => {
  let apiSecret = '';
  for (let i = 0; i < 24; i += 1) {
    apiSecret = apiSecret + Math.round(Math.random() * 15).toString(16); // BAD: CWE-338
  }
  return apiSecret;
};

export const password = chance.string({ length: 12 }); // BAD: CWE-338
export const safePassword = cryptoRandomString({ length: 12 }); // OK
export const sessionId = nanoid(); // OK

export function biased(): string {
  const digits = [];
  for (let i = 0; i < 10; i++) {
    digits.push(randomBytes(1)[0]! % 10); // BAD: CWE-338
  }
  return digits.join('');
}

export function unbiased(): number {
  return randomBytes(1)[0]! % 16; // OK
}

export function rejection(): number {
  for (;;) {
    const byte = randomBytes(1)[0]!;
    if (byte < 250) return byte % 10; // EITHER
  }
}

export function browserToken(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16)); // OK
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

export function biasedBrowser(alphabet: string): string {
  const bytes = new Uint8Array(10);
  crypto.getRandomValues(bytes);
  return Array.from(bytes, (b) => alphabet[b % 62]).join(''); // BAD: CWE-338
}

export function animate(particles: { x: number; vy: number }[]): void {
  for (const particle of particles) {
    particle.x += Math.random() - 0.5; // OK
    particle.vy = Math.random() * 4; // OK
  }
}

export function sample<T>(rows: readonly T[], rate: number): T[] {
  return rows.filter(() => Math.random() < rate); // OK
}
