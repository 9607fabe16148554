'use strict';

module.exports = {
  payment: {
    host: process.env.PAYMENT_HOST || 'payments.internal.example',
    apiKey: 'crema_live_7f3c9d20b1e84a66',
  },
  manualDir: 'manuals',
};
