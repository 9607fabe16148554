// Shows the plan that a draft was chosen from (src/core/pagePlan.ts): who asks for what, and a table of the options.
import { action, element, icon, keyed, rows, section } from './parts.js';

/** A package of the graph, and below it what it asks for. */
function node({ id, name, text, isVulnerable, asks }) {
  const made = keyed(id, element('li'));
  const box = element('div', isVulnerable ? 'node node-vulnerable' : 'node');
  if (isVulnerable) box.append(icon('warning'));
  box.append(element('span', 'name', name));
  if (text) box.append(element('span', 'note', ` ${text}`));
  if (isVulnerable) box.append(element('span', 'heard-only', ', vulnerable'));
  made.append(box);
  if (asks.length > 0) made.append(asked(asks));
  return made;
}

function asked(list) {
  const made = element('ul', 'asks');
  made.append(...list.map(node));
  return made;
}

function graph({ title, project, more }) {
  const made = keyed(title, element('div', 'graph'));
  const heading = element('h3', '', title);
  made.append(heading, asked([project]));
  if (more) made.append(element('p', 'more', more));
  return made;
}

function option({ id, title, isChosen, numbers, rows: list, canChoose }) {
  const made = keyed(id, element('tbody', isChosen ? 'option option-chosen' : 'option'));
  const head = keyed('head', element('tr'));
  const name = element('th');
  name.scope = 'rowgroup';
  name.colSpan = numbers.length;
  if (isChosen) name.append(icon('arrow-right'));
  name.append(element('span', 'title', title));
  if (isChosen) name.append(element('span', 'shown', 'in this diff'));
  if (canChoose) {
    name.append(action(`choose/${id}`, ['diff', 'Review this instead'], { choose: id }, title));
  }
  head.append(name);
  const counted = keyed('numbers', element('tr', 'numbers'));
  counted.append(...numbers.map((text, at) => keyed(`${at}`, element('td', '', text))));
  const more = keyed('more', element('tr'));
  const cell = element('td');
  cell.colSpan = numbers.length;
  cell.append(rows(list));
  more.append(cell);
  made.append(head, counted, more);
  return made;
}

function options(columns, list) {
  const made = element('table', 'options');
  const head = element('thead');
  const row = element('tr');
  for (const [short, long] of columns) {
    const cell = keyed(short, element('th', '', short));
    cell.scope = 'col';
    cell.setAttribute('aria-label', long);
    cell.title = long;
    row.append(cell);
  }
  head.append(row);
  made.append(element('caption', '', 'Options, from the least to the most'), head);
  made.append(...list.map(option));
  return made;
}

export function plan({ text, graphs, columns, options: list, passedOver, remaining }) {
  const made = section('Dependency plan', 'plan', element('p', 'summary', text));
  if (graphs.length > 0) {
    const both = element('div', 'graphs');
    both.append(...graphs.map(graph));
    made.append(both);
  }
  made.append(options(columns, list));
  if (passedOver.length > 0) {
    const overs = rows(passedOver);
    overs.classList.add('passed-over');
    made.append(element('h3', '', 'Not taken, and why'), overs);
  }
  if (remaining.length > 0) {
    made.append(element('h3', '', 'What is left, and why'), rows(remaining));
  }
  return made;
}
