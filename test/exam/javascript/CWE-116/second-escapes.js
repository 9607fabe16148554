function a(s) {
  s.replace('"', '\\"'); // BAD: CWE-116, CWE-020
  s.replace(/"/g, '\\"'); // BAD: CWE-116, CWE-020
  s.replace(/\\/g, '\\\\').replace(/"/g, '\\"'); // OK
  s.replace(/[\\"]/g, '\\$&'); // OK
  s.replace("'", "''"); // BAD: CWE-116, CWE-020
  s.replaceAll("'", "''"); // OK
  s.replace('\n', ''); // OK
  s.replace(/<script.*?>.*?<\/script>/gi, ''); // BAD: CWE-116, CWE-020
  s.replace(/<!--.*?-->/g, ''); // BAD: CWE-116, CWE-020
  s.replace(/\.\.\//g, ''); // BAD: CWE-116, CWE-020, CWE-022
  s.replace(/[<>]/g, ''); // OK
  s.replace(/on\w+="[^"]*"/g, ''); // BAD: CWE-116, CWE-020
  s.replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&gt;/g, '>'); // BAD: CWE-116, CWE-020
  s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'); // OK
  s.replace(/</g, '&lt;').replace(/&/g, '&amp;'); // BAD: CWE-116, CWE-020
  s.replace('/', '-'); // EITHER
  s.replace(/\|/, '\\|'); // BAD: CWE-116, CWE-020
}
function loop(s) {
  let before;
  do {
    before = s;
    s = s.replace(/<!--[\s\S]*?-->/g, ''); // EITHER
  } while (s !== before);
  return s;
}
function attribute(value) {
  const safe = value.replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return '<a title="' + safe + '">x</a>'; // BAD: CWE-116, CWE-079
}
const tags = (html) => /<script[^>]*>([\s\S]*?)<\/script>/.test(html); // BAD: CWE-116, CWE-020
module.exports = { a, loop, attribute, tags };
