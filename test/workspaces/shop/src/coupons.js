'use strict';

const codes = {
  'Café 𝒳': () => 'CAFE-' + Math.random().toString(36).slice(2).toUpperCase(),
  'Moka pot': () => 'MOKA-' + Math.floor(Math.random() * 10000),
};

/** A code for the next order, or null for a product that gives none. */
function couponFor(name) {
  return Object.hasOwn(codes, name) ? codes[name]() : null;
}

module.exports = { couponFor };
