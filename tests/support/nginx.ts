import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../../hub/testing/certificate.ts';
import { root } from './yitiji-process.ts';

/** nginx from the system, run with the example of the documentation. */
export interface Nginx {
  readonly url: string;
  /** PEM of the authority that signed its certificate, and those of machines. */
  readonly authority: string;
  /** A machine's certificate, as mutual TLS asks for. */
  readonly machine: { readonly cert: string; readonly key: string };
  stop(): Promise<void>;
}

const example = join(root, 'docs', 'nginx.conf.example');

/**
 * Starts nginx with `docs/nginx.conf.example`: only addresses and the places of certificates are put in, so that what is proven is what people copy.
 * @param hubs addresses of the three instances
 * @param mutual with the example's lines for mutual TLS switched on
 */
export async function startNginx(hubs: readonly string[], mutual: boolean): Promise<Nginx> {
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-nginx-'));
  const authority = makeCertificate(dir, 'authority', { subject: 'Test authority', signer: null });
  makeCertificate(dir, 'hub', { subject: 'hub.example.gov.cn', signer: 'authority' });
  makeCertificate(dir, 'machine', { subject: 'TH0101', signer: 'authority' });
  const port = await freePort();
  const site = siteOf({ hubs, mutual, port, dir });
  writeFileSync(join(dir, 'site.conf'), site);
  writeFileSync(join(dir, 'nginx.conf'), mainConf(dir));
  const child = spawn('nginx', ['-p', dir, '-c', join(dir, 'nginx.conf'), '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  await running(child, said);
  return {
    url: `https://127.0.0.1:${port}`,
    authority,
    machine: {
      cert: readFileSync(join(dir, 'machine.crt'), 'utf8'),
      key: readFileSync(join(dir, 'machine.key'), 'utf8'),
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGQUIT');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Status of a GET over TLS, with or without a certificate of one's own. */
export function statusOver(
  { authority }: Nginx,
  url: string,
  own?: { readonly cert: string; readonly key: string },
): Promise<number> {
  return new Promise((settle, fail) => {
    const asked = request(url, { ca: authority, agent: false, ...own }, (reply) => {
      reply.resume();
      settle(reply.statusCode ?? 0);
    });
    asked.on('error', fail);
    asked.end();
  });
}

interface Site {
  readonly hubs: readonly string[];
  readonly mutual: boolean;
  readonly port: number;
  readonly dir: string;
}

function siteOf({ hubs, mutual, port, dir }: Site): string {
  const replaced: (readonly [RegExp, string])[] = [
    ...hubs.map((url, at): [RegExp, string] => [new RegExp(`127\\.0\\.0\\.1:847${at + 1}`), new URL(url).host]),
    [/listen 443 ssl;/, `listen 127.0.0.1:${port} ssl;`],
    [/\/etc\/nginx\/hub\.crt/, join(dir, 'hub.crt')],
    [/\/etc\/nginx\/hub\.key/, join(dir, 'hub.key')],
    [/\/etc\/nginx\/machines-ca\.crt/, join(dir, 'authority.crt')],
    ...(mutual
      ? ([
          [/# ssl_client_certificate/, 'ssl_client_certificate'],
          [/# ssl_verify_client/, 'ssl_verify_client'],
          [/# if \(\$ssl_client_verify/, 'if ($ssl_client_verify'],
        ] as const)
      : []),
  ];
  // The comment above the upstream names the ports too.
  let text = readFileSync(example, 'utf8').replace(/^#.*\n/gm, '');
  for (const [from, to] of replaced) {
    if (!from.test(text)) throw new Error(`the example does not hold ${from.source}`);
    text = text.replace(from, () => to);
  }
  return text;
}

function mainConf(dir: string): string {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(dir, name)};`,
  );
  // As root its workers are another account's, and a body that does not fit into memory goes through a folder here.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  return `daemon off;
${user}pid ${join(dir, 'pid')};
worker_processes 1;
error_log stderr notice;
events { worker_connections 256; }
http { access_log off; ${temp.join(' ')} include ${join(dir, 'site.conf')}; }
`;
}

/** nginx says so once its worker runs, which holds the sockets that were opened before. */
async function running(child: ChildProcess, said: readonly string[]): Promise<void> {
  await new Promise<void>((settle, fail) => {
    child.stderr?.on('data', () => {
      if (said.join('').includes('start worker process ')) settle();
    });
    child.once('exit', () => fail(new Error(`nginx ended: ${said.join('')}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
