import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { openIdReader } from './drivers.ts';
import { externalPhotoDecoder, noPhotoDecoder } from './photo-decoder.ts';
import { card } from './sdt/rig.test-data.ts';

const script = fileURLToPath(new URL('./photo-program.test-data.ts', import.meta.url));
const photo = Uint8Array.from(card.photo).fill(0x5a, 10);

function decoder(what: string, limits: { readonly limitMs?: number; readonly limitBytes?: number } = {}) {
  return externalPhotoDecoder({
    program: process.execPath,
    args: [script, what],
    clock: systemClock,
    limitMs: 15_000,
    ...limits,
  });
}

describe('a photo decoder of the keeper', () => {
  it('gets the photo on its input and gives a picture; the photo stays the caller’s', async () => {
    const given = photo.slice();
    const decoded = await decoder('picture').decode(given);
    if (!decoded.ok) throw new Error(decoded.error);
    expect(decoded.value.bmp.length).toBe(38_862);
    expect(decoded.value.bmp[54]).toBe(0x5a);
    expect(given).toEqual(photo);
  });

  it('gets no environment', async () => {
    expect(await decoder('environment').decode(photo)).toMatchObject({ ok: true });
  });

  it.each([
    ['crash', 'failed'],
    ['refuse', 'failed'],
    ['deaf', 'failed'],
    ['garbage', 'notAPicture'],
    ['short', 'notAPicture'],
    ['flood', 'tooLarge'],
  ] as const)('%s: %s, and the next photo is decoded', async (what, fault) => {
    expect(await decoder(what).decode(photo)).toEqual({ ok: false, error: fault });
  });

  it('hang: ended at the limit', async () => {
    expect(await decoder('hang', { limitMs: 300 }).decode(photo)).toEqual({ ok: false, error: 'timeout' });
  });

  it('leaves no timer and no descriptor', async () => {
    const clock = new VirtualClock();
    const one = externalPhotoDecoder({ program: process.execPath, args: [script, 'refuse'], clock });
    await one.decode(photo);
    const before = readdirSync('/proc/self/fd').length;
    for (let i = 0; i < 3; i += 1) await one.decode(photo);
    expect(clock.pending).toBe(0);
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
  });

  it('a program that is not there is a fault, not a crash', async () => {
    const missing = externalPhotoDecoder({ program: '/nowhere/decoder', clock: systemClock });
    expect(await missing.decode(photo)).toEqual({ ok: false, error: 'failed' });
  });

  it.each([
    ['too short', photo.slice(1)],
    ['another head', Uint8Array.from(photo).fill(0, 0, 2)],
    ['nothing', new Uint8Array(0)],
  ])('bytes that are no photo (%s) never reach it', async (_what, bytes) => {
    const missing = externalPhotoDecoder({ program: '/nowhere/decoder', clock: systemClock });
    expect(await missing.decode(bytes)).toEqual({ ok: false, error: 'notAPhoto' });
  });

  it.each(['sdt', 'sdt-hid-raw', 'sdt-hid-wrapped'] as const)(
    '%s hands a fitted one out, and says so of none',
    async (driver) => {
      // A clock that stands: the limit of two seconds is for real decoders, and a Node on a busy machine may need longer to begin.
      const options = { port: '/nowhere', clock: new VirtualClock(), log: noLog };
      const photoProgram = { path: process.execPath, args: [script, 'picture'] };
      const decoded = await openIdReader(driver, { ...options, photoProgram }).photoDecoder.decode(photo);
      expect(decoded.ok && decoded.value.bmp.length).toBe(38_862);
      expect(await openIdReader(driver, options).photoDecoder.decode(photo)).toEqual({ ok: false, error: 'noDecoder' });
    },
  );

  it('none is fitted: said so', async () => {
    expect(await noPhotoDecoder.decode(photo)).toEqual({ ok: false, error: 'noDecoder' });
  });
});
