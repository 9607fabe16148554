import { assertLines } from './variants';

const handler = (body: string) => `app.get('/', (req, res) => { ${body} });`;

describe('the rule for parameters that may be lists', () => {
  describe('sees checks of a text that may be none', () => {
    assertLines(
      'parameter-type',
      [
        handler("if (req.query.file.includes('..')) return;"),
        handler("const { file } = req.query; if (file.indexOf('..') >= 0) return;"),
        handler("if (!req.body.url.includes('a.example')) return;"),
        handler("const name = req.query.name || ''; run(name.lastIndexOf('.') > 0 ? 1 : 2);"),
      ],
      [
        handler(
          "if (typeof req.query.file !== 'string') return; if (req.query.file.includes('..')) return;",
        ),
        handler("if (String(req.query.file).includes('..')) return;"),
        handler("if (req.params.file.includes('..')) return;"),
        handler("if (`${req.query.a}`.includes('..')) return;"),
        handler("const at = req.query.file.indexOf('.');"),
        handler("if (['a', 'b'].includes(req.query.kind)) return;"),
        handler('if (req.query.tags.includes(tag)) return;'),
      ],
    );
  });
});
