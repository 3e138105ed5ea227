import { describe, expect, it } from 'vitest';
import { ok } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import * as f2 from '../card-dispenser/f2/codec.ts';
import { defaultF2Profile } from '../card-dispenser/f2/profile.ts';
import { F2Protocol } from '../card-dispenser/f2/protocol.ts';
import * as k720 from '../card-dispenser/k720/codec.ts';
import { defaultK720Profile } from '../card-dispenser/k720/profile.ts';
import { K720Protocol } from '../card-dispenser/k720/protocol.ts';
import * as sdt from '../id-reader/sdt/codec.ts';
import { defaultSdtProfile } from '../id-reader/sdt/profile.ts';
import { SdtProtocol } from '../id-reader/sdt/protocol.ts';
import type { Link } from './connection.ts';
import { standingClock } from './standing-clock.test-data.ts';

/** How long this process stands still while a reply comes in, milliseconds: longer than the silence that ends a frame, shorter than the wait for a reply. */
const stallMs = 250;

/** One protocol that asks once and never again, with the reply that its device gives. */
function asked(family: 'sdt' | 'f2' | 'k720') {
  const time = new VirtualClock();
  const { clock, standStill } = standingClock(time);
  const link: Link = {
    epoch: 1,
    signal: new AbortController().signal,
    write: () => Promise.resolve(ok(undefined)),
    abandon: () => undefined,
  };
  switch (family) {
    case 'sdt': {
      const protocol = new SdtProtocol({ clock, profile: defaultSdtProfile, onDropped: () => undefined });
      const reply = sdt.encodeReply({ sw1: 0, sw2: 0, sw3: 0x90, data: new Uint8Array(16).fill(7) });
      return { time, standStill, protocol, reply, answer: protocol.request(link, 'readSamId', { repeats: 0 }) };
    }
    case 'f2': {
      const protocol = new F2Protocol({ clock, profile: defaultF2Profile });
      const answer = protocol.query(link, 'status', { repeats: 0 });
      protocol.receive(Uint8Array.of(f2.ack));
      const [cm, pm] = f2.commandBytes.status;
      const { address } = defaultF2Profile;
      const head = { address, cm, pm, data: new Uint8Array(0) };
      const reply = f2.encodeReply({ ...head, type: 'positive', st0: '0', st1: '0', st2: '0' });
      return { time, standStill, protocol, reply, answer };
    }
    case 'k720': {
      const profile = { ...defaultK720Profile, sends: 1 };
      const protocol = new K720Protocol({ clock, profile });
      const body = k720.textBody('AP0000');
      const answer = protocol.query(link, k720.textBody('AP'), { read: k720.bodyText, replyMs: 1_000, exchanges: 1 });
      protocol.receive(k720.encodeControl('ack', profile.address));
      const reply = k720.encodeFrame({ address: profile.address, body }, profile.lengthField);
      return { time, standStill, protocol, reply, answer };
    }
  }
}

describe.each(['sdt', 'f2', 'k720'] as const)('%s: a reply that comes in while this process stands still', (family) => {
  it.each([
    ['its rest is read before the timer of the silence', 0],
    ['the timer of the silence comes first', family === 'sdt' ? 200 : 50],
  ])('is whole when %s', async (_, untilReadMs) => {
    const { time, standStill, protocol, reply, answer } = asked(family);
    await time.advance(5);
    protocol.receive(reply.slice(0, 7));
    standStill(stallMs);
    await time.advance(untilReadMs);
    protocol.receive(reply.slice(7));
    expect(await answer).toMatchObject({ ok: true });
    expect(time.pending).toBe(0);
  });

  it('is given up in the end, however late every timer comes', async () => {
    const { time, standStill, protocol, reply, answer } = asked(family);
    await time.advance(5);
    protocol.receive(reply.slice(0, 7));
    for (let i = 0; i < 400; i += 1) {
      standStill(30);
      await time.advance(10);
    }
    expect(await answer).toMatchObject({ ok: false, error: 'damaged' });
    expect(time.pending).toBe(0);
  });
});
