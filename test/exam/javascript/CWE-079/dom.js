(function () {
  var params = new URLSearchParams(window.location.search);
  var banner = document.getElementById('banner');

  banner.innerHTML = params.get('message'); // BAD: CWE-079
  banner.textContent = params.get('message'); // OK
  banner.innerHTML = 'Welcome back'; // OK

  document.write('<base href="' + document.location.href + '">'); // BAD: CWE-079
  document.writeln(unescape(location.hash.slice(1))); // BAD: CWE-079
  document.write('<script src="/js/app.js"><\/script>'); // OK

  var tab = location.hash.substring(1);
  document.querySelector('.tabs').insertAdjacentHTML('beforeend', '<li>' + tab + '</li>'); // BAD: CWE-079
  document.querySelector('.tabs').insertAdjacentText('beforeend', tab); // OK

  function queryValue(name) {
    var match = new RegExp('[?&]' + 'q' + '=([^&]*)').exec(window.location.search);
    return match && decodeURIComponent(match[1].replace(/\+/g, ' '));
  }
  var heading = document.querySelector('h1');
  heading.outerHTML = '<h1>' + queryValue('q') + '</h1>'; // BAD: CWE-079

  var frame = document.createElement('iframe');
  frame.srcdoc = window.name; // BAD: CWE-079
  document.body.appendChild(frame);

  window.addEventListener('message', function (event) {
    document.getElementById('status').innerHTML = event.data.html; // BAD: CWE-079
  });

  window.addEventListener('message', function (event) {
    document.getElementById('status').innerText = event.data.html; // OK
  });

  var referrer = document.referrer;
  var link = document.createElement('div');
  link.innerHTML = 'You came from <a href="' + referrer + '">here</a>'; // BAD: CWE-079

  var safe = document.createElement('div');
  safe.innerHTML = DOMPurify.sanitize(location.hash); // OK
  safe.innerHTML = encodeURIComponent(location.hash); // OK
  safe.innerHTML = Number(params.get('page')) + 1; // OK
  safe.innerHTML = ''; // OK

  var range = document.createRange();
  range.createContextualFragment(params.get('fragment')); // BAD: CWE-079

  location = params.get('next'); // BAD: CWE-079, CWE-601
  var script = document.createElement('script');
  script.src = params.get('plugin'); // BAD: CWE-079, CWE-601

  var draft = localStorage.getItem('draft');
  document.getElementById('preview').innerHTML = draft; // EITHER

  var input = document.getElementById('name');
  input.addEventListener('input', function (e) {
    document.getElementById('hello').innerHTML = 'Hello ' + e.target.value; // BAD: CWE-079
  });

  function show(target, html) {
    target.innerHTML = html; // BAD: CWE-079
  }
  show(banner, decodeURIComponent(document.URL.split('?')[1]));

  var entity = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&#39;' };
  function escapeEntities(text) {
    return text.replace(/[<>&"']/g, function (c) { return entity[c]; });
  }
  banner.innerHTML = '<b>' + escapeEntities(location.hash) + '</b>'; // OK

  var parser = new DOMParser();
  parser.parseFromString(window.location.search, 'text/html'); // OK
})();
