import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { keyRotationProof } from '../../../../contract/http-signature.ts';
import { newSigningKey, readPrivateKey } from '../../../../contract/signing.ts';
import { seal } from '../../../../contract/suites/seal.ts';
import { codeKeyAad } from '../../../../contract/technician/one-time-code.ts';
import type { Random } from '../../../../hub/city/random.ts';
import { application, call, operator, people } from '../../../../hub/testing/case-kit.ts';
import type { TestMachine } from '../../../../hub/testing/machine.ts';
import { type Preparations, someMachine, textIn } from './good-request.ts';

const { liYun, chenZhe, linJie, fangYuan, heWan } = people;
/** Nobody of these is the hidden person. */
const citizens = [liYun, chenZhe, linJie, fangYuan, heWan];

/** Requests of machines that are about something which the same machine has begun. */
export const ofMachines: Preparations = {
  'GET /v1/devices/{deviceId}/cases/{receiptNo}': async (world, random) => {
    const { machine, who } = someMachine(world, random);
    return { who, params: { receiptNo: await sentCase(machine) } };
  },

  'PUT /v1/devices/{deviceId}/drafts/{draftId}': async (world, random) => {
    const { who } = someMachine(world, random);
    return { who, params: { draftId: 'new' }, body: { key: randomUUID(), ...draft() } };
  },
  'GET /v1/devices/{deviceId}/drafts/{draftId}': async (world, random) => {
    const { machine, who } = someMachine(world, random);
    return { who, params: { draftId: (await savedDraft(machine)).draftId } };
  },
  'POST /v1/devices/{deviceId}/drafts/{draftId}/signatures': async (world, random) => {
    const { machine, who } = someMachine(world, random);
    const { draftId } = await savedDraft(machine);
    const digest = createHash('sha256').update(draftId).digest('hex');
    const body = { method: 'face', version: 1, digest, at: new Date().toISOString() };
    return { who, params: { draftId }, body: { key: randomUUID(), person: chenZhe, ...body } };
  },

  'GET /v1/devices/{deviceId}/orders/{orderId}': async (world, random) => {
    const { machine, who } = someMachine(world, random);
    return { who, params: { orderId: await openedOrder(machine, random) } };
  },
  'POST /v1/devices/{deviceId}/orders/{orderId}/refund': async (world, random) => {
    const { machine, who } = someMachine(world, random);
    const params = { orderId: await openedOrder(machine, random) };
    return { who, params, body: { key: randomUUID(), reason: random.pick(['noCard', 'cancelled', 'jam', 'offline']) } };
  },

  'POST /v1/devices/{deviceId}/sms-codes/{codeId}/check': async (world, random) => {
    const { machine, who } = someMachine(world, random);
    const mobile = world.newMobile();
    const sent = await call(machine, 'sms-codes', { person: null, mobile, purpose: 'mobile' });
    const messages = (await operator(world.url, 'sms')).body as unknown as readonly { mobile: string; text: string }[];
    const code = /\d{6}/.exec(messages.find((one) => one.mobile === mobile)?.text ?? '')?.[0] ?? '';
    return { who, params: { codeId: textIn(sent.body, 'codeId') }, body: { code } };
  },

  'GET /v1/devices/{deviceId}/video-checks/{checkId}': async (world, random) => {
    const { machine, who } = someMachine(world, random);
    const { body } = await call(machine, 'video-checks', { person: random.pick(citizens) });
    return { who, params: { checkId: textIn(body, 'checkId') } };
  },

  'GET /v1/devices/{deviceId}/documents/{documentId}/pdf': async (world, random) => {
    const { machine, who } = someMachine(world, random);
    const asked = { document: 'cert.ss.insured', itemId: 'cert.ss.insured', answers: {}, preview: false };
    const { body } = await call(machine, 'documents', { person: random.pick(citizens), ...asked });
    return { who, params: { documentId: textIn(body, 'documentId') } };
  },

  // A reservation wants a paid order and an accepted case of somebody who has a card: its row is enough here, what leads to it is asked elsewhere.
  'POST /v1/devices/{deviceId}/cards/reservations/{reservationId}/verify': async (world, random) => {
    const { machine, who } = someMachine(world, random);
    const id = `card-${randomBytes(16).toString('base64url')}`;
    const serial = `GZ${random.int(1e13, 9e13)}`;
    const digest = createHash('sha256').update(id).digest('hex');
    await world.fixture.sql`
      insert into card_reservation (id, device_id, receipt_no, person, serial, state, digest, card_id, last4, reserved_ms)
      values (${id}, ${machine.claimed.deviceId}, ${world.newReceiptNo(machine)}, 'nobody', ${serial}, 'reserved', ${digest}, ${id}, '0000', ${Date.now()})`;
    return { who, params: { reservationId: id }, body: { key: randomUUID(), serial, digest } };
  },

  // The old key stays in force beside the new one, which nobody uses afterwards.
  'POST /v1/devices/{deviceId}/keys': async (world, random) => {
    const { machine, who } = someMachine(world, random);
    const { publicKey, privateKey } = newSigningKey();
    const proof = readPrivateKey(privateKey).sign(keyRotationProof(machine.claimed.deviceId, publicKey));
    return { who, body: { publicKey, proof } };
  },

  'POST /v1/devices/{deviceId}/staff/code-key': async (world, random) => {
    const { machine, who } = someMachine(world, random);
    return { who, body: await sealedCodeKey(machine) };
  },
};

/** The secret that a machine checks codes by phone with, sealed as it hands it over. */
export async function sealedCodeKey({ claimed: { sealing, deviceId } }: TestMachine): Promise<object> {
  const { enc, ct } = await seal(sealing, randomBytes(32), codeKeyAad(deviceId));
  return { kid: sealing.kid, enc: Buffer.from(enc).toString('base64'), ct: Buffer.from(ct).toString('base64') };
}

/** A case that the hub has heard of and its worker has looked at. */
export async function sentCase(machine: TestMachine): Promise<string> {
  const body = application(machine, 'ss.card.loss', heWan, { action: 'report', reason: 'lost' });
  await machine.batch([await machine.message(body, { itemId: body.itemId })]);
  const { status } = await machine.caseState(body.receiptNo, 10);
  if (status !== 200) throw new Error(`case: ${status}`);
  return body.receiptNo;
}

const draft = () => ({
  ...{ itemId: 'biz.open', person: liYun, version: 0, section: 1 },
  answers: { nameCore: '行云', shareholders: [{ ...chenZhe, share: 100 }] },
});

/** A draft of two people of whom one has to sign. */
export async function savedDraft(
  machine: TestMachine,
): Promise<{ readonly draftId: string; readonly phoneCode: string }> {
  const { body } = await call(machine, 'drafts/new', draft(), 'PUT');
  const [signer] = body.signers as readonly { readonly phoneCode: string }[];
  return { draftId: textIn(body, 'draftId'), phoneCode: signer?.phoneCode ?? '' };
}

async function openedOrder(machine: TestMachine, random: Random): Promise<string> {
  const order = { itemId: 'ss.card.replace', amountFen: 2000, person: random.pick(citizens) };
  return textIn((await call(machine, 'orders', order)).body, 'orderId');
}
