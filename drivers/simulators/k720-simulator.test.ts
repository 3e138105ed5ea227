import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { encodeControl, encodeFrame, textBody } from '../card-dispenser/k720/codec.ts';
import { K720Framer } from '../card-dispenser/k720/framer.ts';
import { CardWorld, type CardWorldOptions } from './card-world.ts';
import { K720Simulator, type K720SimulatorOptions } from './k720-simulator.ts';

function bench(options: Partial<K720SimulatorOptions> = {}, worldOptions: CardWorldOptions = {}) {
  const clock = new VirtualClock();
  const { lengthField = true } = options;
  const world = new CardWorld(worldOptions);
  const framer = new K720Framer({ clock, lengthField });
  const heard: string[] = [];
  const simulator = new K720Simulator({
    clock,
    world,
    ...options,
    send: (bytes) => {
      for (const piece of framer.push(bytes)) {
        const isFrame = piece.type === 'frame';
        heard.push(isFrame ? String.fromCharCode(...piece.frame.body) : piece.control);
      }
    },
  });
  const send = async (text: string) => {
    simulator.receive(encodeFrame({ address: 0, body: textBody(text) }, lengthField));
    await clock.advance(10);
    return heard.splice(0);
  };
  const enq = async (ms = 10) => {
    simulator.receive(encodeControl('enq', 0));
    await clock.advance(ms);
    return heard.splice(0);
  };
  const ask = async (text: string) => {
    await send(text);
    return (await enq()).join();
  };
  const run = async (text: string) => {
    await send(text);
    await enq(5_000);
    return ask('AP');
  };
  return { clock, world, simulator, send, enq, ask, run, heard };
}

describe('simulated K720', () => {
  it('acknowledges, works only on ENQ, and answers a motion with nothing', async () => {
    const { world, send, enq, ask } = bench();
    expect(await send('DC')).toEqual(['ack']);
    expect(world.motion).toBeNull();
    expect(await enq()).toEqual([]);
    expect(world.motion).toBe('feedToExit');
    expect(await ask('AP')).toBe('SF0804');
    expect(await ask('GV')).toBe('TTCE_K720_V2.12');
    expect(await ask('RF')).toBe('SF804');
  });

  it('forgets an accepted frame on EOT and takes the last one before the ENQ', async () => {
    const { simulator, send, enq, heard } = bench();
    await send('DC');
    simulator.receive(encodeControl('eot', 0));
    expect(await enq()).toEqual([]);
    await send('DC');
    await send('AP');
    expect(await enq()).toEqual(['SF0004']);
    expect(simulator.executed).toEqual([]);
    expect(heard).toEqual([]);
  });

  it('answers a damaged frame with NAK and ignores another address', async () => {
    const { clock, simulator, heard } = bench();
    const frame = encodeFrame({ address: 0, body: textBody('AP') }, true);
    frame[8] = 0;
    simulator.receive(frame);
    await clock.advance(10);
    expect(heard).toEqual(['nak']);
    simulator.receive(encodeFrame({ address: 3, body: textBody('AP') }, true));
    await clock.advance(10);
    expect(heard).toEqual(['nak']);
  });

  it('shows the sensors along the way: hopper, sensor 2, read position, mouth', async () => {
    const { clock, send, enq, ask } = bench();
    await send('DC');
    await enq(0);
    const seen = new Set<string>();
    for (let i = 0; i < 30; i += 1) {
      seen.add(await ask('AP'));
      await clock.advance(50);
    }
    expect([...seen]).toEqual(['SF0804', 'SF0806', 'SF0807', 'SF0805', 'SF1001', 'SF0005']);
  });

  it.each([
    ['k750', 'FC4', 'FC0'],
    ['d1801', 'FC0', 'FC4'],
  ] as const)('%s: %s holds the card, %s throws it out', async (model, hold, release) => {
    const { world, run } = bench({ model });
    await run('FC7');
    expect(world.card?.place).toBe('inside');
    await run(hold);
    expect(world.card?.place).toBe('exit');
    await run('FC7');
    await run(release);
    expect([world.card, world.taken]).toEqual([null, [1]]);
  });

  it('a K750 shows a full bin and hopper and prepares no card', async () => {
    const { world, ask, run } = bench({ model: 'k750' }, { hopper: 200, binCapacity: 1 });
    expect(await ask('AP')).toBe('SF0080');
    await run('DC');
    expect(await run('CP')).toBe('SF8000');
    expect(world.bin).toEqual([1]);
  });

  it('FC7 with an empty channel takes a card out of the hopper, unless the model does not', async () => {
    const feeding = bench();
    await feeding.run('FC7');
    expect(feeding.world.fed).toBe(1);
    const other = bench({ fc7Feeds: false });
    expect(await other.run('FC7')).toBe('SF4004');
    expect(other.world.fed).toBe(0);
  });

  it('power cut in the middle: silent until it has started, the card stands where it was', async () => {
    const { clock, simulator, world, ask } = bench();
    simulator.inject({ type: 'power', at: 'midMotion', offMs: 1_000 }, { on: 'DC' });
    await ask('DC');
    await clock.advance(1_000);
    expect([simulator.isOn, world.card?.place]).toEqual([false, 'between']);
    expect(await ask('AP')).toBe('');
    await clock.advance(3_000);
    expect(await ask('AP')).toBe('SF0006');
  });

  it('the older framing', async () => {
    const { ask, run } = bench({ lengthField: false });
    expect(await ask('AP')).toBe('SF0004');
    expect(await run('DC')).toBe('SF0005');
  });
});
