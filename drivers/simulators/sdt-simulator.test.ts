import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { addressBytes } from '../id-reader/sdt/card-text.ts';
import { decodeReply, encodeCommand, type SdtCommand } from '../id-reader/sdt/codec.ts';
import { SdtFramer } from '../id-reader/sdt/framer.ts';
import { card } from '../id-reader/sdt/rig.test-data.ts';
import { SdtSimulator, type SdtSimulatorOptions } from './sdt-simulator.ts';

function rig(options: Partial<SdtSimulatorOptions> = {}) {
  const clock = new VirtualClock();
  const framer = new SdtFramer({ clock });
  const frames: Uint8Array[] = [];
  const simulator = new SdtSimulator({
    clock,
    firstFindFails: false,
    send: (bytes) => frames.push(...framer.push(bytes)),
    ...options,
  });
  const next = async (ms = 5_000) => {
    await clock.advance(ms);
    const frame = frames.shift();
    const reply = frame === undefined ? null : decodeReply(frame);
    return reply?.ok ? reply.value : null;
  };
  return {
    clock,
    simulator,
    next,
    ask: async (command: SdtCommand) => {
      simulator.receive(encodeCommand(command));
      return next();
    },
    raw: async (...bytes: number[]) => {
      simulator.receive(Uint8Array.from(bytes));
      return next();
    },
  };
}

describe('simulated SDT module', () => {
  it('keeps the order find → select → read and answers 24 to any other', async () => {
    const { simulator, ask } = rig();
    simulator.place(card);
    expect(await ask('selectCard')).toMatchObject({ sw3: 0x24 });
    expect(await ask('readTextPhoto')).toMatchObject({ sw3: 0x24 });
    expect(await ask('findCard')).toMatchObject({ sw3: 0x9f });
    expect(await ask('readTextPhoto')).toMatchObject({ sw3: 0x24 });
    expect(await ask('selectCard')).toMatchObject({ sw3: 0x90 });
    expect((await ask('readTextPhoto'))?.data.length).toBe(4 + 256 + 1024);
  });

  it('gives one read for each placing, and tells a card that lies there from one that has gone', async () => {
    const { simulator, ask } = rig();
    expect(await ask('findCard')).toMatchObject({ sw3: 0x80 });
    simulator.place({ ...card, addresses: ['甲', '乙'] });
    for (const command of ['findCard', 'selectCard', 'readTextPhoto'] as const) await ask(command);
    expect(await ask('findCard')).toMatchObject({ sw3: 0x80 });
    expect((await ask('readNewestAddress'))?.data.length).toBe(2 * addressBytes);
    expect((await ask('readManagementNumber'))?.data.length).toBe(28);
    simulator.remove();
    expect(await ask('readNewestAddress')).toMatchObject({ sw3: 0x41 });
    simulator.place(card);
    expect(await ask('findCard')).toMatchObject({ sw3: 0x9f });
  });

  it('notices a card that is pulled while it works', async () => {
    const { simulator, ask, next } = rig();
    simulator.place(card);
    await ask('findCard');
    await ask('selectCard');
    simulator.receive(encodeCommand('readTextPhoto'));
    expect(await next(300)).toBeNull();
    simulator.remove();
    expect(await next(500)).toMatchObject({ sw3: 0x41 });
  });

  it('answers a host that makes mistakes: 10 checksum, 11 length, 21 command', async () => {
    const { raw } = rig();
    const head = [0xaa, 0xaa, 0xaa, 0x96, 0x69];
    expect(await raw(...head, 0x00, 0x03, 0x20, 0x01, 0x23)).toMatchObject({ sw3: 0x10 });
    expect(await raw(...head, 0x00, 0x01)).toMatchObject({ sw3: 0x11 });
    expect(await raw(...head, 0x00, 0x03, 0x20, 0x00, 0x23)).toMatchObject({ sw3: 0x21 });
  });

  it.each([0, 512, 1024] as const)('gives a finger of %i bytes', async (fingerBytes) => {
    const { simulator, ask } = rig({ fingerBytes });
    simulator.place(card);
    await ask('findCard');
    await ask('selectCard');
    expect((await ask('readTextPhotoFinger'))?.data.length).toBe(6 + 256 + 1024 + fingerBytes);
  });

  it('paces the wire: 1,295 bytes take 112 ms at 115,200 baud', async () => {
    const { simulator, ask, next } = rig({ paceBaud: 115_200, latencyMs: { readTextPhoto: 0 } });
    simulator.place(card);
    await ask('findCard');
    await ask('selectCard');
    simulator.receive(encodeCommand('readTextPhoto'));
    expect(await next(112)).toBeNull();
    expect(await next(1)).toMatchObject({ sw3: 0x90 });
  });
});
