const express = require('express');
const winston = require('winston');
const pino = require('pino');
const logger = winston.createLogger();
const log = pino();
const app = express();
app.get('/', (req, res) => {
  console.log('user ' + req.query.user); // BAD: CWE-117
  console.log('user %s', req.query.user.replace(/[\r\n]/g, '')); // OK
  console.log('user', JSON.stringify(req.query.user)); // OK
  logger.info(`search for ${req.query.q}`); // BAD: CWE-117
  logger.info('search', { q: req.query.q }); // EITHER
  log.warn('bad login of ' + req.body.name); // EITHER
  console.error(`id ${Number(req.query.id)}`); // OK
  const name = req.query.name.split('\n').join(' ');
  console.info(name); // EITHER
});
