import { expect, it } from 'vitest';
import { noLog } from '../../../contract/log.ts';
import { ok } from '../../../contract/result.ts';
import type { IdReader } from '../../../drivers/id-reader/id-reader.ts';
import type { Claim } from '../../devices/claims.ts';
import { temporaryStore } from '../../store/testing/temporary-store.ts';
import { notIdentifying, type Visit } from '../context.ts';
import { cardPort } from './card-port.ts';
import { actor, itemWith, portRig, visitAt } from './testing/port-rig.test-data.ts';

async function read(visit: Visit, photo = new Uint8Array(1_024).fill(5), needsPhoto = false) {
  using temporary = temporaryStore(null);
  const rig = portRig(temporary);
  const card = {
    type: 'resident',
    name: actor.name,
    sex: 'female',
    ethnicity: null,
    birthDate: actor.birthDate,
    address: null,
    number: actor.idNumber,
    issuer: null,
    validFrom: '2020-01-01',
    validTo: 'long-term',
    nameFieldFull: false,
    damaged: [],
  } as const;
  const reader = {
    id: 'idReader',
    readCard: () =>
      Promise.resolve(ok({ card, newestAddress: null, photo, readMs: 900, wipe: () => void photo.fill(0) })),
  } as unknown as IdReader;
  const claim = () => Promise.resolve(ok({} as Claim));
  cardPort({ ...rig, log: noLog, needsPhoto, reader: () => reader, claim })(visit, rig.send);
  await temporary.clock.advance(100);
  expect(rig.of('CARD_READ')).toHaveLength(1);
  expect(photo.every((byte) => byte === 0)).toBe(true);
  return { photo: rig.secrets.chipPhoto, noFace: rig.of('CARD_READ').map((event) => event.noFace === true) };
}

it('a card without a usable photo says so where a face is compared with it, and so does one whose photo is not kept', async () => {
  const item = itemWith('ss.card.replace');
  const toC2 = visitAt(item, 'identify');
  const good = new Uint8Array(1_024).fill(5);
  expect(await read(toC2, good, true)).toMatchObject({ noFace: [false] });
  for (const none of [new Uint8Array(0), new Uint8Array(1_024).fill(0xff)])
    expect(await read(toC2, none, true)).toEqual({ photo: null, noFace: [true] });
  expect(await read(toC2, new Uint8Array(1_024), false)).toEqual({ photo: null, noFace: [false] });
  const cardOnly = item.steps.map((step) => (step.page === 'identify' ? { ...step, level: 'L1' as const } : step));
  expect(await read(visitAt({ ...item, steps: cardOnly }, 'identify'), good, true)).toEqual({
    photo: null,
    noFace: [true],
  });
});

it('the photo of the chip is kept for a face check and for nothing else', async () => {
  const item = itemWith('ss.card.replace');
  const toC2 = visitAt(item, 'identify');
  expect((await read(toC2)).photo?.every((byte) => byte === 5)).toBe(true);
  expect((await read({ ...toC2, identify: { ...notIdentifying, who: 'subject' } })).photo).toBeNull();
  const verifiedAt = (at: string) => ({
    ...visitAt(item, 'check'),
    actor: { ...actor, verified: { method: 'face' as const, assurance: 'demonstration', at } },
  });
  expect((await read(verifiedAt('2026-11-23T06:03:00.000Z'))).photo).toBeNull();
  // A moment ago, and since then somebody else may have stepped in (F-13).
  const doubted = { ...verifiedAt('2026-11-23T06:03:00.000Z'), doubtedAt: '2026-11-23T06:03:05.000Z' };
  expect((await read(doubted)).photo).not.toBeNull();
  // Older than three minutes: the face is compared once more before what cannot be undone.
  expect((await read(verifiedAt('2020-01-01T00:00:00.000Z'))).photo).not.toBeNull();
  expect(
    (await read({ ...visitAt(item, 'sign'), identify: { ...notIdentifying, who: 'signer' } })).photo,
  ).not.toBeNull();
  expect((await read({ ...toC2, signer: actor })).photo).toBeNull();
  const cardOnly = item.steps.map((step) => (step.page === 'identify' ? { ...step, level: 'L1' as const } : step));
  expect((await read(visitAt({ ...item, steps: cardOnly }, 'identify'))).photo).toBeNull();
});
