import { SignJWT, jwtVerify } from 'jose';
import { createConnection, DataSource } from 'typeorm';
import { Sequelize } from 'sequelize';
import knex from 'knex';
import fastify from 'fastify';
import fastifyJwt from '@fastify/jwt';
import Stripe from 'stripe';
import { S3Client } from '@aws-sdk/client-s3';
import { Octokit } from '@octokit/rest';
import ftp from 'basic-ftp';
import { Client as Ssh } from 'ssh2';
import { createHmac, scryptSync } from 'node:crypto';

const key = new TextEncoder().encode('hJ4-marble-sparrow');
export const signed = new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).sign(key); // BAD: CWE-798
export const checked = (token: string) => jwtVerify(token, new TextEncoder().encode(process.env.KEY)); // OK
new Sequelize('app', 'root', 'pL7-tin-walrus', { dialect: 'mysql' }); // BAD: CWE-798
new Sequelize(process.env.DATABASE_URL!); // OK
new DataSource({ type: 'postgres', username: 'app', password: 'uB6-slate-heron' }); // BAD: CWE-798
knex({ client: 'pg', connection: { user: 'app', password: 'nV8-amber-lynx' } }); // BAD: CWE-798
fastify().register(fastifyJwt, { secret: 'zK1-birch-plover' }); // BAD: CWE-798
export const stripe = new Stripe('sk_' + 'live_4eC39HqLyjWDarjtT1zdp7dc'); // BAD: CWE-798
new S3Client({ credentials: { accessKeyId: process.env.ID!, secretAccessKey: 'Pq8vX1wTk2Lz7sYb3NcJ5mRp8uHd6fEa4oKi0QxW' } }); // BAD: CWE-798
new Octokit({ auth: 'gho_' + '16C7e42F292c6912E7710c838347Ae178B4a' }); // BAD: CWE-798
new ftp.Client().access({ host: 'ftp.example.com', user: 'u', password: 'cD5-plum-raven' }); // BAD: CWE-798
new Ssh().connect({ host: 'h', username: 'root', password: 'eF2-olive-stoat' }); // BAD: CWE-798
export const mac = createHmac('sha512', Buffer.from('aa0bb1cc2dd3ee4f', 'hex')); // BAD: CWE-798
export const derived = scryptSync('xY6-coral-badger', 'salt', 32); // EITHER
export enum Field { Password = 'password', ApiKey = 'apiKey' } // OK
export const PASSWORD_RESET_PATH = '/password/reset'; // OK
export const tokenType = 'Bearer'; // OK
void createConnection({ type: 'mysql', password: process.env['MYSQL_PASSWORD'] }); // OK
