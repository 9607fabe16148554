'use strict';

const path = require('node:path');
const express = require('express');
const { session, requireUser, requireAdmin } = require('./auth/session');

/** Builds the shop without listening, so that the tests can choose the port. */
function createApp() {
  const app = express();
  app.use(express.json());
  app.use(session);
  app.use(express.static(path.join(__dirname, '..', 'public')));

  app.use('/auth', require('./auth/login'));
  app.use('/products', require('./routes/products'));
  app.use('/files', require('./routes/files'));
  app.use('/orders', requireUser, require('./routes/orders'));
  app.use('/admin', requireAdmin, require('./routes/admin'));

  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    res.status(error.status || 500).json({ error: error.message });
  });
  return app;
}

module.exports = { createApp };
