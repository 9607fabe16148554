'use strict';

const https = require('node:https');
const config = require('./config');

const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });

/** What `https.request` needs to charge an order: amounts go to the provider in cents. */
function chargeRequest(order) {
  return {
    agent,
    host: config.payment.host,
    method: 'POST',
    path: `/v1/charges?order=${order.id}&amount=${Math.round(order.total * 100)}`,
    headers: { authorization: `Bearer ${config.payment.apiKey}` },
  };
}

module.exports = { chargeRequest };
