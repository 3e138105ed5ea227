import { Type } from 'typebox';
import type { HubDeps } from './deps.ts';
import { type App, failures, isoTime, refuse } from './http.ts';

const Health = Type.Object({ status: Type.String(), hubTime: Type.String() });

/** `health`: the process answers. `ready`: it can also commit; a balancer sends machines only then. */
export function healthRoutes(app: App, deps: HubDeps): void {
  app.get('/v1/health', { schema: { response: { 200: Health, ...failures } } }, async () => ({
    status: 'ok',
    hubTime: isoTime(deps.clock.wallMs()),
  }));

  app.get('/v1/ready', { schema: { response: { 200: Health, ...failures } } }, async (_request, reply) => {
    if (deps.stop.aborted) return refuse(reply, deps.clock, 'unavailable', 'stopping');
    const [row] = await deps.sql<{ writable: boolean }[]>`select not pg_is_in_recovery() as writable`;
    if (row?.writable !== true) return refuse(reply, deps.clock, 'unavailable', 'database is read-only');
    return { status: 'ready', hubTime: isoTime(deps.clock.wallMs()) };
  });
}
