const { BrowserWindow, app, ipcMain } = require('electron');
var params = new URLSearchParams(location.search);

eval(window.location.hash.substring(1)); // BAD: CWE-094
eval(decodeURIComponent(document.location.search.slice(1))); // BAD: CWE-094
window.setTimeout('show(' + params.get('id') + ')', 10); // BAD: CWE-094, CWE-079
new Function(params.get('callback'))(); // BAD: CWE-094
window.setTimeout(function () { show(params.get('id')); }, 10); // OK

window.addEventListener('message', (e) => {
  eval(e.data); // BAD: CWE-094
});

window.onmessage = function (e) {
  if (e.origin !== 'https://example.com') return;
  JSON.parse(e.data); // OK
};

var handler = document.createElement('button');
handler.setAttribute('onclick', 'go("' + location.hash + '")'); // BAD: CWE-094, CWE-079
handler.onclick = function () { go(location.hash); }; // OK

$.getScript('/js/extra.js'); // OK
$.globalEval(params.get('code')); // BAD: CWE-094

const script = document.createElement('script');
script.text = location.hash.slice(1); // BAD: CWE-094, CWE-079
script.textContent = 'window.ready = true'; // OK

function show() {}
function go() {}

app.on('ready', () => {
  const win = new BrowserWindow({ webPreferences: { contextIsolation: true } });
  ipcMain.on('run', (event, code) => {
    win.webContents.executeJavaScript(code); // BAD: CWE-094, CWE-079
  });
  win.webContents.executeJavaScript('document.title'); // OK
});
