import type { Words } from '../words';
import type { SourceKind } from './sources';

/** What a file has, by its words or its text, if a value of a kind comes into it. */
interface Signs {
  readonly words: readonly string[];
  readonly text?: RegExp;
}

const signs: Readonly<Partial<Record<SourceKind, Signs>>> = {
  remote: {
    words: list(
      'req _req request _request Req Request ireq rq httpRequest httpReq incomingMessage IncomingMessage ctx context koaContext Context createServer busboy Busboy formidable multiparty NextRequest NextApiRequest FastifyRequest queryStringParameters pathParameters Body BodyParam Query QueryParam QueryParams Param Params MessageBody Payload Args Hono hono searchParams ipcMain getServerSideProps',
    ),
    text: /\.(?:get|post|put|patch|delete|all|use|route)\s*\(\s*['"`]\/|\.on(?:ce)?\s*\(\s*['"`](?:message|data|request|connection|upgrade|file|field)['"`]|\b(?:res|resp|response|reply|toolkit|h)\s*(?::\s*[\w.]+\s*)?[,)]\s*(?:=>|\{|:|next)/,
  },
  page: {
    words: list(
      'location referrer documentURI baseURI useSearchParams useParams useLocation onmessage ActivatedRoute paramMap queryParamMap ipcRenderer router useRouter useRoute useHash $route',
    ),
    text: /\bdocument\s*\.\s*(?:URL|cookie)\b|\b(?:window|self|top|parent|opener)\s*\.\s*name\b|['"`]message['"`]/,
  },
  dom: {
    words: list(
      '$ jQuery localStorage sessionStorage getAttribute textContent innerText getElementById querySelector val value clipboardData dataTransfer clipboard',
    ),
  },
  library: { words: list('exports export') },
  stored: {
    words: list(
      'readFile readFileSync readdir readdirSync readlink readJson readJsonSync readJSON db pool collection findOne findById findAll knex',
    ),
  },
  archive: {
    words: list(
      'unzipper unzip unzip2 tar extract AdmZip admZip yauzl decompress unzipSync getEntries getEntry entry entryName',
    ),
  },
  response: { words: list('fetch axios got request needle superagent ky $fetch XMLHttpRequest') },
  local: { words: list('process argv env prompt question Deno stdin readline') },
};

function list(words: string): readonly string[] {
  return words.split(' ');
}

/** Whether a value of a kind may come into a file; each kind is looked for once. */
export function sourcesIn(text: string, words: Words): (kind: SourceKind) => boolean {
  const known = new Map<SourceKind, boolean>();
  return (kind) => {
    let may = known.get(kind);
    if (may === undefined) {
      const sign = signs[kind];
      may = !sign || words.hasAny(sign.words) || (sign.text?.test(text) ?? false);
      known.set(kind, may);
    }
    return may;
  };
}
