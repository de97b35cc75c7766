import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { products } from './catalog.js';
import { renderPage } from './page.js';

const port = Number(process.env.PORT ?? 8080);
const release = JSON.parse(readFileSync(new URL('release.json', import.meta.url), 'utf8'));

const server = createServer((request, response) => {
  if (request.url !== '/') {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is only one page, /\n');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(renderPage(products, release));
});

server.listen(port, '127.0.0.1', () => console.log(`The shop is open at http://127.0.0.1:${port}/`));

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
