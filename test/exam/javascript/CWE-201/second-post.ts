const session = { token: localStorage.getItem('token') };
window.parent.postMessage(session, '*'); // BAD: CWE-201
window.parent.postMessage({ token: session.token }, '*'); // BAD: CWE-201
window.parent.postMessage('ready', '*'); // OK
window.opener.postMessage(session, 'https://example.com'); // OK
window.parent.postMessage({ height: document.body.scrollHeight }, '*'); // OK
const userName = document.cookie.split('user=')[1];
top!.postMessage(userName, '*'); // BAD: CWE-201
