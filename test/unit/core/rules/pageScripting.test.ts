import { assertLines } from './variants';

describe('the rule for markup of a page', () => {
  describe('sees what becomes a part of it', () => {
    assertLines(
      'dom-xss',
      [
        "$('<p>', { html: location.hash });",
        "$('#a').prop('innerHTML', location.hash);",
        "link.setAttribute('href', location.hash.slice(1));",
        "a.innerHTML = document.querySelector('#b').textContent;",
        "const he = require('he');\na.innerHTML = he.decode(location.hash);",
        'const to = location.hash;\nwindow.location.href = to;',
        "const [text, setText] = useState('');\nuseEffect(() => setText(location.hash));\nconst html = { __html: text };",
      ],
      [
        "$('<p>', { text: location.hash });",
        "$('#a').prop('title', location.hash);",
        "link.setAttribute('href', '#' + location.hash);",
        "a.textContent = document.querySelector('#b').textContent;",
        'a.innerHTML = he.encode(location.hash);',
        "const to = '/a?b=' + location.hash;\nwindow.location.href = to;",
        "location.assign(location.origin + '/' + location.hash);",
      ],
    );
  });
});
