import { describe, expect, test } from 'vitest';
import type { F2Fault } from '../../simulators/f2-simulator.ts';
import { ack, decodeCommand, encodeReply } from './codec.ts';
import { f2Rig } from './rig.test-data.ts';

const moves = (commands: readonly string[]) => commands.filter((command) => command.startsWith('move'));

describe('the answer to a feed is lost', () => {
  test.each<[string, F2Fault]>([
    ['ACK, then silence', { type: 'silence' }],
    ['neither ACK nor reply, though it feeds', { type: 'deaf' }],
    ['only the ACK is lost', { type: 'ackLost' }],
    ['the reply comes after the limit', { type: 'late', ms: 20_000 }],
    ['the reply is damaged every time', { type: 'badBcc', replies: 9 }],
    ['the reply is damaged twice', { type: 'badBcc', replies: 2 }],
    ['half a reply, every time', { type: 'half' }],
    ['a reply with a length that is too great', { type: 'badLength', by: 9 }],
    ['a reply with a length that is too small', { type: 'badLength', by: -3 }],
    ['a reply that promises 65,000 bytes', { type: 'oversize' }],
    ['noise in front of the reply', { type: 'noise', bytes: 40 }],
    ['the reply comes twice', { type: 'duplicate' }],
    ['an answer that nobody asked for stands in front', { type: 'unsolicited' }],
  ])('%s: one card, done by what the sensors show', async (_name, fault) => {
    const rig = f2Rig({ line: { chunks: [3, 1, 7] } });
    await rig.ready();
    rig.sim.inject(fault, { on: 'moveRf' });
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({ ok: true, value: { position: 'inside' } });
    await rig.clock.advance(30_000);
    expect(rig.world.fed).toBe(1);
    expect(moves(rig.sim.commands)).toEqual(['moveRf']);
    // The next motion hears its own answer, not the one that came too late.
    expect(await rig.until(rig.device.present(rig.act()))).toMatchObject({ ok: true, value: { position: 'exit' } });
    await rig.device.close();
  });

  test('not heard at first: sent again only after a look, twice at most, and one card comes', async () => {
    const rig = f2Rig();
    await rig.ready();
    rig.sim.inject({ type: 'noAck' }, { on: 'moveRf', times: 2 });
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({ ok: true });
    expect(rig.world.fed).toBe(1);
    const statusBeforeFeed = rig.sim.commands.slice(0, rig.sim.commands.indexOf('moveRf'));
    expect(statusBeforeFeed.slice(-2)).toEqual(['status', 'status']);
    await rig.device.close();
  });

  test('never heard, and STATUS shows each time that nothing began: notDone, nothing moved', async () => {
    const rig = f2Rig();
    await rig.ready();
    rig.sim.inject({ type: 'noAck' }, { on: 'moveRf', times: 3 });
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({
      error: { code: 'E_IO_TIMEOUT', outcome: 'notDone' },
    });
    rig.sim.inject({ type: 'nak' }, { on: 'moveRf', times: 3 });
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({
      error: { code: 'E_PROTOCOL', outcome: 'notDone', vendor: { code: 'NAK' } },
    });
    expect(rig.world.fed).toBe(0);
    await rig.device.close();
  });

  test('a storm of NAKs: refused, the link is opened anew, and then it feeds', async () => {
    const rig = f2Rig();
    await rig.ready();
    // The look before passes, then nothing is accepted any more.
    const hooks = { sent: () => rig.sim.inject({ type: 'nak' }, { times: Number.POSITIVE_INFINITY }) };
    const refused = await rig.until(rig.device.feed(rig.act({ hooks })));
    expect(refused).toMatchObject({ error: { code: 'E_PROTOCOL', outcome: 'notDone' } });
    rig.sim.clearFaults();
    await rig.clock.advance(20_000);
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({ ok: true });
    expect(rig.world.fed).toBe(1);
    await rig.device.close();
  });
});

test('a unit that tells the old position while its motor turns, ACK lost: the motion is not sent again', async () => {
  const rig = f2Rig();
  let st0 = '0';
  let moves = 0;
  const unit = rig.line.replaceDevice((bytes) => {
    const frame = decodeCommand(bytes);
    if (!frame.ok) return; // an ACK of the host
    const { cm, pm, command } = frame.value;
    const reply = () =>
      encodeReply({ type: 'positive', address: 0, cm, pm, st0, st1: '2', st2: '0', data: new Uint8Array() });
    if (command !== 'moveRf') {
      unit.reply(Uint8Array.of(ack));
      unit.reply(reply());
      return;
    }
    moves += 1;
    rig.clock.after(1_800, () => {
      st0 = '2';
      unit.reply(reply());
    });
  });
  rig.device.start();
  await rig.clock.advance(2_000);
  expect(rig.device.status().link).toBe('up');
  expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({ ok: true, value: { position: 'inside' } });
  expect(moves).toBe(1);
  await rig.device.close();
});
