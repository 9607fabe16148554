import { createConnection, DataSource } from 'typeorm';
import { JwtModule } from '@nestjs/jwt';
import { Module } from '@nestjs/common';
import { createCipheriv, createDecipheriv, scryptSync, randomBytes } from 'node:crypto';
import mssql from 'mssql';
import fastifyJwt from '@fastify/jwt';
import Fastify from 'fastify';
import jsonwebtoken, { sign } from 'jsonwebtoken';
import { SignJWT } from 'jose';
import Stripe from 'stripe';
import twilio from 'twilio';

export const apiKey = 'f3c1a9e07bd24c6a8f5e'; // BAD: CWE-798
const dbPassword = 'Summer2031!'; // BAD: CWE-798
const JWT_SECRET = process.env.JWT_SECRET ?? 'fallback-9d8f7s6d'; // BAD: CWE-798
export const passwordPattern = '^(?=.*[A-Z]).{8,}$'; // OK
export const tokenType = 'Bearer'; // OK
export const secretKeyPath = '/run/secrets/key'; // OK
export const PASSWORD_RESET = 'password_reset'; // OK
export const tokenKey = 'auth_token'; // OK

export const source = new DataSource({ type: 'postgres', username: 'app', password: dbPassword }); // EITHER
export const source2 = new DataSource({ type: 'postgres', username: 'app', password: process.env.PG! }); // OK
void createConnection({ type: 'mysql', username: 'root', password: 'R00tR00t' }); // BAD: CWE-798

@Module({
  imports: [
    JwtModule.register({ secret: 'n3stJsS3cret', signOptions: { expiresIn: '60s' } }), // BAD: CWE-798
    JwtModule.register({ secret: process.env.SECRET }), // OK
  ],
})
export class AuthModule {}

export class Vault {
  private static readonly KEY = 'aaaabbbbccccddddaaaabbbbccccdddd';

  encrypt(text: string): Buffer {
    const cipher = createCipheriv('aes-256-ctr', Vault.KEY, randomBytes(16)); // BAD: CWE-798
    return Buffer.concat([cipher.update(text), cipher.final()]);
  }

  decrypt(data: Buffer, iv: Buffer): Buffer {
    const key = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    const decipher = createDecipheriv('aes-128-cbc', key, iv); // BAD: CWE-798
    return Buffer.concat([decipher.update(data), decipher.final()]);
  }

  derived(passphrase: string, salt: Buffer, iv: Buffer): Buffer {
    const key = scryptSync(passphrase, salt, 32);
    return createCipheriv('aes-256-cbc', key, iv).final(); // OK
  }
}

void mssql.connect({ server: 'sql', user: 'sa', password: 'Str0ng!Passw0rd' }); // BAD: CWE-798
void mssql.connect('Server=sql;User Id=sa;Password=Str0ng!Passw0rd;'); // BAD: CWE-798
void Fastify().register(fastifyJwt, { secret: 'f4stifyS3cr3t' }); // BAD: CWE-798

export function issue(id: string): string {
  return sign({ id }, JWT_SECRET); // EITHER
}

export function check(token: string): unknown {
  return jsonwebtoken.verify(token, process.env.PUBLIC_KEY!, { algorithms: ['RS256'] }); // OK
}

export async function jose(): Promise<string> {
  return new SignJWT({}).sign(new TextEncoder().encode('cc7e0d44fd473002f1c42167459001140ec6389b')); // BAD: CWE-798
}

export const stripe = new Stripe(process.env.STRIPE_KEY!); // OK
export const sms = twilio(process.env.TWILIO_SID, 'a7d9f8e7c6b5a4938271605f4e3d2c1b'); // BAD: CWE-798

export const form = { type: 'password', name: 'password', placeholder: 'Your password' }; // OK
