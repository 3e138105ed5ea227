import { expect, it } from 'vitest';

import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { CardWorld } from '../../../drivers/simulators/card-world.ts';
import { F2Simulator } from '../../../drivers/simulators/f2-simulator.ts';
import { K720Simulator } from '../../../drivers/simulators/k720-simulator.ts';
import { LinkedLine } from '../../../drivers/transport/linked-transport.ts';
import { profileWishes } from '../profile.ts';
import { newProgress } from '../progress.ts';
import { PortChoice } from './port-choice.ts';
import { PortSearch } from './port-search.ts';
import { propose } from './propose.ts';
import { type ListedPort, portId } from './seen-port.ts';

type Unit = (clock: VirtualClock, send: (bytes: Uint8Array) => void) => { receive(bytes: Uint8Array): void };
const socket: ListedPort = { port: '/dev/ttyS1', bus: 'serial', driver: null, about: null, serial: null };

/** A whole search of one socket. @returns what is known of it then, and everything that it was told to do */
async function searched(listed: ListedPort, unit: Unit | null, limitMs?: number) {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock });
  const plugged = unit?.(clock, (bytes) => line.send(bytes));
  line.onHostBytes((bytes) => plugged?.receive(bytes));
  const opened: string[] = [];
  const search = new PortSearch({
    list: () => Promise.resolve({ ports: [listed], troubles: [] }),
    openPort: (spec) => {
      opened.push(spec.kind);
      return line.transport;
    },
    ...{ clock, changed: () => undefined, lookedAt: () => undefined },
    ...(limitMs !== undefined && { limitMs }),
  });
  await clock.until(search.start());
  return { seen: search.seen(), opened };
}

it.each<[string, Unit, object]>([
  ['F2', (clock, send) => new F2Simulator({ clock, send, address: 15 }), { driver: 'f2', settings: { address: 15 } }],
  [
    'K720',
    (clock, send) => new K720Simulator({ clock, send, address: 3 }),
    { driver: 'k720', settings: { address: 3, lengthField: true } },
  ],
  [
    'K720 with the older framing',
    (clock, send) => new K720Simulator({ clock, send, address: 0, lengthField: false }),
    { driver: 'k720', settings: { address: 0, lengthField: false } },
  ],
])('a dispenser whose switches stand otherwise is found, and its profile says how: %s', async (_name, unit, answer) => {
  const { seen } = await searched(socket, unit);
  expect(seen).toMatchObject([{ state: 'answered', answers: [{ baud: 9_600, ...answer }] }]);
  const { assigned } = propose(seen, { assigned: {}, unused: [] });
  const settings = Object.entries(assigned.cardDispenser?.settings ?? {});
  const wishes = profileWishes({
    panel: { inch: null, orientation: null, bottomEdgeMm: null, model: null, fitsModel: false },
    ...{ hubUrl: null, assigned },
  });
  expect(settings.length).toBeGreaterThan(0);
  for (const [key, value] of settings)
    expect(wishes).toContainEqual({ path: `/devices/cardDispenser/settings/${key}`, value });
});

it('a search moves no card: where nobody hears a STATUS an F2 is told to get ready at the very end only, and to leave the card where it is', async () => {
  const asked: { readonly address: number; readonly command: string }[] = [];
  const ear: Unit = () => ({
    receive: (bytes) => {
      const [start, address = 0] = bytes;
      if (start === 0xf2) asked.push({ address, command: Buffer.from(bytes.subarray(5, 7)).toString('hex') });
    },
  });
  const { seen } = await searched(socket, ear, 2_000);
  expect(seen).toMatchObject([{ state: 'silent', answers: [] }]);
  // C 30 33: INITIALISE keep; sent again, since nobody acknowledges it, and STATUS asked behind it (docs/protocols/card-dispenser.md, 2.3).
  const first = asked.findIndex(({ command }) => command === '3033');
  const [before, after] = [asked.slice(0, first), asked.slice(first)];
  expect(new Set(before.map(({ command }) => command))).toEqual(new Set(['3130']));
  expect(new Set(before.map(({ address }) => address)).size).toBe(16);
  expect(new Set(after.map(({ command }) => command))).toEqual(new Set(['3033', '3130']));
});

it.each([
  ['nothing in its channel', false, 0],
  ['a card in its channel', true, 0],
  ['a card in its channel and its switches set otherwise', true, 5],
])('an F2 that hears nothing since it was switched on is found, with %s left as it is', async (_, hasCard, address) => {
  const world = new CardWorld({ hopper: 5 });
  if (hasCard) {
    world.begin('feed');
    world.end();
  }
  const before = { card: world.card, captured: world.captured };
  const mute: Unit = (clock, send) => {
    const simulator = new F2Simulator({ clock, send, world, address });
    simulator.powerOff();
    simulator.powerOn();
    let isAwake = false;
    return {
      receive: (bytes) => {
        isAwake ||= bytes[0] === 0xf2 && bytes[1] === address && bytes[5] === 0x30;
        if (isAwake) simulator.receive(bytes);
      },
    };
  };
  const { seen } = await searched(socket, mute);
  expect(seen).toMatchObject([{ state: 'answered', answers: [{ driver: 'f2', baud: 9_600, settings: { address } }] }]);
  expect({ card: world.card, captured: world.captured }).toEqual(before);
});

it('a HID reader that says nothing is silent, and never asked as a serial line', async () => {
  const { seen, opened } = await searched(
    { ...socket, port: 'hid:0400:c35a', bus: 'hid', driver: 'sdt-hid-raw' },
    null,
  );
  expect(seen).toMatchObject([{ state: 'silent' }]);
  expect(new Set(opened)).toEqual(new Set(['hid']));
});

it('a silent port whose page is open is listened at, and not asked by the rest of the search', async () => {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock });
  let asked = 0;
  line.onHostBytes(() => {
    asked += 1;
  });
  const other = new LinkedLine({ clock });
  let isLookedAt = false;
  const choice = new PortChoice({
    clock,
    list: () => Promise.resolve({ ports: [socket, { ...socket, port: '/dev/ttyS2' }], troubles: [] }),
    openPort: (spec) => (spec.kind === 'serial' && spec.path === socket.port ? line : other).transport,
    progress: () => newProgress(null, '2026-01-01T00:00:00.000Z'),
    changed: () => undefined,
    threw: (error) => {
      throw error;
    },
    lookedAt: () => {
      if (isLookedAt) return;
      isLookedAt = true;
      choice.show(portId(socket.port));
      asked = 0;
    },
  });
  await clock.until(choice.find());
  expect(isLookedAt).toBe(true);
  expect(asked).toBe(0);
  line.send(Buffer.from('6901234567892\r'));
  await clock.advance(100);
  expect(
    choice
      .shown()
      .find(({ port }) => port === socket.port)
      ?.lines.at(-1),
  ).toMatchObject({ dir: 'rx' });
  await clock.until(choice.stop());
});
