import type { Words } from '../words';
import { type SourceKind, contextMembers } from './sources';

/** What a file has, by its words or its text, if a value of a kind comes into it. */
interface Signs {
  readonly words: readonly string[];
  readonly text?: readonly RegExp[];
}

const ofContext = `(?:request|req|get|cookies|${[...contextMembers].join('|')})`;

const signs: Readonly<Partial<Record<SourceKind, Signs>>> = {
  remote: {
    words: list(
      'req _req request _request Req Request ireq rq httpRequest httpReq incomingMessage IncomingMessage ctx koaContext createServer busboy Busboy formidable multiparty NextRequest NextApiRequest FastifyRequest queryStringParameters pathParameters Body BodyParam Query QueryParam QueryParams Param Params MessageBody Payload Args Hono hono searchParams ipcMain getServerSideProps',
    ),
    text: [
      // A context is as often one of a compiler; what is read of it tells.
      new RegExp(`\\b_?context\\s*\\??\\.\\s*${ofContext}\\b`),
      new RegExp(
        `\\}\\s*=\\s*_?context\\b(?<=\\{[^{}]{0,200}\\b${ofContext}\\b[^{}]{0,200}\\}\\s*=\\s*_?context)`,
      ),
      /Context\b(?<=\b[a-z_]\w*\s*\??:\s*(?:\w+\.)?[A-Z]\w*Context|:\s*Context)/,
      /['"`]\/(?<=\.(?:get|post|put|patch|delete|all|use|route)\s*\(\s*['"`]\/)/,
      /,\s*_?(?:res|resp|response|reply|h|rep|toolkit|httpResponse|ires)\b/,
      /\.\s*(?:on|once|addListener|addEventListener)\s*\((?<=\b(?:req|request|ws|socket|sock|conn|connection|client|wss|io|stream|channel|peer|\w*[bB]usboy|\w*[fF]orm)\s*\.\s*\w+\s*\()/,
      /\.on(?:ce)?\s*\(\s*['"`](?:request|connection|upgrade)['"`]/,
    ],
  },
  page: {
    words: list(
      'useSearchParams useParams useLocation onmessage ActivatedRoute paramMap queryParamMap ipcRenderer router useRouter useRoute useHash $route',
    ),
    text: [
      // In a compiler, a location is one in a source file.
      /\blocation\s*\??\.\s*(?:href|search|hash|pathname|URL|documentURI|baseURI|referrer|name|cookie|toString)\b/,
      /\blocation(?<=[=+(,:[]\s*location)\s*[;+),\]}]/,
      /\blocation\b(?<=\b(?:window|document|self|top|parent|globalThis|opener)\s*\.\s*location)/,
      /\bdocument\b(?=\s*\??\.\s*(?:URL|cookie|referrer|documentURI|baseURI)\b)/,
      /\bdocument\b(?<=\}\s*=\s*(?:window\.)?document)/,
      /\bname\b(?<=\b(?:window|self|top|parent|opener)\s*\.\s*name)/,
      /['"`]message['"`]\s*,(?<=\(\s*.message.\s*,)/,
    ],
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
      may =
        !sign || words.hasAny(sign.words) || (sign.text?.some((one) => one.test(text)) ?? false);
      known.set(kind, may);
    }
    return may;
  };
}
