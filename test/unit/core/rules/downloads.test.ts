import { assertLines } from './variants';

const fs = "const fs = require('fs');\n";

describe('the rules for downloads', () => {
  describe('see programs that come over plain HTTP', () => {
    assertLines(
      'insecure-download',
      [
        "axios.get('http://files.example/setup.exe');",
        "exec('curl -sL http://files.example/install.sh | sh');",
        'download(`http://files.example/${name}.msi`);',
        "request({ url: 'http://files.example/tool.tar.gz' }, done);",
      ],
      [
        "axios.get('https://files.example/setup.exe');",
        "axios.get('http://files.example/logo.png');",
        "axios.get('http://localhost:8080/setup.exe');",
        "const example = 'http://files.example/setup.exe';",
        "log('see http://files.example/setup.exe');",
      ],
    );
  });

  describe('see what another server sends in a file', () => {
    assertLines(
      'downloaded-file',
      [
        `${fs}fetch(u).then((answer) => answer.text()).then((text) => fs.writeFileSync('a.js', text));`,
        `${fs}axios.get(u).then(({ data }) => { fs.writeFile('a.json', data, done); });`,
        `${fs}async function load() { const answer = await axios.get(u); fs.appendFileSync('a', answer.data); }`,
        `${fs}async function load() { const text = await (await fetch(u)).text(); await fs.promises.writeFile('a', text); }`,
      ],
      [
        `${fs}fs.writeFileSync('a', 'fixed');`,
        `${fs}fs.writeFileSync('a', JSON.stringify(settings));`,
        `${fs}fetch(u).then((answer) => { fs.writeFileSync('a', String(Number(answer.status))); });`,
        "fetch(u).then((answer) => { cache.writeFile('a', answer.text()); });",
      ],
    );
  });
});
