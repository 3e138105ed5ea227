import { Type } from 'typebox';
import { sleep } from '../../contract/clock.ts';
import { strict } from '../../contract/closed-shapes.ts';
import { PullReply, PullRequest } from '../../contract/hub-api.ts';
import { cityDay } from '../../contract/working-days.ts';
import { onlyToken } from '../accounts/permit.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime, refuse } from '../http.ts';
import { answerPull, firstHalf, type PullAnswer } from './answer-pull.ts';
import { type DepartmentCode, type DepartmentFaults, isDepartmentCode } from './faults.ts';
import { pathSource } from './pull-context.ts';

/** A machine waits 5 s for a pull; the hub says `timeout` before that, so that the machine hears it from the hub. */
const pullLimitMs = 4500;

const Faults = Type.Object(
  {
    delayMs: Type.Integer({ minimum: 0, maximum: 600_000 }),
    outage: Type.Boolean(),
    partial: Type.Optional(Type.Boolean()),
    denied: Type.Optional(Type.Boolean()),
  },
  strict,
);
const FaultsNow = Type.Required(Faults);

/** Pulls (what the city already knows), and the operator's switches for trying out slow, absent and half-hearted departments. */
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
      const source = pathSource[request.body.path];
      const { status, data } = await askInTime(deps, deps.faults[source], () =>
        ask(deps, request.signer, request.body),
      );
      const hubTime = isoTime(deps.clock.wallMs());
      return { status, source, asOf: cityDay(deps.clock.wallMs()), data, hubTime };
    },
  );

  app.post(
    '/v1/operator/departments/:code',
    {
      onRequest: onlyToken(deps),
      schema: {
        params: Type.Object({ code: Type.String({ maxLength: 32 }) }),
        body: Faults,
        response: { 200: FaultsNow, ...failures },
      },
    },
    async (request, reply) => {
      // The name from the time of one department.
      const code = request.params.code === 'social-security' ? 'gz.hrss' : request.params.code;
      if (!isDepartmentCode(code)) return refuse(reply, deps.clock, 'notFound', 'no such department');
      const { delayMs, outage, partial = false, denied = false } = request.body;
      return await setFaults(deps, code, { delayMs, outage, partial, denied });
    },
  );
}

async function setFaults(deps: HubDeps, code: DepartmentCode, faults: DepartmentFaults): Promise<DepartmentFaults> {
  Object.assign(deps.faults[code], faults);
  deps.log('hub.department.faults', { department: code, ...faults });
  // After an outage the waiting reports need not sit out their back-off.
  if (!faults.outage) {
    await deps.sql`update work set next_ms = least(next_ms, ${Math.round(deps.clock.wallMs())}) where step = 'apply'`;
    await deps.signals.send('work');
  }
  return faults;
}

async function ask(deps: HubDeps, deviceId: string, body: PullRequest): Promise<PullAnswer> {
  const [device] = await deps.sql<{ kiosk: string }[]>`select kiosk from device where id = ${deviceId}`;
  const today = cityDay(deps.clock.wallMs());
  return await answerPull({ deps, deviceId, kiosk: device?.kiosk ?? '', today, params: body.params }, body);
}

interface Shown {
  readonly status: PullReply['status'];
  readonly data: unknown;
}

/** Suffers the department's faults and never takes longer than the limit. */
async function askInTime(deps: HubDeps, faults: DepartmentFaults, work: () => Promise<PullAnswer>): Promise<Shown> {
  const endMs = deps.clock.monoMs() + pullLimitMs;
  const timeout: Shown = { status: 'timeout', data: null };
  const waitMs = faults.outage ? pullLimitMs : Math.min(faults.delayMs, pullLimitMs);
  if (waitMs > 0) await sleep(deps.clock, waitMs, deps.stop);
  if (waitMs >= pullLimitMs) return timeout;
  if (faults.denied) return { status: 'denied', data: null };
  const enough = new AbortController();
  try {
    const late = sleep(deps.clock, Math.max(0, endMs - deps.clock.monoMs()), enough.signal).then(() => null);
    const answer = await Promise.race([work(), late]);
    if (answer === null) return timeout;
    if (answer.status !== 'found') return { status: answer.status, data: null };
    return faults.partial ? { status: 'partial', data: firstHalf(answer.data) } : answer;
  } finally {
    enough.abort();
  }
}
