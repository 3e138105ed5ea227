import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubError, HubErrorCode } from '../contract/hub-api.ts';
import type { HubDeps } from './deps.ts';
import { type App, errorStatus, isoTime } from './http.ts';

/**
 * What every answer carries unless its route says otherwise: nothing of it is a page that may run, stand in a frame, be guessed to be something else, be kept, or tell
 * where somebody came from (OWASP ASVS 4.0.3 V8.2.1, V14.4). The console's files have a policy of their own (console/files.ts).
 */
export const answerHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** A year, as browsers want it before they believe it at once. */
const onlyTls = 'max-age=31536000; includeSubDomains';

/** Whether people reach this hub over TLS: by its public address, or as the gateway says. A hub on loopback has none. */
export function isOverTls(deps: Pick<HubDeps, 'publicUrl'>, request: Pick<FastifyRequest, 'protocol'>): boolean {
  return request.protocol === 'https' || deps.publicUrl().startsWith('https:');
}

/** Sets them; also where no hook has run yet (an address that the router cannot read). */
export function setAnswerHeaders(deps: HubDeps, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(answerHeaders);
  // Pages of the console reckon by it how long ago something was.
  reply.header('date', new Date(deps.clock.wallMs()).toUTCString());
  if (isOverTls(deps, request)) reply.header('strict-transport-security', onlyTls);
}

/** Call before all routes and other hooks: what a later one refuses carries them too. */
export function installAnswerHeaders(app: App, deps: HubDeps): void {
  app.addHook('onRequest', async (request, reply) => {
    setAnswerHeaders(deps, request, reply);
  });
  app.addHook('onSend', async (_request, reply, payload) => {
    // Data that is opened as an address is put away, not shown (V14.4.2).
    if (
      String(reply.getHeader('content-type')).startsWith('application/json') &&
      !reply.hasHeader('content-disposition')
    )
      reply.header('content-disposition', 'attachment; filename="api.json"');
    return payload;
  });
}

/**
 * Answers what is not even HTTP, or more of a head than 16 KiB, in the form of every refusal, and ends the connection: what comes behind it could be taken for something else.
 */
export function answerBrokenHttp({ clock, log }: Pick<HubDeps, 'clock' | 'log'>, cause: Error, socket: Socket): void {
  const code = 'code' in cause ? cause.code : '';
  // Nobody is there any more.
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const error: HubErrorCode = code === 'HPE_HEADER_OVERFLOW' ? 'tooLarge' : 'badRequest';
  log('hub.request.refused', { route: '', status: errorStatus[error], code: error });
  const body: HubError = { error, detail: 'not a request of HTTP/1.1', hubTime: isoTime(clock.wallMs()) };
  const text = JSON.stringify(body);
  const head = {
    ...answerHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  };
  // A HEAD is answered with the head alone (RFC 9110 §9.3.2), also by who understood no more of it; what would follow belongs to no answer. Seen where the method stands in the packet that was not understood.
  const { rawPacket } = cause as { readonly rawPacket?: Buffer };
  const isHead = rawPacket?.subarray(0, 5).toString('latin1') === 'HEAD ';
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${errorStatus[error]} ${error}\r\n${lines.join('')}\r\n${isHead ? '' : text}`);
}
