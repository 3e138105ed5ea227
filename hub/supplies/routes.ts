import { Type } from 'typebox';
import { District } from '../../contract/console/page.ts';
import { SuppliesPage, SuppliesQuery, Visits } from '../../contract/console/supplies.ts';
import { permit } from '../accounts/permit.ts';
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
