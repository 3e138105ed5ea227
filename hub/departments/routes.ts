import { Type } from 'typebox';
import { sleep } from '../../contract/clock.ts';
import { PullReply, PullRequest } from '../../contract/hub-api.ts';
import { requireOperator } from '../auth/operator-auth.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime } from '../http.ts';
import { departmentCode, findCards } from './social-security/department.ts';

/** A machine waits 5 s for a pull; the hub says `timeout` before that, so that the machine hears it from the hub. */
const pullLimitMs = 4500;

const Faults = Type.Object(
  { delayMs: Type.Integer({ minimum: 0, maximum: 600_000 }), outage: Type.Boolean() },
  { additionalProperties: false },
);

/** Pulls (what the city already knows), and the operator's switch for trying out a slow or absent department. */
export function departmentRoutes(app: App, deps: HubDeps): void {
  app.post(
    '/v1/devices/:deviceId/pulls',
    {
      config: { signer: 'device' },
      schema: {
        params: Type.Object({ deviceId: Type.String({ maxLength: 64 }) }),
        body: PullRequest,
        response: { 200: PullReply, ...failures },
      },
    },
    async (request) => {
      const { outage, delayMs } = deps.faults;
      if (outage || delayMs > 0)
        await sleep(deps.clock, outage ? pullLimitMs : Math.min(delayMs, pullLimitMs), deps.stop);
      const isLate = outage || delayMs >= pullLimitMs;
      const cards = isLate ? null : await findCards(deps.sql, request.body.idNumber, request.body.name);
      const hubTime = isoTime(deps.clock.wallMs());
      return {
        status: isLate
          ? ('timeout' as const)
          : cards === null || cards.length === 0
            ? ('none' as const)
            : ('found' as const),
        source: departmentCode,
        asOf: hubTime.slice(0, 10),
        cards: [...(cards ?? [])],
        hubTime,
      };
    },
  );

  app.post(
    '/v1/operator/departments/social-security',
    {
      onRequest: requireOperator(deps),
      schema: { body: Faults, response: { 200: Faults, ...failures } },
    },
    async (request) => {
      deps.faults.delayMs = request.body.delayMs;
      deps.faults.outage = request.body.outage;
      deps.log('hub.department.faults', { department: departmentCode, ...request.body });
      // After an outage the waiting reports need not sit out their back-off.
      if (!request.body.outage) {
        await deps.sql`update work set next_ms = least(next_ms, ${Math.round(deps.clock.wallMs())}) where step = 'apply'`;
        await deps.signals.send('work');
      }
      return request.body;
    },
  );
}
