import { readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubDeps } from '../deps.ts';
import { refuse } from '../http.ts';

const gzipped = promisify(gzip);

const typeOf: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/** Worth packing; fonts are packed already. */
const isText = (type: string) => /^(text\/|image\/svg)/.test(type);

/** Nothing from elsewhere, nothing inline, no frame around it, forms go nowhere by themselves. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};

/** What people see who open a hub without its console: what is missing and what to do. The rest of the hub works. */
const notBuilt = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>一体机中心</title>
<h1>一体机中心在运行，管理页面还没有生成</h1>
<p>请在安装目录运行 <code>npm run build</code>，再刷新本页。机器不受影响。</p>
<p lang="en">The hub runs. Its console has not been built: run <code>npm run build</code> in its folder, then load this page again. Machines are not affected.</p>
</html>
`;

/** Where `npm run build` puts the console. */
const builtConsole = join(import.meta.dirname, '../../dist/console');

interface Packed {
  readonly plain: Buffer;
  readonly packed: Buffer | null;
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * Answers what no route of the hub answers: the console's files under their own names, and the page itself for every address that a browser opens (the page knows its own
 * addresses). Whoever asks for data gets the hub's "no such route".
 * @param dir as `npm run build` makes it; it may be missing, and may be built anew while the hub runs
 */
export function consoleFiles(deps: Pick<HubDeps, 'clock'>, dir = builtConsole): Handler {
  let names: ReadonlySet<string> = new Set();
  const kept = new Map<string, Promise<Packed>>();

  let builtMs: number | null = null;

  /** Names of the files; only these are ever opened, so no address leads out of the folder. A console that was built anew is taken over. */
  const find = (): ReadonlySet<string> => {
    const nowMs = statSync(join(dir, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? null;
    if (nowMs !== builtMs) {
      builtMs = nowMs;
      names = nowMs === null ? new Set() : filesBelow(dir);
      kept.clear();
    }
    return names;
  };

  const send = async (reply: FastifyReply, name: string, takesGzip: boolean) => {
    const type = typeOf[extname(name)] ?? 'application/octet-stream';
    const { plain, packed } = await keep(name, type);
    // Names of built files change with their content; the page itself does not.
    const caching = name === 'index.html' ? 'no-cache' : 'public, max-age=31536000, immutable';
    reply.headers({ ...headers, 'cache-control': caching }).type(type);
    if (packed === null) return reply.send(plain);
    reply.header('vary', 'accept-encoding');
    return takesGzip ? reply.header('content-encoding', 'gzip').send(packed) : reply.send(plain);
  };

  const keep = (name: string, type: string): Promise<Packed> => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const reading = read(join(dir, name), isText(type));
    // Fonts are large and seldom asked for twice: browsers keep them.
    if (isText(type)) kept.set(name, reading);
    reading.catch(() => kept.delete(name));
    return reading;
  };

  return async (request, reply) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(reply, deps.clock, 'notFound', 'no such route');
    const path = decodedPath(request.url);
    const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    if (path !== null && path !== 'index.html' && find().has(path)) return send(reply, path, takesGzip);
    const isPage = path === '' || (request.headers.accept ?? '').includes('text/html');
    if (path === null || path.startsWith('v1/') || !isPage)
      return refuse(reply, deps.clock, 'notFound', 'no such route');
    if (find().has('index.html')) return send(reply, 'index.html', takesGzip);
    return reply
      .code(503)
      .headers({ ...headers, 'cache-control': 'no-store' })
      .type(typeOf['.html'] ?? '')
      .send(notBuilt);
  };
}

async function read(file: string, pack: boolean): Promise<Packed> {
  const plain = await readFile(file);
  return { plain, packed: pack ? await gzipped(plain) : null };
}

/** Path of an address without its leading slash; null where it is not written properly. */
function decodedPath(url: string): string | null {
  try {
    return decodeURIComponent(url.split('?', 1)[0] ?? '').replace(/^\/+/, '');
  } catch {
    return null;
  }
}

function filesBelow(dir: string): ReadonlySet<string> {
  try {
    return new Set(
      readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(dir.length + 1)
            .replaceAll('\\', '/'),
        ),
    );
  } catch {
    return new Set();
  }
}
