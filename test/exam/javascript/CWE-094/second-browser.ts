const query: Record<string, string> = {};
for (const pair of location.search.slice(1).split('&')) {
  const [key, value] = pair.split('=');
  query[key] = decodeURIComponent(value);
}
eval(query.init); // BAD: CWE-094
window.setTimeout('show("' + query.tab + '")', 10); // BAD: CWE-094
window.setTimeout(() => show(query.tab), 10); // OK

function show(tab: string): void {
  document.title = tab; // OK
}

window.onmessage = (event) => {
  eval(event.data.code); // BAD: CWE-094
  new Function(event.data)(); // BAD: CWE-094
  const handlers: Record<string, () => void> = { show: () => show('a') };
  if (Object.prototype.hasOwnProperty.call(handlers, event.data.name)) {
    handlers[event.data.name](); // OK
  }
};

const script = document.createElement('script');
script.textContent = location.hash.slice(1); // BAD: CWE-094, CWE-079
script.src = query.cdn + '/lib.js'; // BAD: CWE-079, CWE-094, CWE-601, CWE-829
script.src = '/lib.js?v=' + encodeURIComponent(query.v); // OK
(window as any).execScript?.(document.referrer); // EITHER

chrome.tabs.executeScript({ code: `var x = "${location.hash}"` }); // BAD: CWE-094
