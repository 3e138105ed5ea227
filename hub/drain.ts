import type { Server } from 'node:http';

/**
 * Counts the answers that are under way, so that a server can close as soon as the last one is out. `server.close()` alone also waits for connections on
 * which a peer never sent a request (browsers and HTTP clients open them ahead), up to the connection timeout.
 */
export function watchAnswers(server: Server): { readonly idle: () => Promise<void> } {
  let open = 0;
  let waiting: (() => void)[] = [];
  server.on('request', (_request, response) => {
    open += 1;
    response.once('close', () => {
      open -= 1;
      if (open > 0) return;
      for (const done of waiting) done();
      waiting = [];
    });
  });
  return {
    idle: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
