import { type Clock, sleep } from '../../../contract/clock.ts';
import { type Sql, transaction } from '../../database/pool.ts';
import type { HubDeps } from '../../deps.ts';
import { grouped } from '../../grouped.ts';
import { causeCode } from '../../log.ts';
import type { AlertChange, AlertPort } from './change.ts';
import { mailPort } from './mail.ts';
import type { AlertPorts } from './ports.ts';
import { webhookPort } from './webhook.ts';

/** First pause after a failure; it doubles up to an hour. All attempts together take fourteen hours: whoever is away for a night is told in the morning. */
const firstPauseMs = 5000;
const longestPauseMs = 3_600_000;
export const attemptsAtMost = 24;
/** Longest time without a look: a hint can be lost. */
const lookMs = 60_000;

/** Milliseconds to the next attempt: doubles from the first pause up to the longest. @param attempts how many have failed */
export function pauseMs(attempts: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, attempts - 1));
}

interface Row extends Omit<AlertChange, 'alertId' | 'atMs' | 'sinceMs'> {
  readonly alert_id: string;
  readonly at_ms: string;
  readonly since_ms: string;
  readonly attempts: number;
}

/**
 * Sends what waits for this port now, one message. Rows are locked while it is under way, so that no other instance sends them, too; what was taken is noted in the same transaction. What
 * is over is not told before its beginning was.
 * @returns how many changes it tried, and why they were not taken; null = they were
 */
export async function deliverNext(
  sql: Sql,
  port: AlertPort,
  nowMs: number,
): Promise<{ readonly tried: number; readonly cause: string | null }> {
  return await transaction(sql, async (tx) => {
    const rows = await tx<Row[]>`
      select d.alert_id, d.change, d.at_ms, d.attempts, a.code, a.subject, a.severity, a.kiosk, a.place, a.district, a.numbers, a.since_ms
      from alert_delivery d join alert a on a.id = d.alert_id
      where d.port = ${port.name} and d.state = 'waiting' and d.next_ms <= ${nowMs}
        and (d.change = 'opened' or not exists (select 1 from alert_delivery o
          where o.alert_id = d.alert_id and o.port = d.port and o.change = 'opened' and o.state = 'waiting'))
      order by d.at_ms, d.alert_id limit ${port.atOnce} for update of d skip locked`;
    if (rows.length === 0) return { tried: 0, cause: null };
    const sent = await port.send(
      rows.map(({ alert_id, at_ms, since_ms, attempts: _, ...row }) => ({
        ...{ ...row, alertId: Number(alert_id), atMs: Number(at_ms), sinceMs: Number(since_ms) },
      })),
    );
    for (const { alert_id, change, attempts } of rows) {
      const tries = attempts + 1;
      const state = sent.ok ? 'sent' : tries >= attemptsAtMost ? 'failed' : 'waiting';
      await tx`
        update alert_delivery set attempts = ${tries}, state = ${state}, sent_ms = ${sent.ok ? nowMs : null},
          cause = ${sent.ok ? null : sent.error.slice(0, 64)}, next_ms = ${nowMs + pauseMs(tries)}
        where alert_id = ${alert_id} and change = ${change} and port = ${port.name}`;
    }
    return { tried: rows.length, cause: sent.ok ? null : sent.error };
  });
}

/** Says that this hub serves these ports: from now on changes wait for them. */
export async function registerPorts(sql: Sql, names: readonly string[], nowMs: number): Promise<void> {
  await sql`insert into alert_port (name, seen_ms) select name, ${nowMs}::bigint from unnest(${[...names].sort()}::text[]) as name
    on conflict (name) do update set seen_ms = excluded.seen_ms`;
}

/** The ways out that are configured: webhooks and mail. */
export function openPorts(
  { webhooks = [], mails = [] }: AlertPorts,
  deps: Pick<HubDeps, 'publicUrl'> & { readonly clock: Pick<Clock, 'wallMs'> },
): readonly AlertPort[] {
  const here = { publicUrl: () => deps.publicUrl(), wallMs: () => deps.clock.wallMs() };
  return [...webhooks.map((port) => webhookPort(port, here)), ...mails.map((port) => mailPort(port, here))];
}

/** Messages under way together. Each holds a connection to the database until the other side has answered, and machines need the rest of the pool when every mail server of the city hangs. */
const sendsAtOnce = 3;

type Delivered = Awaited<ReturnType<typeof deliverNext>>;

/** Delivers until the hub stops; each port goes at its own pace, and a mail server that hangs holds up others for as long as one message may take. */
export async function deliverAlerts(deps: HubDeps, ports: readonly AlertPort[]): Promise<void> {
  if (ports.length === 0) return;
  const deliver = grouped<AlertPort, Delivered>({
    run: (group) => Promise.all(group.map((port) => deliverNext(deps.sql, port, Math.round(deps.clock.wallMs())))),
    ...{ atMost: 1, atOnce: sendsAtOnce, waitingAtMost: ports.length },
  });
  await Promise.all(ports.map((port) => servePort(deps, port, deliver)));
}

async function servePort(
  deps: HubDeps,
  port: AlertPort,
  deliver: (port: AlertPort) => Promise<Delivered>,
): Promise<void> {
  const { sql, clock, stop, log } = deps;
  let wake = new AbortController();
  const off = deps.signals.on('alert-delivery', () => wake.abort());
  try {
    while (!stop.aborted) {
      wake = new AbortController();
      let waitMs = lookMs;
      try {
        const nowMs = Math.round(clock.wallMs());
        await registerPorts(sql, [port.name], nowMs);
        for (let isMore = true; isMore && !stop.aborted; ) {
          const { tried, cause } = await deliver(port);
          if (cause !== null) log('hub.alertDelivery.failed', { port: port.name, cause });
          isMore = tried > 0;
        }
        waitMs = await untilNext(sql, port.name, nowMs);
      } catch (cause) {
        log('hub.alertDelivery.failed', { port: port.name, cause: causeCode(cause) });
      }
      await sleep(clock, waitMs, AbortSignal.any([wake.signal, stop]));
    }
  } finally {
    off();
  }
}

async function untilNext(sql: Sql, port: string, nowMs: number): Promise<number> {
  const [row] = await sql<{ next_ms: string | null }[]>`
    select min(next_ms) as next_ms from alert_delivery where port = ${port} and state = 'waiting' and next_ms > ${nowMs}`;
  return row?.next_ms == null ? lookMs : Math.min(lookMs, Math.max(0, Number(row.next_ms) - nowMs));
}
