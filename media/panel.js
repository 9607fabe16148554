// Shows a page (src/core/page.ts) as text. It knows no markup of its content and sends no decision.
const vscode = acquireVsCodeApi();
const root = document.getElementById('page');

const icons = {
  pass: ['pass', 'Passed'],
  warn: ['warning', 'Look here'],
  fail: ['error', 'Failed'],
  'not-run': ['circle-slash', 'Not run'],
};

/** An element with a class and, as its only content, text. */
function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function section(title, id, content) {
  const made = element('section', id);
  const heading = element('h2', '', title);
  heading.id = `${id}-title`;
  made.setAttribute('aria-labelledby', heading.id);
  made.append(heading, content);
  return made;
}

function rows(list) {
  const made = element('dl');
  for (const { label, text } of list)
    made.append(element('dt', '', label), element('dd', '', text));
  return made;
}

function evidence(list) {
  const made = element('ul', 'evidence');
  for (const { outcome, title, detail, lines } of list) {
    const item = element('li', `outcome-${outcome}`);
    const [icon, word] = icons[outcome];
    const mark = element('span', `codicon codicon-${icon}`);
    mark.setAttribute('role', 'img');
    mark.setAttribute('aria-label', word);
    // What passed takes a line; what did not is spelled out.
    const text = element('details');
    text.open = outcome !== 'pass';
    text.append(element('summary', '', title), element('div', 'detail', `${word}. ${detail}`));
    if (lines.length > 0) {
      const shown = lines.slice(0, 20).join(', ') + (lines.length > 20 ? ', …' : '');
      text.append(element('div', 'lines', `Line${lines.length > 1 ? 's' : ''} ${shown}`));
    }
    item.append(mark, text);
    made.append(item);
  }
  return made;
}

function verdict({ verdict: { id, text }, tier, next, drafter }) {
  const made = element('header', `verdict verdict-${id} verdict-tier-${tier.id}`);
  const badges = element('div', 'badges');
  badges.append(element('h1', '', text), element('span', `tier tier-${tier.id}`, tier.text));
  made.append(badges, element('p', '', next), element('p', 'drafter', drafter));
  return made;
}

function show(page) {
  root.replaceChildren();
  if (page === null) {
    root.append(
      element('p', 'empty', 'No draft is under review. Open one with the quick fix of a finding.'),
    );
    return;
  }
  root.append(
    verdict(page),
    section('Finding', 'finding', rows(page.finding)),
    section('Evidence', 'checked', evidence(page.evidence)),
    section('Risk', 'risk', rows(page.risk)),
    section('The drafter’s claim', 'claim', rows(page.claim)),
    section('Origin', 'origin', rows(page.origin)),
  );
}

window.addEventListener('message', ({ data }) => show(data.page));
show(null);
vscode.postMessage('ready');
