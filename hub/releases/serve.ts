import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { HubDeps } from '../deps.ts';
import { type App, refuse } from '../http.ts';
import { byteRange } from './byte-range.ts';
import { type OpenedFile, openPlain } from './repository.ts';

/** Names that may be asked for. What fits has no dots that lead elsewhere, so there is nothing to escape from. */
const sha256 = '[0-9a-f]{64}';
const version = '[0-9a-z]{1,16}(\\.[0-9a-z]{1,16}){0,5}';
const Metadata = Type.String({ pattern: '^([1-9]\\d{0,9}\\.[a-z0-9-]{1,64}|timestamp)\\.json$' });
const Manifest = Type.String({ pattern: `^${sha256}\\.${version}\\.json$` });
const Folder = Type.String({ pattern: '^(app|catalogue|config|notice)$' });
const Scope = Type.String({ pattern: '^[a-z0-9-]{1,67}$' });
const Prefix = Type.String({ pattern: '^[0-9a-f]{2}$' });
const Content = Type.String({ pattern: `^${sha256}$` });

/** Downloads at once and instance: machines that come on top wait and come back. Each holds one file open. */
const mostDownloads = 128;

/** What never changes under its name: all but the timestamp. */
const forEver = 'public, max-age=31536000, immutable';

/**
 * The repository of releases as `release publish` has made it: plain files, as any static server would give them, with ranges and without compression. Public: what is in it is signed, and tells
 * nothing of anybody.
 * @param most downloads at once
 */
export function releaseRoutes(
  app: App,
  deps: Pick<HubDeps, 'clock' | 'releasesDir' | 'stop'>,
  most = mostDownloads,
): void {
  let downloads = 0;

  const serve = async (request: FastifyRequest, reply: FastifyReply, parts: readonly string[], immutable: boolean) => {
    if (request.method === 'GET' && downloads >= most) {
      return refuse(reply, deps.clock, 'unavailable', 'too many downloads at once');
    }
    // Counted before the file is opened: of a thousand that come together not all may find room.
    downloads += 1;
    const counted = { untilClosed: false };
    try {
      return await answer(request, reply, { parts, immutable }, counted);
    } finally {
      if (!counted.untilClosed) downloads -= 1;
    }
  };

  /** @param counted set where the download goes on after the answer has begun: then it counts until its file is closed */
  const answer = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { parts, immutable }: { readonly parts: readonly string[]; readonly immutable: boolean },
    counted: { untilClosed: boolean },
  ): Promise<FastifyReply> => {
    const file = await openPlain(deps.releasesDir, parts);
    if (file === null) {
      // The next root is not there, until it is.
      reply.header('cache-control', 'no-store');
      return refuse(reply, deps.clock, 'notFound', 'no such file of a release');
    }
    const etag = immutable ? `"${parts.at(-1) ?? ''}"` : await contentTag(file);
    reply.headers({ etag, 'cache-control': immutable ? forEver : 'no-cache', 'accept-ranges': 'bytes' });
    reply.type(parts[0] === 'files' ? 'application/octet-stream' : 'application/json');
    if (tags(request.headers['if-none-match']).includes(etag)) {
      await file.handle.close();
      return reply.code(304).send();
    }
    // A range of what has changed since is none.
    const ifRange = request.headers['if-range'];
    const range = byteRange(ifRange === undefined || ifRange === etag ? request.headers.range : undefined, file.size);
    if (range === 'unsatisfiable') {
      await file.handle.close();
      reply.header('content-range', `bytes */${file.size}`);
      return reply.code(416).send();
    }
    const { from, to } = range === 'whole' ? { from: 0, to: file.size - 1 } : range;
    if (range !== 'whole') reply.code(206).header('content-range', `bytes ${from}-${to}/${file.size}`);
    reply.header('content-length', to - from + 1);
    if (request.method === 'HEAD' || to < from) {
      await file.handle.close();
      return reply.send('');
    }
    counted.untilClosed = true;
    const stream = file.handle.createReadStream({ start: from, end: to });
    // A hub that stops does not wait for a slow line: the machine goes on where it was.
    const stop = () => stream.destroy();
    deps.stop.addEventListener('abort', stop, { once: true });
    stream.once('close', () => {
      downloads -= 1;
      deps.stop.removeEventListener('abort', stop);
    });
    return reply.send(stream);
  };

  const methods = ['GET', 'HEAD'];
  app.route<{ Params: { file: string } }>({
    ...{ method: methods, url: '/releases/metadata/:file', schema: { params: Type.Object({ file: Metadata }) } },
    handler: async (request, reply) => {
      const { file } = request.params;
      return await serve(request, reply, ['metadata', file], file !== 'timestamp.json');
    },
  });
  app.route<{ Params: { kind: string; part: string } }>({
    ...{ method: methods, url: '/releases/targets/:kind/:part' },
    schema: { params: Type.Object({ kind: Folder, part: Manifest }) },
    handler: async (request, reply) => {
      const { kind, part } = request.params;
      return await serve(request, reply, ['targets', kind, part], true);
    },
  });
  app.route<{ Params: { kind: string; part: string; file: string } }>({
    ...{ method: methods, url: '/releases/targets/:kind/:part/:file' },
    schema: { params: Type.Object({ kind: Folder, part: Scope, file: Manifest }) },
    handler: async (request, reply) => {
      const { kind, part, file } = request.params;
      return await serve(request, reply, ['targets', kind, part, file], true);
    },
  });
  app.route<{ Params: { prefix: string; file: string } }>({
    ...{ method: methods, url: '/releases/files/:prefix/:file' },
    schema: { params: Type.Object({ prefix: Prefix, file: Content }) },
    handler: async (request, reply) => {
      const { prefix, file } = request.params;
      return await serve(request, reply, ['files', prefix, file], true);
    },
  });
}

/** Of the only file that is replaced: two versions of one second and size are two. */
async function contentTag({ handle, size }: OpenedFile): Promise<string> {
  const bytes = Buffer.alloc(Math.min(size, 65_536));
  await handle.read(bytes, 0, bytes.byteLength, 0);
  return `"${createHash('sha256').update(bytes).digest('base64url')}"`;
}

const tags = (header: string | undefined): readonly string[] =>
  (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
