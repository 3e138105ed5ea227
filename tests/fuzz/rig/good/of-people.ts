import { randomBytes, randomUUID } from 'node:crypto';
import { bundleAad, bundleFormat } from '../../../../contract/bundle.ts';
import { seal } from '../../../../contract/suites/seal.ts';
import { operator } from '../../../../hub/testing/case-kit.ts';
import type { TestMachine } from '../../../../hub/testing/machine.ts';
import type { World } from '../world.ts';
import { type Preparations, someMachine, textIn, byOperatorToken as who } from './good-request.ts';
import { savedDraft, sealedCodeKey, sentCase } from './of-machines.ts';

const hourMs = 3_600_000;

/** Requests of people that are about something which must be there: a bundle, an account, a roll-out in the right state. */
export const ofPeople: Preparations = {
  'POST /v1/operator/accounts/{id}/end': async (world) => ({
    ...{ who, params: { id: await newAccount(world) }, body: { reason: 'left' } },
  }),
  'POST /v1/operator/accounts/{id}/sign-out': async (world) => ({
    who,
    params: { id: await newAccount(world) },
    body: {},
  }),

  'GET /v1/console/alerts/{id}': async (world, random) => {
    const { kiosk, deviceId } = someMachine(world, random).machine.claimed;
    const [row] = await world.fixture.sql<{ id: string }[]>`
      insert into alert (code, subject, device_id, kiosk, place, district, severity, since_ms, opened_ms)
      values ('offline', ${randomUUID()}, ${deviceId}, ${kiosk}, 'x', 'TH', 'stop', 1, 1) returning id`;
    return { who, params: { id: String(row?.id) } };
  },
  'POST /v1/operator/alerts/mutes': async (world, random) => ({
    who,
    body: muteOf(someMachine(world, random).machine),
  }),
  'POST /v1/operator/alerts/mutes/{id}/end': async (world, random) => {
    const made = await operator(world.url, 'alerts/mutes', muteOf(someMachine(world, random).machine));
    return { who, params: { id: String(made.body.id) } };
  },

  'POST /v1/operator/assignments': async (world, random) => {
    const { machine } = someMachine(world, random);
    return { who, body: { kiosks: [machine.claimed.kiosk], target: world.release.target, days: 30 } };
  },

  'GET /v1/operator/bundles/{bundleId}/file': async (world, random) => {
    const { machine } = someMachine(world, random);
    const bundleId = randomBytes(16).toString('hex');
    const part = { bundleId, madeAt: new Date().toISOString(), part: 0, parts: 1, data: 'AAAA' };
    await machine.send('POST', machine.path('bundles'), part);
    return { who, params: { bundleId } };
  },
  'POST /v1/operator/bundles/open': async (world, random) => {
    const { kiosk, deviceId, sealing } = someMachine(world, random).machine.claimed;
    const { kid } = sealing;
    const at = { bundleId: randomBytes(16).toString('hex'), deviceId, kiosk, madeAt: new Date().toISOString(), kid };
    const { enc, ct } = await seal(sealing, Buffer.from('content'), bundleAad(at));
    const header = { format: bundleFormat, ...at, suite: sealing.suite, enc: Buffer.from(enc).toString('base64') };
    return { who, body: { header, ct: Buffer.from(ct).toString('base64') } };
  },

  'POST /v1/operator/cases/{receiptNo}/decide': async (world, random) => {
    const receiptNo = await sentCase(someMachine(world, random).machine);
    // Departments decide within moments here: it waits for its clerk once more.
    await world.fixture.sql`update case_file set state = 'accepted' where receipt_no = ${receiptNo}`;
    return { who, params: { receiptNo }, body: { state: 'refused', reason: 'other' } };
  },
  'POST /v1/operator/signatures/{phoneCode}': async (world, random) => {
    const { phoneCode } = await savedDraft(someMachine(world, random).machine);
    return { who, params: { phoneCode: phoneCode.split('/').at(-1) ?? '' } };
  },

  'POST /v1/operator/machines/{kiosk}/unknown-acts/{actId}/seen': async (world, random) => {
    const { kiosk, deviceId } = someMachine(world, random).machine.claimed;
    const [messageId, actId] = [randomUUID(), randomUUID()];
    await world.fixture
      .sql`insert into custody_report (message_id, device_id, device, act_id, act_kind, act_outcome, act_is_late)
      values (${messageId}, ${deviceId}, 'cardDispenser', ${actId}, 'present', 'indeterminate', false)`;
    return { who, params: { kiosk, actId }, body: { what: 'inside', note: 'drill' } };
  },

  'POST /v1/operator/staff/{staffId}/one-time-code': async (world, random) => {
    const { machine } = someMachine(world, random);
    await machine.send('POST', machine.path('staff/code-key'), await sealedCodeKey(machine));
    await operator(world.url, 'staff/300010', { name: '戊', role: 'technician', machines: ['*'], isRevoked: false });
    return { who, params: { staffId: '300010' }, body: { kiosk: machine.claimed.kiosk, challenge: 'K7QF93MD' } };
  },

  'POST /v1/operator/rollouts/preview': async (world) => ({ who, body: { target: world.release.target } }),
  'POST /v1/operator/rollouts': async (world) => {
    await endRollouts(world);
    return { who, body: { target: world.release.target } };
  },
  'GET /v1/console/rollouts/{id}': async (world) => ({ who, params: { id: await proposedRollout(world) } }),
  'POST /v1/operator/rollouts/{id}/acts': async (world) => ({
    ...{ who, params: { id: await proposedRollout(world) }, body: { act: 'withdraw', reason: 'drill' } },
  }),
  // Proposed by the token, so anybody who may approve is a second person.
  'POST /v1/operator/rollouts/{id}/approve': async (world) => {
    const id = await proposedRollout(world);
    await world.renewSession('releaseManager');
    return {
      who: { kind: 'session', role: 'releaseManager', fault: null },
      params: { id },
      body: { ring: null, reason: 'drill' },
    };
  },

  'GET /v1/console/work-orders/{id}': async (world, random) => {
    const { deviceId } = someMachine(world, random).machine.claimed;
    const [row] = await world.fixture.sql<{ id: string }[]>`
      insert into maintenance_order (device_id, kind, opened_ms) values (${deviceId}, ${`test:${randomUUID()}`}, 1) returning id`;
    return { who, params: { id: String(row?.id) } };
  },

  'GET /releases/metadata/{file}': async () => ({ who, params: { file: 'timestamp.json' } }),
  'GET /releases/targets/{kind}/{part}': async ({ release }) => ({
    who,
    params: { kind: 'app', part: release.manifest },
  }),
  'GET /releases/targets/{kind}/{part}/{file}': async ({ release }) => ({
    ...{ who, params: { kind: 'catalogue', part: 'guangzhou', file: release.manifest } },
  }),
  'GET /releases/files/{prefix}/{file}': async ({ release: { content } }) => ({
    ...{ who, params: { prefix: content.slice(0, 2), file: content } },
  }),
};

async function newAccount(world: World): Promise<string> {
  const { account, roles } = world.invitation('operator');
  const made = await operator(world.url, 'accounts', { account, name: 'N.', roles });
  return textIn(made.body.account, 'id');
}

const muteOf = ({ claimed: { kiosk } }: TestMachine) => ({
  ...{ kiosk, reason: 'drill', until: new Date(Date.now() + hourMs).toISOString() },
});

/** One of a kind is on its way at a time. */
async function endRollouts({ fixture }: World): Promise<void> {
  await fixture.sql`update rollout set state = 'superseded' where state in ('proposed', 'running')`;
}

async function proposedRollout(world: World): Promise<string> {
  await endRollouts(world);
  const made = await operator(world.url, 'rollouts', { target: world.release.target });
  if (made.status !== 200) throw new Error(`roll-out: ${JSON.stringify(made.body)}`);
  return String(made.body.id);
}
