import { timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { type Static, Type } from 'typebox';
import { oneOf, strict } from '../../../contract/closed-shapes.ts';
import { slipLines } from '../escpos-paper.ts';
import { slipPng, slipSvg } from '../escpos-paper-picture.ts';
import { Persona } from '../persona.ts';
import { actRefusals } from './act.ts';
import { perform } from './acts.ts';
import { BenchState } from './bench-state.ts';
import type { DeviceBench } from './device-bench.ts';
import { openEventStream } from './event-stream.ts';

/** Every refusal has this shape. `detail` is for the person who wrote the request and never repeats it. */
export const BenchError = Type.Object(
  {
    error: oneOf([
      'badRequest',
      'unauthorized',
      'forbidden',
      'notFound',
      ...actRefusals,
      'tooLarge',
      'busy',
      'internal',
    ]),
    detail: Type.String(),
  },
  strict,
);
export type BenchError = Static<typeof BenchError>;

const status = {
  badRequest: 400,
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  unknownPersona: 404,
  nothingThere: 409,
  occupied: 409,
  cannotBeWritten: 422,
  notOnBench: 409,
  notReady: 503,
  tooLarge: 413,
  busy: 503,
  internal: 500,
} as const;

const failures = { '4xx': BenchError, '5xx': BenchError } as const;

/** The largest act is a code of 1,200 characters, three bytes each. */
const bodyBytesAtMost = 4_096;

const scripts = [
  ...(['bench.js', 'page-parts.js', 'texts.js', 'hands.js', 'log-lines.js'] as const),
  ...(['id-reader.js', 'receipt-printer.js', 'card-dispenser.js', 'dispenser-picture.js'] as const),
  ...(['scanner.js', 'io-board.js', 'optional-devices.js'] as const),
] as const;

const files = [
  { url: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  ...scripts.map((name) => ({ url: `/${name}`, file: name, type: 'text/javascript; charset=utf-8' })),
  { url: '/bench.css', file: 'bench.css', type: 'text/css; charset=utf-8' },
  { url: '/devices.css', file: 'devices.css', type: 'text/css; charset=utf-8' },
  { url: '/icon.svg', file: 'icon.svg', type: 'image/svg+xml' },
] as const;

/** Nothing from elsewhere, nothing inline, no frame around it; the token in the address goes to nobody; nothing is kept. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

/**
 * The bench over HTTP, without a socket: `listen` (on loopback) or `inject` it. The page's files are open; everything that shows or changes the
 * bench wants the token, as `?token=` or as `Authorization: Bearer`. Closing the server does not close the bench.
 */
export function buildBenchServer(bench: DeviceBench, token: string): FastifyInstance {
  const app = fastify({
    bodyLimit: bodyBytesAtMost,
    forceCloseConnections: true,
    requestTimeout: 10_000,
    routerOptions: { maxParamLength: 64 },
    frameworkErrors: (error, _request, reply) => void answerError(error, reply),
  });
  const stream = openEventStream(bench);
  app.addHook('onClose', async () => stream.close());
  app.addHook('preClose', async () => stream.close());
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers);
    // A page from elsewhere may point its own name at 127.0.0.1; the Host header gives it away.
    if (!['127.0.0.1', 'localhost'].includes(request.hostname))
      return refuse(reply, 'forbidden', 'host name not served');
    return undefined;
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => answerError(error, reply));
  app.setNotFoundHandler((_request, reply) => refuse(reply, 'notFound', 'no such route'));

  for (const { url, file, type } of files) {
    const content = readFileSync(join(import.meta.dirname, 'page', file), 'utf8');
    app.get(url, async (_request, reply) => reply.type(type).send(content));
  }

  const wantsToken = async (request: FastifyRequest, reply: FastifyReply) =>
    hasToken(request, token) ? undefined : refuse(reply, 'unauthorized', 'token is missing or wrong');
  const guarded = { onRequest: wantsToken } as const;

  app.get('/state', { ...guarded, schema: { response: { 200: BenchState, ...failures } } }, async () => bench.state());
  app.get('/people', { ...guarded, schema: { response: { 200: Type.Array(Persona), ...failures } } }, async () => [
    ...bench.people,
  ]);
  app.get('/events', guarded, async (_request, reply) => {
    reply.hijack();
    if (!stream.add(reply.raw, headers)) reply.raw.writeHead(503, { 'retry-after': '5' }).end();
  });
  app.post('/act', { ...guarded, schema: { response: { 200: BenchState, ...failures } } }, async (request, reply) => {
    const done = await perform(bench, request.body);
    if (done.ok) return bench.state();
    if (done.error.code !== 'badRequest') return refuse(reply, done.error.code, '');
    const { path, reason } = done.error.invalid;
    return refuse(reply, 'badRequest', `${path} ${reason}`.trim());
  });
  app.get<{ Params: { file: string } }>('/slips/:file', guarded, async (request, reply) => {
    const [, name = '', kind] = /^(\d{1,6}|hanging)\.(png|svg|txt)$/.exec(request.params.file) ?? [];
    const slip = name === 'hanging' ? bench.hanging() : bench.slips()[Number(name) - 1];
    if (slip === undefined || slip.items.length === 0) return refuse(reply, 'notFound', 'no such slip');
    if (kind === 'png') return reply.type('image/png').send(slipPng(slip, bench.columns));
    if (kind === 'svg') return reply.type('image/svg+xml').send(slipSvg(slip, bench.columns));
    return reply.type('text/plain; charset=utf-8').send(`${slipLines(slip).join('\n')}\n`);
  });
  return app;
}

function hasToken(request: FastifyRequest, token: string): boolean {
  const { query } = request;
  const given =
    typeof query === 'object' && query !== null && 'token' in query
      ? query.token
      : /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refuse(reply: FastifyReply, error: BenchError['error'], detail: string): FastifyReply {
  return reply
    .code(status[error])
    .type('application/json; charset=utf-8')
    .send({ error, detail } satisfies BenchError);
}

function answerError(error: FastifyError, reply: FastifyReply): FastifyReply {
  const { statusCode = 500, code } = error;
  if (statusCode === 413) return refuse(reply, 'tooLarge', `body is over ${bodyBytesAtMost} bytes`);
  // The parser's own words may quote the body, so only its code is passed on.
  if (statusCode >= 400 && statusCode < 500) return refuse(reply, 'badRequest', code ?? 'body is not JSON');
  return refuse(reply, 'internal', code ?? 'internal error');
}
