import { Type } from 'typebox';
import { permit } from '../accounts/permit.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures } from '../http.ts';
import { MachineState, machineStates } from './machine-state.ts';

const flag = Type.Union([Type.Literal('true'), Type.Literal('false')]);

/** What an operator sees of machines, and does to them. */
export function machineRoutes(app: App, deps: HubDeps): void {
  app.get(
    '/v1/operator/machines',
    {
      onRequest: permit(deps, 'fleet.read'),
      schema: {
        querystring: Type.Object(
          {
            /** Kiosk code that the page before ended with. */
            after: Type.Optional(Type.String({ maxLength: 16 })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
            onlyAlarms: Type.Optional(flag),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(MachineState), ...failures },
      },
    },
    async ({ query }) => [
      ...(await machineStates(deps.sql, Math.round(deps.clock.wallMs()), {
        after: query.after ?? '',
        limit: query.limit ?? 500,
        onlyAlarms: query.onlyAlarms === 'true',
      })),
    ],
  );
}
