import { assertLines } from './variants';

const fail = (body: string) => `app.use((error, req, res, next) => { ${body} });`;

describe('the rule for stacks in answers', () => {
  describe('sees a stack that is sent', () => {
    assertLines(
      'stack-trace-exposure',
      [
        fail('res.status(500).send(error.stack);'),
        fail('res.send(`<pre>${error.stack}</pre>`);'),
        fail('const { stack } = error; res.json({ stack });'),
        fail('const text = error.stack; res.end(text);'),
        'http.createServer((req, res) => { try { run(); } catch (e) { res.end(String(e.stack)); } });',
        'app.use(async (ctx, next) => { try { await next(); } catch (e) { ctx.res.end(e.stack); } });',
      ],
      [
        fail('console.error(error.stack); res.send("failed");'),
        fail('res.send(error.message);'),
        fail("if (process.env.NODE_ENV !== 'production') res.send(error.stack);"),
        fail("res.json({ trace: isDevelopment ? error.stack : '' });"),
        fail('logger.write(error.stack);'),
        "const stack = ['a']; app.get('/', (req, res) => res.json({ stack }));",
      ],
    );
  });
});
