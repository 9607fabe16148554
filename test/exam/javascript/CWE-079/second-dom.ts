const params = new URLSearchParams(window.location.search);
const hash = decodeURIComponent(window.location.hash.substring(1));

document.getElementById('a')!.innerHTML = hash; // BAD: CWE-079
document.getElementById('a')!.textContent = hash; // OK
document.querySelector<HTMLDivElement>('.b')!.insertAdjacentHTML('beforeend', `<b>${params.get('b')}</b>`); // BAD: CWE-079
document.querySelector('.b')!.insertAdjacentText('beforeend', params.get('b')!); // OK
document.write('<a href="' + document.referrer + '">back</a>'); // BAD: CWE-079
document.body.outerHTML = window.name; // BAD: CWE-079

const frame = document.createElement('iframe');
frame.srcdoc = params.get('doc') ?? ''; // BAD: CWE-079
frame.src = params.get('src')!; // BAD: CWE-079, CWE-601
frame.title = params.get('title')!; // OK

const link = document.createElement('a');
link.href = hash; // BAD: CWE-079, CWE-601
link.setAttribute('href', '#' + hash); // OK
link.setAttribute('onclick', 'go("' + hash + '")'); // BAD: CWE-079, CWE-094

class Widget {
  private readonly root: HTMLElement;
  private title = '';
  constructor(selector: string) {
    this.root = document.querySelector(selector)!;
    this.title = params.get('title') ?? 'Untitled';
  }
  render(): void {
    this.root.innerHTML = `<h2>${this.title}</h2>`; // BAD: CWE-079
    this.root.innerHTML = `<h2>${this.title.length}</h2>`; // OK
    this.root.replaceChildren(document.createTextNode(this.title)); // OK
  }
}
new Widget('#w').render();

window.addEventListener('message', (event: MessageEvent<{ html: string }>) => {
  document.getElementById('out')!.innerHTML = event.data.html; // BAD: CWE-079
});

const range = document.createRange();
document.body.appendChild(range.createContextualFragment(hash)); // BAD: CWE-079
const parsed = new DOMParser().parseFromString(hash, 'text/html'); // EITHER
document.body.append(hash); // OK

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
document.body.innerHTML = '<p>' + escape(hash) + '</p>'; // OK
document.body.innerHTML = '<p>' + (parseInt(params.get('n') ?? '0', 10) + 1) + '</p>'; // OK

const template = document.createElement('template');
template.innerHTML = localStorage.getItem('last-search')!; // EITHER
const area = document.querySelector('textarea')!;
document.querySelector('#preview')!.innerHTML = area.value; // BAD: CWE-079
document.querySelector('#preview')!.innerHTML = document.querySelector('#source')!.textContent!; // BAD: CWE-079
document.querySelector('#preview')!.innerHTML = document.querySelector('#source')!.innerHTML; // OK
