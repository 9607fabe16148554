// Shows a page (src/core/page.ts) as text. It knows no markup of its content and sends no decision: what it may ask
// for is in src/core/panelMessage.ts.
import { keepingPlace, morphChildren } from './morph.js';
import { action, element, icon, keyed, link, places, rows, section } from './parts.js';
import { plan } from './plan.js';

const vscode = acquireVsCodeApi();
const root = document.getElementById('page');
const news = document.getElementById('news');

const states = {
  fail: ['error', 'Failed'],
  warn: ['warning', 'Look here'],
  running: ['loading', 'Running'],
  'not-run': ['circle-slash', 'Not run'],
  pass: ['pass', 'Passed'],
};
const actions = {
  run: ['play', 'Run'],
  again: ['refresh', 'Run again'],
  cancel: ['debug-stop', 'Cancel'],
};

function evidenceRow({ id, state, title, detail, places: list, morePlaces, action: asked }) {
  const made = keyed(id, element('li', `row outcome-${state}`));
  made.dataset.row = id;
  const [iconName, word] = states[state];
  const mark = element('span', `codicon codicon-${iconName}`);
  mark.setAttribute('role', 'img');
  mark.setAttribute('aria-label', word);
  const body = element('div', 'body');
  const said = element('div', 'detail');
  for (const [index, { text, at }] of detail.entries()) {
    if (at === undefined) said.append(keyed(`text ${index}`, element('span', '', text)));
    else said.append(link(id, at, text, list[at]));
  }
  body.append(element('div', 'title', title), said);
  const named = detail.map(({ at }) => at);
  const isMore = morePlaces > 0 || list.some((_, at) => !named.includes(at));
  if (isMore) body.append(places(id, list, morePlaces, named));
  if (asked) {
    const message = asked === 'cancel' ? { cancel: id } : { run: id };
    body.append(action(`${id}/action`, actions[asked], message, title));
  }
  made.append(mark, body);
  return made;
}

/** What passed takes a line until it is asked for; what did not is spelled out. */
function group({ id, count, rows: list }) {
  const made = keyed(id, element(id === 'pass' ? 'details' : 'div', `group group-${id}`));
  const [, word] = states[id];
  const heading = element('h3', '', id === 'pass' ? count : `${word} (${list.length})`);
  const all = element('ul', 'rows');
  all.append(...list.map(evidenceRow));
  if (id !== 'pass') {
    const isSome = list.filter((row) => row.action === 'run').length > 1;
    const run = isSome ? [action('run-all', ['run-all', 'Run all'], 'runAll')] : [];
    made.append(heading, ...run, all);
    return made;
  }
  const summary = keyed('pass-summary', element('summary'));
  summary.append(heading);
  made.append(summary, all);
  return made;
}

function counts(groups) {
  const made = element('ul', 'counts');
  made.setAttribute('aria-label', 'Checks');
  for (const { id, count } of groups) {
    const item = keyed(id, element('li', `count outcome-${id}`));
    item.append(icon(states[id][0]), element('span', 'text', count));
    made.append(item);
  }
  return made;
}

function verdict({ verdict: { id, text }, tier, next, drafter, evidence }) {
  const classes = `verdict verdict-${id} verdict-tier-${tier.id}`;
  const made = keyed('verdict', element('header', classes));
  const badges = element('div', 'badges');
  const heading = element('h1', '', text);
  heading.tabIndex = -1;
  badges.append(heading, element('span', `tier tier-${tier.id}`, tier.text));
  made.append(badges, counts(evidence));
  made.append(element('p', 'next', next), element('p', 'drafter', drafter));
  return made;
}

function evidence(groups) {
  const again = action('check', ['refresh', 'Check again'], 'check');
  const made = section('Evidence', 'checked', ...groups.map(group));
  made.querySelector('h2').after(again);
  return made;
}

function content(page) {
  const made = element('main');
  if (page === null) {
    made.append(
      element('p', 'empty', 'No draft is under review. Open one with the quick fix of a finding.'),
    );
    return made;
  }
  const claimed = element('p', 'caution', 'The drafter says so. Nobody has checked these words.');
  made.append(
    verdict(page),
    ...(page.plan ? [plan(page.plan)] : []),
    evidence(page.evidence),
    section('Finding', 'finding', rows(page.finding)),
    section('What the diff hides', 'unseen', rows(page.unseen)),
    section('Risk', 'risk', rows(page.risk)),
    section('The drafter’s claim', 'claim', claimed, rows(page.claim)),
    section('Origin', 'origin', rows(page.origin)),
  );
  return made;
}

let shownId;

function show(page) {
  const made = content(page);
  if (page?.id === shownId) keepingPlace(root, () => morphChildren(root, made));
  else root.replaceChildren(...made.childNodes);
  shownId = page?.id;
  const said = page ? `${page.verdict.text}, ${page.tier.text}` : '';
  if (news.textContent !== said) news.textContent = said;
}

root.addEventListener('click', ({ target }) => {
  const asked = target.closest('button')?.dataset.message;
  if (asked) vscode.postMessage(JSON.parse(asked));
});
window.addEventListener('message', ({ data }) => show(data.page));
show(null);
vscode.postMessage('ready');
