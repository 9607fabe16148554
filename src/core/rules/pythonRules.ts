import type { Rule } from './rule';

/** The rules for Python. */
export const pythonRules: readonly Rule[] = [];
