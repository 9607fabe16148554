const hidden = '72657175697265282766732729';
eval(Buffer.from(hidden, 'hex').toString()); // BAD: CWE-506, CWE-094
const other = Buffer.from('636f6e736f6c652e6c6f672831293b0a', 'hex').toString();
require(Buffer.from('6368696c645f70726f63657373', 'hex').toString()); // BAD: CWE-506, CWE-094
console.log(other); // OK
