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

/** A database that has not answered within so many milliseconds is away for whoever asks: a balancer asks every few seconds. Own choice. */
export const readyAnswerMs = 2_000;

/** Null = it takes writes. Whatever else it says, or when it says nothing in time, machines had better ask elsewhere. Never rejects. */
export async function databaseFault({
  sql,
  log,
  clock,
}: Pick<HubDeps, 'sql' | 'log' | 'clock'>): Promise<string | null> {
  let cancel = (): void => undefined;
  const silent = new Promise<string>((resolve) => {
    cancel = clock.after(readyAnswerMs, () => resolve('database does not answer'));
  });
  try {
    return await Promise.race([writeFault({ sql, log }), silent]);
  } finally {
    cancel();
  }
}

async function writeFault({ sql, log }: Pick<HubDeps, 'sql' | 'log'>): Promise<string | null> {
  try {
    const [row] = await sql<{ writable: boolean }[]>`select not pg_is_in_recovery() as writable`;
    return row?.writable === true ? null : 'database is read-only';
  } catch (cause) {
    log('hub.request.failed', { route: '/readyz', cause: causeCode(cause) });
    return 'database is away';
  }
}
