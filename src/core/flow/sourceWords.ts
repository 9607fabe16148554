import type { SourceKind } from './sources';

/** Words of which a file has one, if a value of this kind comes into it; undefined: no word tells. */
export const sourceWords: Readonly<Record<SourceKind, readonly string[] | undefined>> = {
  remote: wordList(
    'req _req request _request Req Request ireq rq httpRequest httpReq incomingMessage IncomingMessage res response reply ctx context Context koaContext Hono hono event evt handler createServer app router fastify queryStringParameters Query QueryParam Body BodyParam Param Params Headers Args Arg MessageBody Payload ws wss socket sock conn connection peer busboy Busboy formidable multiparty form NextRequest NextApiRequest FastifyRequest searchParams',
  ),
  page: wordList(
    'location document window self referrer useSearchParams useParams useLocation opener onmessage ActivatedRoute snapshot queryParamMap paramMap router ipcMain ipcRenderer',
  ),
  dom: wordList(
    '$ jQuery document localStorage sessionStorage getAttribute val value textContent innerText',
  ),
  library: wordList('exports export module'),
  stored: wordList(
    'readFile readFileSync readdir readdirSync readlink readJson readJsonSync readJSON db pool collection findOne findById findAll knex',
  ),
  archive: wordList(
    'unzipper unzip unzip2 tar extract AdmZip admZip yauzl decompress unzipSync getEntries getEntry onentry entryName',
  ),
  response: wordList('fetch axios got request needle superagent ky $fetch XMLHttpRequest'),
  local: wordList('process argv env prompt question Deno stdin readline'),
  unknown: undefined,
};

function wordList(words: string): readonly string[] {
  return words.split(' ');
}
