import { Type } from 'typebox';
import { CommissioningRow } from '../../contract/technician/commissioning.ts';
import { permit } from '../accounts/permit.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures } from '../http.ts';
import { commissionings } from './commissionings.ts';

/** What operators see of machines that were set up. */
export function commissioningRoutes(app: App, deps: HubDeps): void {
  app.get(
    '/v1/operator/commissionings',
    {
      onRequest: permit(deps, 'fleet.read'),
      schema: {
        querystring: Type.Object(
          { kiosk: Type.Optional(Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' })) },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(CommissioningRow), ...failures },
      },
    },
    async (request) => [...(await commissionings(deps.sql, request.query.kiosk ?? null))],
  );
}
