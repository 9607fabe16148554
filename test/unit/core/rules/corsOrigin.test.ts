import { assertLines } from './variants';

describe('the rule for origins that CORS allows', () => {
  describe('sees answers that every site may read', () => {
    assertLines(
      'cors-origin',
      [
        'app.use(cors({ origin: true, credentials: true }));',
        "const corsOptions = { origin: '*', credentials: true };",
        'fastify.register(cors, { origin: (origin, cb) => { cb(null, true); }, credentials: true });',
        "new Server(http, { cors: { origin: 'null' } });",
        'const server = new ApolloServer({ typeDefs, cors: { origin: true } });',
        "app.use((req, res, next) => {\n  res.setHeader('Access-Control-Allow-Origin', req.headers.origin);\n  res.setHeader('Access-Control-Allow-Credentials', 'true');\n  next();\n});",
        "export default async function handler(req, res) {\n  const { origin } = req.headers;\n  res.writeHead(200, { 'Access-Control-Allow-Credentials': 'true', 'Access-Control-Allow-Origin': origin });\n}",
        "app.get('/a', (req, res) => { cors({ origin: req.query.from })(req, res); });",
      ],
      [
        "app.use(cors({ origin: 'https://a.example', credentials: true }));",
        'app.use(cors());',
        "app.use(cors({ origin: '*' }));",
        'app.use(cors({ origin: (origin, cb) => cb(null, allowed.includes(origin)), credentials: true }));',
        'app.use(cors({ origin: [/\\.a\\.example$/], credentials: true }));',
        'const point = { origin: true, size: 3 };',
        "app.use((req, res, next) => {\n  if (allowed.has(req.headers.origin)) res.setHeader('Access-Control-Allow-Origin', req.headers.origin);\n  res.setHeader('Access-Control-Allow-Credentials', 'true');\n});",
        "app.use((req, res) => { res.setHeader('Access-Control-Allow-Origin', req.headers.origin); });",
        "res.setHeader('Access-Control-Allow-Origin', 'https://a.example'); res.setHeader('Access-Control-Allow-Credentials', 'true');",
      ],
    );
  });
});
