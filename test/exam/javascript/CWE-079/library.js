// A small widget library: what it is given it writes into the page.
export class Tooltip {
  constructor(element, options = {}) {
    this.element = element;
    this.options = { html: false, title: '', ...options };
  }

  show() {
    const tip = document.createElement('div');
    if (this.options.html) tip.innerHTML = this.options.title; // EITHER
    else tip.textContent = this.options.title; // OK
    this.element.appendChild(tip);
  }
}

export function createTable(rows) {
  const table = document.createElement('table');
  for (const row of rows) {
    table.innerHTML += '<tr><td>' + row + '</td></tr>'; // BAD: CWE-079
  }
  return table;
}

export function heading(text) {
  return $('<h2>' + text + '</h2>'); // BAD: CWE-079
}

export function headingSafely(text) {
  return $('<h2>').text(text); // OK
}

export const expand = (element) => {
  const target = element.getAttribute('data-target');
  $(target).html(element.getAttribute('data-content')); // BAD: CWE-079
  document.querySelector(target).classList.add('open'); // OK
};

export function copyText() {
  const source = document.querySelector('#source').textContent;
  document.querySelector('#copy').innerHTML = source; // BAD: CWE-079
  document.querySelector('#copy').textContent = source; // OK
}

export function option(select) {
  const chosen = select.options[select.selectedIndex].text;
  $('#label').append('<b>' + chosen + '</b>'); // BAD: CWE-079
  $('#label').append(document.createTextNode(chosen)); // OK
}

export async function load(id) {
  const response = await fetch('/api/items/' + encodeURIComponent(id));
  const { html, count } = await response.json();
  document.querySelector('#items').innerHTML = html; // EITHER
  document.querySelector('#count').textContent = count; // OK
}

export function clear(element) {
  element.innerHTML = ''; // OK
  element.innerHTML = '<span class="spinner"></span>'; // OK
}

export function selfClosing(html) {
  return html.replace(/<(([\w:]+)[^>]*)\/>/gi, '<$1></$2>'); // BAD: CWE-079, CWE-116
}
