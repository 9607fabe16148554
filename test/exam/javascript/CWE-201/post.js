const token = localStorage.getItem('authToken');
window.parent.postMessage(token, '*'); // BAD: CWE-201
window.opener.postMessage({ user: document.getElementById('user').value, password: document.getElementById('password').value }, '*'); // BAD: CWE-201
window.parent.postMessage(token, 'https://example.com'); // OK
window.parent.postMessage({ type: 'ready' }, '*'); // OK
worker.postMessage(token); // OK
window.parent.postMessage({ password: password() }, '*'); // BAD: CWE-201
function password() { return document.querySelector('#password').value; }
