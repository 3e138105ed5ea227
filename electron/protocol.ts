import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import type { Log } from '../contract/log.ts';
import { contentSecurityPolicy, pageScheme, resolveAsset } from './assets.ts';
import { permissionsPolicy } from './page-powers.ts';

/** Declares the page's scheme. Must run before the app is ready. `stream`: sounds are read as they come; without it none is played. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, stream: true } },
  ]);
}

/** Serves the built page, and nothing else, to one session. */
export function servePage(session: Session, root: string, log: Log): void {
  session.protocol.handle(pageScheme, async (request) => {
    const asset = resolveAsset(root, request);
    if (!asset.ok) {
      log('shell.escape.refused', { kind: `asset ${asset.error}` });
      return answer(asset.error === 'badMethod' ? 405 : 403, 'text/plain', '');
    }
    try {
      return answer(200, asset.value.contentType, await readFile(asset.value.path));
    } catch {
      // Absent or unreadable: the page is told so and the paint watch acts if it was needed.
      return answer(404, 'text/plain', '');
    }
  });
}

function answer(status: number, contentType: string, body: string | Uint8Array<ArrayBuffer>): Response {
  return new Response(body, {
    status,
    headers: {
      'content-type': contentType,
      'content-security-policy': contentSecurityPolicy,
      'permissions-policy': permissionsPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  });
}
