import { Type } from 'typebox';
import { maxCommandKiosks } from '../../contract/command-states.ts';
import {
  CommandList,
  CommandQuery,
  CommandReply,
  CommandRequest,
  CommandSendList,
  CommandSendQuery,
  WatchReply,
  WithdrawReply,
  WithdrawRequest,
} from '../../contract/console/commands.ts';
import { actorOf, permit } from '../accounts/permit.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime, refuse } from '../http.ts';
import { commandRows, commandSends } from './command-rows.ts';
import { sendCommands, withdrawCommands } from './send-commands.ts';

/** A page that stays open asks again once a minute; one that is closed costs two minutes of quicker heartbeats. */
const watchMs = 120_000;

/** Commands to machines: sent, followed, taken back. */
export function commandRoutes(app: App, deps: HubDeps): void {
  const nowMs = () => Math.round(deps.clock.wallMs());

  app.post(
    '/v1/operator/commands',
    {
      onRequest: permit(deps, 'command.send'),
      schema: { body: CommandRequest, response: { 200: CommandReply, ...failures } },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const sent = await sendCommands(deps.sql, request.body, { actor, nowMs: nowMs() });
      if (!sent.ok) {
        const code = sent.error.fault === 'unknownKiosk' ? 'notFound' : 'badRequest';
        return refuse(reply, deps.clock, code, `${sent.error.fault}: ${sent.error.detail}`);
      }
      const { sendId, expiresMs, isNew, kiosks } = sent.value;
      if (isNew) deps.log('hub.command.sent', { send: sendId, kind: request.body.act.kind, machines: kiosks.length });
      const { rows } = await commandRows(deps.sql, { sendId, limit: maxCommandKiosks });
      return { sendId, expiresAt: isoTime(expiresMs), commands: rows };
    },
  );

  app.post(
    '/v1/operator/commands/withdraw',
    {
      onRequest: permit(deps, 'command.send'),
      schema: { body: WithdrawRequest, response: { 200: WithdrawReply, ...failures } },
    },
    async (request) => ({
      withdrawn: await withdrawCommands(deps.sql, request.body.sendId, { actor: actorOf(request), nowMs: nowMs() }),
    }),
  );

  app.get(
    '/v1/console/commands',
    {
      onRequest: permit(deps, 'fleet.read'),
      schema: { querystring: CommandQuery, response: { 200: CommandList, ...failures } },
    },
    async (request) => await commandRows(deps.sql, request.query),
  );

  app.get(
    '/v1/console/command-sends',
    {
      onRequest: permit(deps, 'fleet.read'),
      schema: { querystring: CommandSendQuery, response: { 200: CommandSendList, ...failures } },
    },
    async (request) => ({ rows: [...(await commandSends(deps.sql, request.query.sendId ?? null))] }),
  );

  app.post(
    '/v1/console/machines/:kiosk/watch',
    {
      onRequest: permit(deps, 'fleet.read'),
      schema: {
        params: Type.Object({ kiosk: Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' }) }),
        response: { 200: WatchReply, ...failures },
      },
    },
    async (request, reply) => {
      const untilMs = nowMs() + watchMs;
      const { kiosk } = request.params;
      const rows = await deps.sql`
        insert into machine_watch (device_id, until_ms) select id, ${untilMs} from device where kiosk = ${kiosk}
        on conflict (device_id) do update set until_ms = greatest(machine_watch.until_ms, excluded.until_ms) returning 1`;
      if (rows.length === 0) return refuse(reply, deps.clock, 'notFound', `no machine ${kiosk}`);
      return { until: isoTime(untilMs) };
    },
  );
}
