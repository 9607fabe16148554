// What `redos.mjs` measures, as one bundle.
export { exponentialRisk, polynomialRisk, regexRisk } from '../../src/core/rules/redos';
export { samples } from './redosSamples';
