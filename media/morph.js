// Turns what is shown into what is to be shown, keeping every element that is in both: the focus, what is folded open
// and a screen reader's place stay. `data-key` names an element among its siblings, and those that take the focus.

/** Makes the children of `shown` those of `wanted`, which is used up. */
export function morphChildren(shown, wanted) {
  const next = [...wanted.childNodes];
  const kept = new Map();
  const stays = new Set(next.map(nameOf));
  for (const node of [...shown.childNodes]) {
    if (stays.has(nameOf(node)) && !kept.has(nameOf(node))) kept.set(nameOf(node), node);
    else node.remove();
  }
  let at = shown.firstChild;
  for (const node of next) {
    const old = kept.get(nameOf(node));
    kept.delete(nameOf(node));
    const placed = old ?? node;
    if (placed === at) at = at.nextSibling;
    else shown.insertBefore(placed, at);
    if (old) morph(old, node);
  }
}

/** By its key, or else by what it is and the class it has. Only one of a name is kept. */
function nameOf(node) {
  return node.dataset?.key ?? `${node.nodeName} ${node.className ?? ''}`;
}

function morph(shown, wanted) {
  if (shown.nodeType === document.TEXT_NODE) {
    if (shown.data !== wanted.data) shown.data = wanted.data;
    return;
  }
  for (const { name } of [...shown.attributes]) {
    // What the reviewer folded open stays open.
    if (!wanted.hasAttribute(name) && name !== 'open') shown.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  morphChildren(shown, wanted);
}

/** Runs `change` and puts the focus back to where it was, or as near as what is there now allows. */
function keepingFocus(root, change) {
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const row = focused?.closest('[data-row]')?.dataset.row;
  change();
  if (!focused || document.activeElement === focused) return;
  const all = [...root.querySelectorAll('button, summary, [tabindex]')];
  const near =
    all.find((one) => one.dataset.key === focused.dataset.key) ??
    all.find((one) => one.closest('[data-row]')?.dataset.row === row) ??
    root.querySelector('h1');
  const folded = near?.closest('details:not([open])');
  (folded?.querySelector('summary') ?? near)?.focus({ preventScroll: true });
}

/** As `keepingFocus`, and what is looked at stays where it is on the screen. */
export function keepingPlace(root, change) {
  const focused = root.contains(document.activeElement) ? [document.activeElement] : [];
  const others = window.scrollY > 0 ? root.querySelectorAll('[data-row]') : [];
  const isInView = (one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  };
  const looked = [...focused, ...others].find(isInView);
  const before = looked?.getBoundingClientRect().top;
  keepingFocus(root, change);
  if (looked?.isConnected) window.scrollBy(0, looked.getBoundingClientRect().top - before);
}
