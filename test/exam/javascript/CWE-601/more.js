import express from 'express';
import http from 'node:http';
import Koa from 'koa';

const router = express.Router();

class AuthController {
  async callback(req, res) {
    const { state } = req.query;
    const { returnUrl } = JSON.parse(Buffer.from(state, 'base64').toString());
    return res.redirect(returnUrl); // BAD: CWE-601
  }

  logout(req, res) {
    req.session.destroy(() => res.redirect(req.body.after || '/')); // BAD: CWE-601
  }

  home(req, res) {
    res.redirect(req.baseUrl + '/home'); // OK
  }
}

const controller = new AuthController();
router.get('/callback', controller.callback);
router.post('/logout', (req, res) => controller.logout(req, res));
router.get('/home', controller.home);

function redirectTo(res, target) {
  res.statusCode = 302;
  res.setHeader('Location', target); // BAD: CWE-601
  res.end();
}

http.createServer((req, res) => {
  const params = new URL(req.url, 'http://x').searchParams;
  redirectTo(res, params.get('to'));
});

router.get('/ternary', (req, res) => {
  const target = req.query.to ? req.query.to : '/';
  return res.redirect(301, target); // BAD: CWE-601
});

router.get('/trim', (req, res) => {
  res.redirect(String(req.query.to).trim()); // BAD: CWE-601
});

router.get('/encoded', (req, res) => {
  res.redirect('/login?next=' + encodeURIComponent(req.originalUrl)); // OK
});

router.get('/item/:id', (req, res) => {
  res.redirect(`/items/${req.params.id}`); // OK
});

router.get('/number/:id', (req, res) => {
  res.redirect('/' + parseInt(req.params.id, 10)); // OK
});

router.get('/host', (req, res) => {
  const target = new URL(req.query.to, 'https://example.com');
  if (target.host !== 'example.com') return res.redirect('/');
  return res.redirect(target.href); // GUARDED
});

router.get('/path', (req, res) => {
  const { pathname } = new URL(req.query.to, 'https://example.com');
  res.redirect('https://example.com' + pathname); // OK
});

router.get('/switch', (req, res) => {
  switch (req.query.to) {
    case 'a':
      return res.redirect('/a'); // OK
    default:
      return res.redirect('/b'); // OK
  }
});

new Koa().use(async (ctx) => {
  ctx.set('Location', ctx.query.to); // BAD: CWE-601
  ctx.status = 302;
});

export default router;
