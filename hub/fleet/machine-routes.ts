import { Type } from 'typebox';
import { strict } from '../../contract/closed-shapes.ts';
import {
  MachineChoices,
  MachinePage,
  MachinesPage,
  MachinesQuery,
  SamplesReply,
  TimelinePage,
} from '../../contract/console/machines.ts';
import { Kiosk, pageQuery } from '../../contract/console/page.ts';
import { ActSeenReply, ActSeenRequest, UnknownActs } from '../../contract/console/unknown-acts.ts';
import { cityDay } from '../../contract/working-days.ts';
import { actorOf, permit } from '../accounts/permit.ts';
import { allPages, pageAfter, sendCsv } from '../console/csv.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures } from '../http.ts';
import { noteActSeen, unknownActs } from '../machines/unknown-acts.ts';
import { notFound } from '../services/device-route.ts';
import { machineSamples, machineTimeline } from './machine-history.ts';
import { listMachines, machineByKiosk, machineChoices } from './machine-list.ts';
import { machinePage } from './machine-page.ts';
import { shared } from './overview.ts';

const params = Type.Object({ kiosk: Kiosk });
const actParams = Type.Object({ kiosk: Kiosk, actId: Type.String({ maxLength: 64 }) });
const SamplesQuery = Type.Object({ hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 168 })) }, strict);
const defaultHours = 24;
/** Models and versions of a fleet change over days. */
const choicesMs = 30_000;

/** Machines as the console lists them, one by one, and what happened at each. */
export function machineConsoleRoutes(app: App, deps: HubDeps): void {
  const { sql } = deps;
  const onRequest = permit(deps, 'fleet.read');
  const now = () => Math.round(deps.clock.wallMs());
  const choices = shared(
    () => deps.clock.monoMs(),
    choicesMs,
    () => machineChoices(sql),
  );

  app.get(
    '/v1/console/machines',
    { onRequest, schema: { querystring: MachinesQuery, response: { 200: MachinesPage, ...failures } } },
    (request) => listMachines(sql, request.query, now()),
  );
  app.get('/v1/console/machines.csv', { onRequest, schema: { querystring: MachinesQuery } }, (request, reply) =>
    sendCsv(reply, {
      ...{ name: 'machines', day: cityDay(now()) },
      columns: [
        ['kiosk', (row) => row.kiosk],
        ['district', (row) => row.district],
        ['place', (row) => row.place],
        ['model', (row) => row.model],
        ['state', (row) => row.state],
        ['since', (row) => row.since],
        ['lastBeat', (row) => row.lastBeat],
        ['version', (row) => row.version],
        ['release', (row) => row.release],
        ['pending', (row) => row.pending],
        ['oldestAgeMs', (row) => row.oldestAgeMs],
        ['dead', (row) => row.dead],
        ['hasGap', (row) => row.hasGap],
        ['openOrders', (row) => row.openOrders],
      ],
      pages: () =>
        allPages((after) =>
          listMachines(
            sql,
            // By code, whatever the page is sorted by: what a machine says while the file is written moves it within any other order, out of what comes or into it once more.
            { ...request.query, sort: 'kiosk', order: 'asc', ...pageAfter(after) },
            now(),
          ),
        ),
    }),
  );
  app.get(
    '/v1/console/machines/choices',
    { onRequest, schema: { response: { 200: MachineChoices, ...failures } } },
    () => choices(),
  );
  app.get(
    '/v1/console/machines/:kiosk',
    { onRequest, schema: { params, response: { 200: MachinePage, ...failures } } },
    async (request, reply) =>
      (await machinePage(sql, request.params.kiosk, deps.calendar, now())) ?? notFound(deps, reply),
  );
  app.get(
    '/v1/console/machines/:kiosk/timeline',
    {
      onRequest,
      schema: { params, querystring: Type.Object(pageQuery, strict), response: { 200: TimelinePage, ...failures } },
    },
    async (request, reply) => {
      const machine = await machineByKiosk(sql, request.params.kiosk, now());
      return machine === null ? notFound(deps, reply) : await machineTimeline(sql, machine.id, request.query);
    },
  );
  app.get(
    '/v1/console/machines/:kiosk/samples',
    { onRequest, schema: { params, querystring: SamplesQuery, response: { 200: SamplesReply, ...failures } } },
    async (request, reply) => {
      const machine = await machineByKiosk(sql, request.params.kiosk, now());
      if (machine === null) return notFound(deps, reply);
      return await machineSamples(sql, machine.id, request.query.hours ?? defaultHours, now());
    },
  );
  app.get(
    '/v1/console/machines/:kiosk/unknown-acts',
    { onRequest, schema: { params, response: { 200: UnknownActs, ...failures } } },
    async (request) => ({ rows: [...(await unknownActs(sql, request.params.kiosk, now()))] }),
  );
  app.post(
    '/v1/operator/machines/:kiosk/unknown-acts/:actId/seen',
    {
      onRequest: permit(deps, 'order.act'),
      schema: { params: actParams, body: ActSeenRequest, response: { 200: ActSeenReply, ...failures } },
    },
    async (request, reply) => {
      const said = { ...request.params, ...request.body };
      const doing = { actor: actorOf(request), nowMs: now() };
      return (await noteActSeen(sql, said, doing)) ?? notFound(deps, reply);
    },
  );
}
