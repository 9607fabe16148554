const fs = require('fs');
const file = 'state.json';
if (!fs.existsSync(file)) {
  fs.writeFileSync(file, '{}'); // BAD: CWE-367
}
fs.stat(file, (error, stats) => {
  if (stats.size < 1000) fs.readFile(file, () => {}); // BAD: CWE-367
});
fs.writeFileSync('other.json', '{}', { flag: 'wx' }); // OK
const handle = fs.openSync(file, 'r');
if (fs.fstatSync(handle).size < 1000) fs.readFileSync(handle); // OK
