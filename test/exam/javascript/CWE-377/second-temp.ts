import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
fs.writeFileSync('/tmp/report.csv', 'x'); // BAD: CWE-377
fs.writeFileSync(path.join(os.tmpdir(), 'report-' + Date.now()), 'x'); // BAD: CWE-377
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'report-'));
fs.writeFileSync(path.join(folder, 'report.csv'), 'x'); // OK
