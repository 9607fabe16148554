'use strict';

const minimist = require('minimist');
const { createApp } = require('./src/app');

const options = minimist(process.argv.slice(2), { default: { port: process.env.PORT || 3000 } });

const server = createApp().listen(options.port, '127.0.0.1', () => {
  console.log(`Crema is open at http://127.0.0.1:${server.address().port}`);
});
