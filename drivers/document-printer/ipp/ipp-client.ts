import { type ClientRequest, request as httpRequest } from 'node:http';
import { err, ok, type Result } from '../../../contract/result.ts';
import { ippLimits } from './codec.ts';
import type { IppFailure, IppFailureKind, IppPort } from './ipp-port.ts';

/** Where a print server listens: a unix socket, or a host and port. */
export type IppPlace =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

export interface IppClientOptions {
  readonly place: IppPlace;
  /** Path of the HTTP request, for example `/printers/A4`: cupsd takes its access rules from it. */
  readonly path: string;
}

/**
 * An IPP port over HTTP/1.1 to cupsd, on Node's own client. One connection for each request: cupsd closes idle ones, and a request that meets a
 * closing connection could not be told from one that was half sent.
 */
export function createIppClient({ place, path }: IppClientOptions): IppPort {
  const id = place.kind === 'socket' ? `${place.path}${path}` : `ipp://${place.host}:${place.port}${path}`;
  return { id, post: (request, document, signal) => post(place, path, request, document, signal) };
}

function post(
  place: IppPlace,
  path: string,
  request: Uint8Array,
  document: Uint8Array | null,
  signal: AbortSignal,
): Promise<Result<Uint8Array, IppFailure>> {
  if (signal.aborted) return Promise.resolve(err(failure('aborted', false, 'aborted before connecting')));
  return new Promise((resolve) => {
    let isConnected = false;
    const http = httpRequest({
      ...(place.kind === 'socket' ? { socketPath: place.path } : { host: place.host, port: place.port }),
      agent: false,
      method: 'POST',
      path,
      headers: {
        // cupsd refuses other host names on a unix socket.
        Host: 'localhost',
        'Content-Type': 'application/ipp',
        'Content-Length': request.length + (document?.length ?? 0),
      },
    });
    const settle = (result: Result<Uint8Array, IppFailure>) => {
      signal.removeEventListener('abort', onAbort);
      http.destroy();
      resolve(result);
    };
    const onAbort = () => settle(err(failure('aborted', isConnected, 'aborted')));
    signal.addEventListener('abort', onAbort, { once: true });
    http.once('socket', (socket) => {
      socket.once('connect', () => {
        isConnected = true;
      });
    });
    // Also after settling: a destroyed request may still report an error, which must not become an exception.
    http.on('error', (error: NodeJS.ErrnoException) => settle(err(connectionFailure(error, isConnected))));
    receive(http, settle);
    http.write(request);
    if (document !== null) http.write(document);
    http.end();
  });
}

function receive(http: ClientRequest, settle: (result: Result<Uint8Array, IppFailure>) => void): void {
  http.once('response', (response) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const { statusCode = 0 } = response;
    response.on('data', (chunk: Uint8Array) => {
      length += chunk.length;
      if (length > ippLimits.messageBytes) settle(err(failure('garbled', true, 'reply too long')));
      else chunks.push(chunk);
    });
    response.once('error', (error) => settle(err(failure('lost', true, error.message))));
    response.once('close', () => {
      if (!response.complete) return settle(err(failure('lost', true, 'connection closed within the reply')));
      if (statusCode !== 200) {
        // cupsd answers these before it has read the message, but it may have taken part of it.
        return settle(err({ ...failure('http', true, `HTTP ${statusCode}`), http: statusCode }));
      }
      settle(ok(Buffer.concat(chunks)));
    });
  });
}

function connectionFailure(error: NodeJS.ErrnoException, isConnected: boolean): IppFailure {
  const { code = '' } = error;
  if (isConnected) return failure('lost', true, code === '' ? error.message : code);
  if (code === 'ENOENT' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') return failure('absent', false, code);
  return failure('refused', false, code === '' ? error.message : code);
}

function failure(kind: IppFailureKind, mayHaveArrived: boolean, detail: string): IppFailure {
  return { kind, mayHaveArrived, detail };
}
