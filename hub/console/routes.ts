import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { ConsoleTransaction } from '../../contract/hub-api.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures } from '../http.ts';
import { MachineState, machineStates } from '../machines/machine-state.ts';
import { openConsoleFeed } from './feed.ts';
import { newestTransactions } from './rows.ts';

const files = [
  { url: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  { url: '/console.js', file: 'console.js', type: 'text/javascript; charset=utf-8' },
  { url: '/console-texts.js', file: 'console-texts.js', type: 'text/javascript; charset=utf-8' },
  { url: '/console.css', file: 'console.css', type: 'text/css; charset=utf-8' },
] as const;

/** Nothing from elsewhere, nothing inline, no frame around it, forms go nowhere by themselves. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The operator's page: what arrives, live, and which machines there are. No person appears in any of it. */
export function consoleRoutes(app: App, deps: HubDeps): void {
  for (const { url, file, type } of files) {
    const content = readFileSync(join(import.meta.dirname, file), 'utf8');
    app.get(url, async (_request, reply) =>
      reply
        .headers({
          'content-security-policy': policy,
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cache-control': 'no-cache',
        })
        .type(type)
        .send(content),
    );
  }

  app.get(
    '/v1/console/transactions',
    {
      schema: {
        querystring: Type.Object(
          { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(ConsoleTransaction), ...failures },
      },
    },
    async (request) => [...(await newestTransactions(deps.sql, request.query.limit ?? 100))],
  );

  app.get(
    '/v1/console/machines',
    { schema: { response: { 200: Type.Array(MachineState), ...failures } } },
    async () => [
      ...(await machineStates(deps.sql, Math.round(deps.clock.wallMs()), { after: '', limit: 500, onlyAlarms: false })),
    ],
  );

  const feed = openConsoleFeed(deps);
  app.get('/v1/console/events', async (_request, reply) => {
    reply.hijack();
    if (feed.add(reply.raw)) return;
    reply.raw.writeHead(503, { 'retry-after': '5' }).end();
  });
}
