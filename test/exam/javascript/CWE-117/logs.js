const http = require('http');
const url = require('url');
const express = require('express');
const winston = require('winston');
const pino = require('pino')();
const log4js = require('log4js');
const logger = winston.createLogger();
const log = log4js.getLogger();
const app = express();

http.createServer((req, res) => {
  const { query } = url.parse(req.url, true);
  console.info('[INFO] user: ' + query.username); // BAD: CWE-117
  console.log(`error for ${query.username}`); // BAD: CWE-117
  console.log('user: ' + query.username.replace(/\n|\r/g, '')); // OK
  console.log('count: ' + Number(query.count)); // OK
  console.log('user: ' + JSON.stringify(query.username)); // EITHER
  console.log('started'); // OK
  res.end();
});

app.get('/x', (req, res) => {
  logger.info('name ' + req.query.name); // BAD: CWE-117
  pino.warn('name ' + req.query.name); // BAD: CWE-117
  log.error(`name ${req.params.name}`); // BAD: CWE-117
  logger.info('name ' + encodeURIComponent(req.query.name)); // OK
  res.end();
});
