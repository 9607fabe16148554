import { judges } from './pairs';

const frame = `
export class SearchComponent {
  constructor(private readonly sanitizer: DomSanitizer) {}
  show(text: string, el: HTMLElement) {
    CODE
  }
}
`;

describe('weak fixes of cross-site scripting', () => {
  const before = 'el.innerHTML = text;';
  const trust = 'this.value = this.sanitizer.bypassSecurityTrustHtml(text);';
  judges(
    { cwe: 'CWE-79', frame },
    {
      wrong: [
        {
          is: 'script tags that are taken out',
          before,
          after: "el.innerHTML = text.replace(/<script[^>]*>/gi, '');",
          says: /Taking tags/,
        },
        {
          is: 'the first bracket replaced',
          before,
          after: "el.innerHTML = text.replace('<', '&lt;');",
          says: /only the first/,
        },
        {
          is: 'a test for script',
          before,
          after: `if (text.includes('<script')) return;\n${before}`,
          says: /known to be bad/,
        },
        {
          is: 'a pattern of bad words',
          before,
          after: `if (/javascript:|onerror/i.test(text)) return;\n${before}`,
        },
        {
          is: 'an encoding for addresses',
          before,
          after: 'el.innerHTML = encodeURI(text);',
          says: /escape markup/,
        },
        { is: 'outerHTML', before, after: 'el.outerHTML = text;', says: /still takes/ },
        { is: 'insertAdjacentHTML', before, after: "el.insertAdjacentHTML('beforeend', text);" },
        { is: 'document.write', before, after: 'document.write(text);' },
        {
          is: 'another bypass',
          before: trust,
          after: trust.replace('TrustHtml', 'TrustScript'),
          says: /Angular/,
        },
        {
          is: 'a bypass for addresses',
          before: trust,
          after: trust.replace('TrustHtml', 'TrustResourceUrl'),
        },
        {
          is: 'a cleaner whose answer is thrown away',
          before,
          after: `sanitizeHtml(text);\n${before}`,
          says: /thrown away|never|nothing/,
        },
        {
          is: 'a cleaned value that nobody uses',
          before,
          after: `const clean = DOMPurify.sanitize(text);\n${before}`,
          outcome: 'fail',
          says: /nothing uses it/,
        },
        {
          is: 'a cleaner that lets scripts in',
          before,
          after: "el.innerHTML = sanitizeHtml(text, { allowedTags: ['b', 'script'] });",
          says: /let elements/,
        },
        {
          is: 'a cleaner that lets all attributes in',
          before,
          after:
            "el.innerHTML = sanitizeHtml(text, { allowedTags: ['b'], allowedAttributes: false });",
        },
      ],
      right: [
        { is: 'text content', before, after: 'el.textContent = text;' },
        { is: 'a text node', before, after: 'el.replaceChildren(document.createTextNode(text));' },
        { is: 'DOMPurify', before, after: 'el.innerHTML = DOMPurify.sanitize(text);' },
        { is: 'sanitize-html', before, after: 'el.innerHTML = sanitizeHtml(text);' },
        {
          is: 'a cleaner with a few tags',
          before,
          after: "el.innerHTML = sanitizeHtml(text, { allowedTags: ['b', 'i'] });",
        },
        { is: 'no bypass', before: trust, after: 'this.value = text;' },
        {
          is: "Angular's cleaner",
          before: trust,
          after: 'this.value = this.sanitizer.sanitize(SecurityContext.HTML, text);',
        },
        {
          is: 'all five signs escaped',
          before,
          after:
            "el.innerHTML = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\"/g, '&quot;').replace(/'/g, '&#39;');",
        },
        { is: 'an escape function', before, after: 'el.innerHTML = escapeHtml(text);' },
      ],
    },
  );
});
