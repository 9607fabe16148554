var App = window.App || {};

App.auth = {
  newPassword: function (n) {
    var chars = 'abcdefghkmnpqrstuvwxyz23456789', out = [];
    while (n--) out.push(chars[Math.random() * chars.length | 0]); // BAD: CWE-338
    return out.join('');
  },
  deviceId: function () {
    return localStorage.device || (localStorage.device = 'd' + Math.random()); // EITHER
  },
  oneTimePassword: function () {
    var password = Math.random() * 1000000 << 0; // BAD: CWE-338
    return password;
  },
  strong: function () {
    var values = new Uint32Array(4);
    window.crypto.getRandomValues(values); // OK
    return Array.prototype.join.call(values, '-');
  },
};

function randomString() {
  return Math.random().toString(36); // EITHER
}

var secretToken = randomString(); // BAD: CWE-338
var rowKey = Math.random(); // EITHER
var snowflakes = [];
for (var i = 0; i < 100; i++) snowflakes.push({ left: Math.random() * 100 + '%' }); // OK

var userPassword = prompt('Password') || Math.random().toString(36).slice(-10); // BAD: CWE-338
document.cookie = 'sessionid=' + Math.random(); // BAD: CWE-338
document.title = 'Try ' + Math.random(); // OK
var encryptionKey = new Date().getTime() + '' + Math.random(); // BAD: CWE-338
