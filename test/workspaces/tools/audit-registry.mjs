import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/**
 * A registry on the loopback that answers npm's bulk advisory request from `advisoriesFile` and
 * sends npm to `registry` for everything else. Resolves to `{ url, close }`.
 */
export async function serveAdvisories(advisoriesFile, registry) {
  const advisories = new Map(Object.entries(JSON.parse(readFileSync(advisoriesFile, 'utf8'))));
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') {
      response.writeHead(302, { location: new URL(request.url.slice(1), registry).href }).end();
      return;
    }
    const body = await buffer(request);
    const zipped = request.headers['content-encoding'] === 'gzip';
    const asked = Object.keys(JSON.parse(zipped ? gunzipSync(body) : body));
    const known = asked.filter((name) => advisories.has(name));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(Object.fromEntries(known.map((n) => [n, advisories.get(n)]))));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
