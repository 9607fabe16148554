import { assertLines } from './variants';

const mail =
  "const transport = require('nodemailer').createTransport({});\napp.post('/', (req, res) => { ";

describe('the rule for hosts in letters', () => {
  describe('sees the host of a request', () => {
    assertLines(
      'host-header',
      [
        `${mail}transport.sendMail({ to, text: 'https://' + req.headers.host + '/reset' }); });`,
        `${mail}transport.sendMail({ to, html: \`<a href="\${req.get('origin')}">x</a>\` }); });`,
        `${mail}const link = \`http://\${req.headers['x-forwarded-host']}/\`; const letter = { to, text: link }; transport.sendMail(letter); });`,
        `${mail}const url = req.protocol + '://' + req.hostname; transport.sendMail({ to, text: url }); });`,
      ],
      [
        `${mail}transport.sendMail({ to, text: 'https://a.example/reset', headers: {} }); });`,
        `${mail}transport.sendMail({ to, text: process.env.HOST, from: req.headers.host }); });`,
        `${mail}transport.sendMail({ to, text: req.body.text, host }); });`,
        `${mail}socket.send({ text: req.headers.host }); });`,
      ],
    );
  });
});
