// The pieces that the panel is made of. All that is said in them is text.

/** An element with a class and, as its only content, text. */
export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function keyed(key, made) {
  made.dataset.key = key;
  return made;
}

export function icon(name) {
  const made = element('span', `codicon codicon-${name}`);
  made.setAttribute('aria-hidden', 'true');
  return made;
}

/** A button that sends a message; what it says may be short for a label that holds it. */
function button(key, className, text, message, label = text) {
  const made = keyed(key, element('button', className));
  made.append(element('span', 'text', text));
  made.dataset.message = JSON.stringify(message);
  if (label !== text) made.setAttribute('aria-label', label);
  return made;
}

export function action(key, [iconName, text], message, what) {
  const made = button(key, 'action', text, message, what ? `${text}: ${what}` : text);
  made.prepend(icon(iconName));
  return made;
}

export function section(title, id, ...content) {
  const made = keyed(id, element('section', id));
  const heading = element('h2', '', title);
  heading.id = `${id}-title`;
  made.setAttribute('aria-labelledby', heading.id);
  made.append(heading, ...content);
  return made;
}

export function link(row, at, text, { path }) {
  const whole = text.startsWith('line ') ? `${text} of ${path}` : text;
  return button(`${row}/${at}`, 'link', text, { jump: { row, at } }, whole);
}

/** The places that no sentence has named yet. */
export function places(row, list, more = 0, named = []) {
  const made = element('ul', 'places');
  for (const [at, place] of list.entries()) {
    if (named.includes(at)) continue;
    const { text, note } = place;
    const item = keyed(`${at}`, element('li'));
    item.append(link(row, at, text, place));
    if (note) item.append(element('span', 'note', ` ${note}`));
    made.append(item);
  }
  if (more > 0) made.append(keyed('more', element('li', 'more', `and ${more} more`)));
  return made;
}

export function rows(list) {
  const made = element('dl');
  for (const { id, label, text, places: list_ } of list) {
    const value = element('dd');
    if (text) value.append(element('div', 'said', text));
    if (list_.length > 0) value.append(places(id, list_));
    const pair = keyed(id, element('div', 'pair'));
    pair.dataset.row = id;
    pair.append(element('dt', '', label), value);
    made.append(pair);
  }
  return made;
}
