import { operator } from '../../../../hub/testing/case-kit.ts';
import { ConsoleClient, invited, testPassword } from '../../../../hub/testing/console-client.ts';
import type { TestMachine } from '../../../../hub/testing/machine.ts';
import type { Who } from '../planned.ts';
import type { World } from '../world.ts';
import { byOperatorToken, type Preparations, textIn } from './good-request.ts';

/** A step of the authenticator; the one after the set-up's has not been used. */
const stepMs = 30_000;
const nobody: Who = { kind: 'nobody' };

/** Requests of machines and people whom the hub does not know yet, and of people about themselves. */
export const ofNewcomers: Preparations = {
  'POST /v1/enrolments': async (world) => {
    const { machine, who } = newcomer(world);
    return { who, body: machine.enrolmentBody() };
  },
  'GET /v1/enrolments/{enrolmentId}': async (world) => {
    const { machine, who } = newcomer(world);
    return { who, params: { enrolmentId: textIn(await askedCode(machine, world), 'enrolmentId') } };
  },
  'POST /v1/enrolments/{enrolmentId}/ticket': async (world) => {
    const { machine, who } = newcomer(world);
    const enrolmentId = textIn(await askedCode(machine, world), 'enrolmentId');
    const ticket = await operator(world.url, 'enrolments/tickets', { kiosk: world.newKiosk(), ...place });
    return { who, params: { enrolmentId }, body: { code: textIn(ticket.body, 'code') } };
  },
  'POST /v1/operator/enrolments/claim': async (world) => {
    const { machine } = newcomer(world);
    // The guesses of others would have ended every code by now, as they should.
    await world.fixture.sql`delete from enrolment_wrong_try`;
    const code = textIn(await askedCode(machine, world), 'code');
    return { who: byOperatorToken, body: { code, kiosk: world.newKiosk(), ...place } };
  },

  'POST /v1/console/session': async (world) => {
    const { account, password, code } = await world.newPerson('operator');
    return { who: nobody, body: { account, password, code: code(Date.now() + stepMs) } };
  },
  'POST /v1/console/session/invitation': async (world) => {
    const { account, invitation } = await invited(new ConsoleClient(world.url), world.invitation('auditor'));
    return { who: nobody, body: { account, invitation } };
  },
  'POST /v1/console/session/set-up': async (world) => {
    const client = new ConsoleClient(world.url);
    const { account, invitation, code } = await invited(client, world.invitation('auditor'));
    return { who: nobody, body: { account, invitation, password: testPassword, code: code(Date.now()) } };
  },
  'POST /v1/console/session/step-up': async (world) => {
    const { code } = await world.renewSession('administrator');
    return { who: person('administrator'), body: { code: code(Date.now() + stepMs) } };
  },
  'POST /v1/console/session/recovery-codes': async (world) => {
    const { code } = await world.renewSession('auditor');
    return { who: person('auditor'), body: { code: code(Date.now() + stepMs) } };
  },
  'POST /v1/console/session/password': async (world) => {
    const { password, code } = await world.renewSession('contentEditor');
    const newPassword = 'another-kite-of-velvet';
    return { who: person('contentEditor'), body: { password, newPassword, code: code(Date.now() + stepMs) } };
  },
  'POST /v1/console/session/end-others': async (world) => {
    await world.renewSession('operator');
    return { who: person('operator'), body: { no: null } };
  },
};

const place = { place: '示例街道政务服务站', keeperPhone: '020-00000000' };
const person = (role: Extract<Who, { kind: 'session' }>['role']): Who => ({ kind: 'session', role, fault: null });

function newcomer(world: World): { readonly machine: TestMachine; readonly who: Who } {
  const { at, machine } = world.newMachine();
  return { machine, who: { kind: 'newKey', at, fault: null } };
}

async function askedCode(machine: TestMachine, world: World): Promise<unknown> {
  const headers = { 'x-forwarded-for': world.newAddress() };
  return (await machine.send('POST', '/v1/enrolments', machine.enrolmentBody(), { keyId: machine.newKeyId, headers }))
    .body;
}
