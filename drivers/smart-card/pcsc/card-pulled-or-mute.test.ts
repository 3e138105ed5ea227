import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../contract/device.ts';
import type { SmartCardFault } from '../../simulators/smart-card-simulator.ts';
import { defaultPcscProfile } from './profile.ts';
import { isFreeOfCardData, smartCardRig } from './rig.test-data.ts';

/** One insertion with a fault. */
async function readWith(...faults: readonly SmartCardFault[]) {
  const rig = smartCardRig();
  await rig.ready();
  const call = await rig.read();
  for (const fault of faults) rig.simulator.inject(fault);
  const insertedMs = rig.clock.monoMs();
  rig.insert('v2');
  await rig.clock.advance(30_000);
  const result = { ...rig, call, tookMs: call.settledMs - insertedMs };
  expect(isFreeOfCardData([call.result?.ok === false ? call.result.error : null, rig.logged])).toBe(true);
  return result;
}

describe('a card that cannot be read to the end', () => {
  it.each(Array.from({ length: 13 }, (_, atCommand) => atCommand))(
    'pulled out at command %i: E_NO_MEDIA',
    async (at) => {
      for (const seen of ['removed', 'noAnswer', 'hangs'] as const) {
        const rig = await readWith({ type: 'pull', atCommand: at, seen });
        expect(rig.call.result).toMatchObject({
          ok: false,
          error: { code: 'E_NO_MEDIA', outcome: 'notDone', userFixable: true, mediaAt: 'none' },
        });
        expect(rig.tookMs).toBeLessThan(2_000);
        expect(rig.reader.presence()).toBe('absent');
        await rig.reader.close();
      }
    },
  );

  it('mute for ten seconds: E_CHIP within ioMs, powered down once it has spoken', async () => {
    const rig = await readWith({ type: 'silent', ms: 10_000 });
    expect(rig.call.result).toMatchObject({
      ok: false,
      error: { code: 'E_CHIP', outcome: 'notDone', vendor: { code: 'silent' } },
    });
    // Power-up, then one command that was given up.
    expect(rig.tookMs).toBe(120 + defaultPcscProfile.ioMs);
    expect(rig.simulator.connectedCards).toBe(0);
    expect(rig.reader.status().link).toBe('up');
    await rig.reader.close();
  });

  it('the power-down of a mute card comes late: the card after it is not struck by it', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const first = await rig.read();
    rig.simulator.inject({ type: 'silent', ms: 10_000 });
    rig.insert('v2');
    await rig.clock.advance(5_000);
    expect(first.result).toMatchObject({ ok: false, error: { vendor: { code: 'silent' } } });
    rig.remove();
    const next = await rig.read();
    // The command that was given up still has 0.2 s to go.
    await rig.clock.advance(9_920 - rig.clock.monoMs());
    rig.insert('v2');
    await rig.clock.advance(3_000);
    expect(next.result).toMatchObject({ ok: true });
    expect(rig.simulator.connectedCards).toBe(0);
    await rig.reader.close();
    expect(rig.clock.pending).toBe(0);
  });

  it('a card that is slow at every command is bounded as a whole', async () => {
    const rig = await readWith({ type: 'silent', ms: 2_900, times: 100 });
    expect(rig.call.result).toMatchObject({ ok: false, error: { code: 'E_CHIP' } });
    expect(rig.tookMs).toBeLessThanOrEqual(120 + defaultPcscProfile.readMs + 1);
    await rig.reader.close();
  });

  it('never comes back: the link is given up, opened anew, and the next citizen is served', async () => {
    const rig = await readWith({ type: 'silent', ms: 0 });
    expect(rig.call.result).toMatchObject({ ok: false, error: { code: 'E_CHIP' } });
    expect(rig.simulator.opens).toBe(2);
    expect(rig.simulator.maxOpen).toBe(1);
    expect(rig.reader.status()).toMatchObject({ link: 'up', epoch: 2 });
    rig.remove();
    const next = await rig.read();
    await rig.clock.advance(100);
    rig.insert('v2');
    await rig.clock.advance(2_000);
    expect(next.result).toMatchObject({ ok: true });
    await rig.reader.close();
    expect(rig.clock.pending).toBe(0);
  });

  it('never comes back, but the next card is being read all the same: that read is finished first', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const first = await rig.read();
    rig.simulator.inject({ type: 'silent', ms: 0 });
    rig.insert('v2');
    await rig.clock.advance(4_000);
    expect(first.result).toMatchObject({ ok: false, error: { code: 'E_CHIP' } });
    rig.remove();
    const next = await rig.read();
    await rig.clock.advance(first.settledMs + defaultPcscProfile.hungMs - 300 - rig.clock.monoMs());
    rig.insert('v2');
    await rig.clock.advance(3_000);
    expect(next.result).toMatchObject({ ok: true });
    expect(rig.simulator.opens).toBe(1);
    await rig.clock.advance(5_000);
    expect(rig.simulator.opens).toBe(2);
    await rig.reader.close();
    expect(rig.clock.pending).toBe(0);
  });

  it('a power-up that comes too late is undone', async () => {
    const rig = await readWith({ type: 'slowPower', ms: 9_000 });
    expect(rig.call.result).toMatchObject({ ok: false, error: { code: 'E_CHIP', vendor: { code: 'silent' } } });
    expect(rig.tookMs).toBe(defaultPcscProfile.connectMs);
    expect(rig.simulator.connectedCards).toBe(0);
    await rig.reader.close();
  });

  it.each<readonly [string, ErrorCode, SmartCardFault]>([
    ['mute', 'E_CHIP', { type: 'mute' }],
    ['protocol', 'E_CHIP', { type: 'fails', reason: 'protocol' }],
    ['failed', 'E_CHIP', { type: 'fails', reason: 'failed' }],
    ['reset', 'E_CHIP', { type: 'fails', reason: 'reset' }],
    ['timeout', 'E_CHIP', { type: 'fails', reason: 'timeout' }],
    ['short', 'E_PROTOCOL', { type: 'answers', bytes: new Uint8Array(0) }],
    ['long', 'E_PROTOCOL', { type: 'answers', bytes: new Uint8Array(400) }],
    ['6F 00', 'E_CHIP', { type: 'answers', bytes: Uint8Array.of(0x6f, 0x00) }],
  ])('%s: %s', async (vendor, code, fault) => {
    const rig = await readWith(fault);
    expect(rig.call.result).toMatchObject({ ok: false, error: { code, outcome: 'notDone', vendor: { code: vendor } } });
    expect(rig.reader.presence()).toBe('presentFailed');
    expect(rig.simulator.connectedCards).toBe(0);
    await rig.reader.close();
    expect(rig.clock.pending).toBe(0);
  });

  it('another program holds the card for a moment, then lets go', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const call = await rig.read();
    rig.simulator.holdByOther(true);
    rig.insert('v2');
    await rig.clock.advance(1_000);
    rig.simulator.holdByOther(false);
    await rig.clock.advance(3_000);
    expect(call.result).toMatchObject({ ok: true });
    await rig.reader.close();
  });

  it('another program never lets go: E_NOT_READY, not the citizen’s fault', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const call = await rig.read();
    rig.simulator.holdByOther(true);
    rig.insert('v2');
    await rig.clock.advance(6_000);
    expect(call.result).toMatchObject({
      ok: false,
      error: { code: 'E_NOT_READY', outcome: 'notDone', userFixable: false, vendor: { code: 'sharing' } },
    });
    await rig.reader.close();
  });
});
