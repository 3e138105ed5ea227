import { Type } from 'typebox';
import { District } from '../../contract/console/page.ts';
import { SuppliesPage, SuppliesQuery, Visits } from '../../contract/console/supplies.ts';
import { cityDay } from '../../contract/working-days.ts';
import { permit } from '../accounts/permit.ts';
import { allPages, pageAfter, sendCsv } from '../console/csv.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures } from '../http.ts';
import { listSupplies, listVisits } from './list-supplies.ts';

/** What machines use up and which visits can be joined. Read only: what is refilled says the machine. */
export function supplyRoutes(app: App, deps: HubDeps): void {
  const onRequest = permit(deps, 'fleet.read');
  app.get(
    '/v1/console/supplies',
    { onRequest, schema: { querystring: SuppliesQuery, response: { 200: SuppliesPage, ...failures } } },
    async ({ query }) => await listSupplies(deps.sql, query),
  );
  app.get('/v1/console/supplies.csv', { onRequest, schema: { querystring: SuppliesQuery } }, ({ query }, reply) =>
    sendCsv(reply, {
      ...{ name: 'supplies', day: cityDay(deps.clock.wallMs()) },
      columns: [
        ['kiosk', (row) => row.kiosk],
        ['place', (row) => row.place],
        ['district', (row) => row.district],
        ['device', (row) => row.device],
        ['supply', (row) => row.supply],
        ['state', (row) => row.state],
        ['left', (row) => row.left],
        ['perDay', (row) => row.perDay],
        ['daysLeft', (row) => row.daysLeft],
        ['unknown', (row) => row.unknown],
        ['isDue', (row) => row.isDue],
        ['seenAt', (row) => row.seenAt],
      ],
      pages: () => allPages((after) => listSupplies(deps.sql, { ...query, ...pageAfter(after) }, 'machine')),
    }),
  );
  app.get(
    '/v1/console/visits',
    {
      onRequest,
      schema: {
        querystring: Type.Object({ district: Type.Optional(District) }, { additionalProperties: false }),
        response: { 200: Visits, ...failures },
      },
    },
    async ({ query }) => await listVisits(deps.sql, query.district ?? null),
  );
}
