'use strict';

const { hashPassword } = require('./auth/passwords');

/** Fresh tables for the in-memory database; migrations/001_init.sql has the same columns. */
function seed() {
  return new Map([
    [
      'products',
      [
        { id: 1, name: 'Café 𝒳', kind: 'beans', price: 14.5 },
        { id: 2, name: 'Moka pot', kind: 'gear', price: 32 },
        { id: 3, name: "Barista's choice", kind: 'beans', price: 12 },
        { id: 4, name: 'Hand grinder', kind: 'gear', price: 58 },
      ],
    ],
    [
      'users',
      [
        { id: 1, email: 'ada@example.com', role: 'admin', password_hash: hashPassword('espresso') },
        {
          id: 2,
          email: 'bob@example.com',
          role: 'buyer',
          password_hash: hashPassword('ristretto'),
        },
      ],
    ],
    ['orders', []],
  ]);
}

module.exports = { seed };
