/** Bundles the browser client to client/dist. The server does the same when it starts. */
import { fileURLToPath } from 'node:url';
import { buildClient } from './server/build-client.mjs';

await buildClient(fileURLToPath(new URL('.', import.meta.url)));
