import { Type } from 'typebox';
import type { HubDeps } from './deps.ts';
import { type App, failures, isoTime, refuse } from './http.ts';
import { causeCode } from './log.ts';

const Health = Type.Object({ status: Type.String(), hubTime: Type.String() });

/**
 * `/healthz`: the process answers. `/readyz`: it can also commit, and is not about to stop; a balancer sends machines only then. Both also stand under `/v1/`.
 */
export function healthRoutes(app: App, deps: HubDeps): void {
  for (const url of ['/healthz', '/v1/health']) {
    app.get(url, { schema: { response: { 200: Health, ...failures } } }, async () => ({
      status: 'ok',
      hubTime: isoTime(deps.clock.wallMs()),
    }));
  }
  for (const url of ['/readyz', '/v1/ready']) {
    app.get(url, { schema: { response: { 200: Health, ...failures } } }, async (_request, reply) => {
      if (deps.isDraining() || deps.stop.aborted) return refuse(reply, deps.clock, 'unavailable', 'stopping');
      const fault = await databaseFault(deps);
      if (fault !== null) return refuse(reply, deps.clock, 'unavailable', fault);
      return { status: 'ready', hubTime: isoTime(deps.clock.wallMs()) };
    });
  }
}

/** Null = it takes writes. Whatever else it says, machines had better ask elsewhere. */
async function databaseFault({ sql, log }: Pick<HubDeps, 'sql' | 'log'>): Promise<string | null> {
  try {
    const [row] = await sql<{ writable: boolean }[]>`select not pg_is_in_recovery() as writable`;
    return row?.writable === true ? null : 'database is read-only';
  } catch (cause) {
    log('hub.request.failed', { route: '/readyz', cause: causeCode(cause) });
    return 'database is away';
  }
}
