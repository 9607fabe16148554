import https, { type RequestOptions } from 'node:https';
import { connect, createServer } from 'node:tls';
import fs from 'node:fs';
import puppeteer from 'puppeteer';
import { chromium } from 'playwright';
import { DataSource } from 'typeorm';

const insecure = false;

export function status(host: string): void {
  const options: RequestOptions = {
    host,
    port: 443,
    rejectUnauthorized: insecure, // BAD: CWE-295
  };
  https.get(options);
}

export class Api {
  private readonly agent: https.Agent;

  constructor(selfSigned = false) {
    this.agent = new https.Agent({ rejectUnauthorized: !selfSigned }); // EITHER
  }

  get(path: string): void {
    https.get({ path, agent: this.agent }); // OK
  }
}

export function mutual(): void {
  createServer({ cert: fs.readFileSync('c.pem'), requestCert: true, rejectUnauthorized: false }); // BAD: CWE-295
  createServer({ cert: fs.readFileSync('c.pem'), requestCert: true, rejectUnauthorized: true }); // OK
  connect({ host: 'example.com', port: 443, ca: [fs.readFileSync('ca.pem')] }); // OK
}

export const source = new DataSource({
  type: 'postgres',
  ssl: { rejectUnauthorized: false }, // BAD: CWE-295
});

export async function browse(): Promise<void> {
  await puppeteer.launch({ ignoreHTTPSErrors: true }); // EITHER
  const browser = await chromium.launch({ headless: true }); // OK
  await browser.newContext({ ignoreHTTPSErrors: true }); // EITHER
}

export const development = process.env.NODE_ENV === 'development';
if (development) process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // BAD: CWE-295
Object.assign(process.env, { NODE_ENV: 'test' }); // OK
