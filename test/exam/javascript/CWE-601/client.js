var search = new URLSearchParams(window.location.search);
var next = search.get('next');

window.location.href = next; // BAD: CWE-601, CWE-079
window.location = search.get('redirect'); // BAD: CWE-601, CWE-079
location.assign(decodeURIComponent(location.hash.slice(1))); // BAD: CWE-601, CWE-079
location.replace(search.get('url')); // BAD: CWE-601, CWE-079
top.location.href = /[?&]to=([^&]+)/.exec(location.search)[1]; // BAD: CWE-601, CWE-079
window.open(search.get('popup')); // BAD: CWE-601, CWE-079
window.location.href = '/home'; // OK
window.location.href = '/search?q=' + encodeURIComponent(search.get('q')); // OK
window.location.href = 'https://example.com/?' + search.get('q'); // OK
window.location.hash = search.get('tab'); // OK
window.location.reload(); // OK
location.search = '?page=' + Number(search.get('page')); // OK

if (next.startsWith('/') && !next.startsWith('//')) {
  window.location.assign(next); // GUARDED
}

window.addEventListener('message', function (event) {
  if (event.origin !== window.location.origin) return;
  document.title = event.data.title; // OK
});

function leave(target) {
  window.location = target; // BAD: CWE-601, CWE-079
}
leave(document.location.search.split('return=')[1]);

history.pushState({}, '', '?tab=' + search.get('tab')); // OK
