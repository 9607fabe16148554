const url = require('url');
function trusted(link, origin, host) {
  if (link.indexOf('https://example.com') === 0) return 1; // BAD: CWE-020
  if (link.indexOf('example.com') !== -1) return 2; // BAD: CWE-020
  if (link.includes('//example.com')) return 3; // BAD: CWE-020
  if (link.endsWith('example.com')) return 4; // BAD: CWE-020
  if (link.startsWith('https://example.com/')) return 5; // OK
  if (url.parse(link).host === 'example.com') return 6; // OK
  if (new URL(link).hostname.endsWith('.example.com')) return 7; // OK
  if (url.parse(link).hostname.endsWith('example.com')) return 8; // BAD: CWE-020
  if (/^https?:\/\/www.example.com/.test(origin)) return 9; // BAD: CWE-020
  if (/^https?:\/\/www\.example\.com$/.test(origin)) return 10; // OK
  if (/https?:\/\/good\.com/.test(origin)) return 11; // BAD: CWE-020
  if (/^http:\/\/one\.com|two\.com$/.test(origin)) return 12; // BAD: CWE-020
  if (new RegExp('^https://sub.example.com/').test(link)) return 13; // BAD: CWE-020
  if (['example.com', 'example.org'].includes(host)) return 14; // OK
  if (/[A-z]+/.test(host)) return 15; // BAD: CWE-020
  if (/[A-Za-z]+/.test(host)) return 16; // OK
  if (link.split(',').includes('example.com')) return 17; // EITHER
  return 0;
}
function scheme(link) {
  const lower = link.trim().toLowerCase();
  if (lower.startsWith('javascript:')) return 'about:blank'; // BAD: CWE-020
  return lower;
}
function schemes(link) {
  const lower = link.trim().toLowerCase();
  if (lower.startsWith('javascript:') || lower.startsWith('data:') || lower.startsWith('vbscript:')) return ''; // OK
  return lower;
}
module.exports = { trusted, scheme, schemes };
