function escapeQuotes(s) {
  return s.replace("'", "\\'"); // BAD: CWE-116
}
function escapeAllQuotes(s) {
  return s.replace(/'/g, "\\'"); // BAD: CWE-116
}
function escapeBackslashesToo(s) {
  return s.replace(/\\/g, '\\\\').replace(/'/g, "\\'"); // OK
}
function stripTags(html) {
  return html.replace(/<script[^>]*>.*<\/script>/gi, ''); // BAD: CWE-116
}
function stripOnce(html) {
  return html.replace('<script', ''); // BAD: CWE-116
}
function stripDots(path) {
  return path.replace(/\.\.\//g, ''); // BAD: CWE-116
}
function stripDotsOnce(path) {
  return path.replace('../', ''); // BAD: CWE-116
}
function stripHandlers(html) {
  return html.replace(/\son\w+="[^"]*"/g, ''); // EITHER
}
function stripComments(html) {
  return html.replace(/<!--[\s\S]*?-->/g, ''); // BAD: CWE-116
}
function unescapeTwice(s) {
  return s.replace(/&amp;/g, '&').replace(/&lt;/g, '<').replace(/&quot;/g, '"'); // BAD: CWE-116
}
function unescapeWell(s) {
  return s.replace(/&lt;/g, '<').replace(/&quot;/g, '"').replace(/&amp;/g, '&'); // OK
}
function escapeTwice(s) {
  return s.replace(/</g, '&lt;').replace(/"/g, '&quot;').replace(/&/g, '&amp;'); // BAD: CWE-116
}
function escapeWell(s) {
  return s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;'); // OK
}
function attribute(value) {
  const safe = value.replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return '<div title="' + safe + '">'; // BAD: CWE-116
}
function pipes(cell) {
  return cell.replace('|', '\\|'); // BAD: CWE-116
}
function spaceOnce(text) {
  return text.replace(' ', '-'); // OK
}
function extension(file) {
  return file.replace('.js', '.min.js'); // OK
}
function leading(text) {
  return text.replace(/^\//, ''); // OK
}
function plus(text) {
  return text.replaceAll('+', ' '); // OK
}
function removeSpaces(text) {
  return text.replace(/\s/g, ''); // OK
}
function percent(text) {
  return text.replace('%', '%25'); // EITHER
}
module.exports = { escapeQuotes, escapeAllQuotes, escapeBackslashesToo, stripTags, stripOnce, stripDots, stripDotsOnce, stripHandlers, stripComments, unescapeTwice, unescapeWell, escapeTwice, escapeWell, attribute, pipes, spaceOnce, extension, leading, plus, removeSpaces, percent };
