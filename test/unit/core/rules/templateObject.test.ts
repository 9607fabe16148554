import { assertLines } from './variants';

const handler = (body: string) => `app.post('/', (req, res) => { ${body} });`;

describe('the rule for objects that templates get', () => {
  describe('sees an object that a client makes', () => {
    assertLines(
      'template-object',
      [
        handler("res.render('a', req.body);"),
        handler("res.render('a', req.query.values);"),
        handler("res.render('a', { title: 'x', ...req.body });"),
        handler("const values = JSON.parse(req.query.v); res.render('a', values);"),
      ],
      [
        handler("res.render('a', { name: req.body.name });"),
        handler("res.render('a', { ...defaults });"),
        handler("res.render('a', pick(req.body, ['name']));"),
        handler("chart.render('a', req.body);"),
        handler("res.render('a');"),
      ],
    );
  });
});
