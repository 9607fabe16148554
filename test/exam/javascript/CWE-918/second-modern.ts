import { Injectable, Controller, Get, Query, Param } from '@nestjs/common';
import { HttpService } from '@nestjs/axios';
import axios, { AxiosRequestConfig } from 'axios';
import ky from 'ky';
import { NextRequest } from 'next/server';
import type { NextApiRequest, NextApiResponse } from 'next';
import { readFile } from 'node:fs/promises';

@Controller('images')
export class ImagesController {
  constructor(private readonly http: HttpService) {}
  @Get()
  async load(@Query('src') src: string) {
    return this.http.get(src).toPromise(); // BAD: CWE-918
  }
  @Get(':id')
  async one(@Param('id') id: string) {
    return this.http.get('https://img.example.com/' + Number(id)); // OK
  }
}

const api = axios.create({ baseURL: 'https://api.example.com' });
export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  const { endpoint, id } = req.query as { endpoint: string; id: string };
  const options: AxiosRequestConfig = { method: 'GET' };
  options.url = endpoint;
  await axios.request(options); // BAD: CWE-918
  await axios.get('https://api.example.com/' + id + '/x'); // EITHER
  await api.get('/users', { params: { id } }); // OK
  await ky(endpoint).json(); // BAD: CWE-918
  const [first] = await Promise.all([fetch(endpoint), readFile('a')]); // BAD: CWE-918
  res.json(first);
}

export async function POST(request: NextRequest) {
  const { webhook } = await request.json();
  return fetch(webhook, { method: 'POST', body: '{}' }); // BAD: CWE-918
}

export async function GET(request: Request) {
  const target = new URL(request.url).searchParams.get('target')!;
  if (target === 'https://example.com/feed') return fetch(target); // OK
  return fetch(new Request(target)); // BAD: CWE-918
}
