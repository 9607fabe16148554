window.addEventListener('message', function (event) { // BAD: CWE-346, CWE-020, CWE-940
  run(event.data);
});

window.addEventListener('message', function (event) { // OK
  if (event.origin !== 'https://example.com') return;
  run(event.data);
});

window.onmessage = (event) => { // BAD: CWE-346, CWE-020, CWE-940
  run(event.data.action);
};

window.addEventListener('message', ({ origin, data }) => { // OK
  if (origin === window.location.origin) run(data);
});

worker.onmessage = (event) => { // OK
  run(event.data);
};

function run() {}
