'use strict';

const rules = {
  happyHour: 'total * 0.9',
  'café 𝒳': 'total > 20 ? total - 5 : total',
};

function priceAfter(total, formula) {
  return new Function('total', `return ${formula}`)(total);
}

/** The total after a rule, given by its name or as a formula over `total`. */
function discounted(total, rule) {
  if (!rule) return total;
  if (rule.startsWith('{')) return total - eval('(' + rule + ')').amount;
  return rule === 'café 𝒳' ? eval(rules[rule]) : priceAfter(total, rules[rule] ?? rule);
}

module.exports = { discounted };
