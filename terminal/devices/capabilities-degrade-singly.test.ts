import { expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import type { IoBoard } from '../../drivers/io-board/io-board.ts';
import { PersonaliserSimulator } from '../../drivers/simulators/personaliser-simulator.ts';
import { LinkedLine } from '../../drivers/transport/linked-transport.ts';
import { createPersonaliser } from '../personaliser/wire-personaliser.ts';
import { type CapabilitySources, capabilityViews, watchCapabilities } from './capability-views.ts';
import type { DeviceSet } from './device-set.ts';
import { cardRig } from './testing/card-rig.test-data.ts';

const none = {
  idReader: null,
  receiptPrinter: null,
  cardDispenser: null,
  documentPrinter: null,
  scanner: null,
  smartCard: null,
  ioBoard: null,
  all: [],
} as unknown as DeviceSet;

async function rig(o: Parameters<typeof cardRig>[0] = {}) {
  const cards = await cardRig(o);
  const { clock } = cards;
  const line = new LinkedLine({ id: 'personaliser', clock });
  const simulator = new PersonaliserSimulator({ clock, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const personaliser = createPersonaliser({ id: 'personaliser', clock, log: noLog, transport: line.transport });
  personaliser.start();
  await clock.advance(1_000);
  const devices: DeviceSet = { ...none, cardDispenser: cards.dispenser, all: [cards.dispenser] };
  let blocked: ReturnType<CapabilitySources['cardsBlockedBy']> = null;
  const sources: CapabilitySources = {
    devices,
    personaliser,
    fitted: { camera: true },
    hasFaceVerifier: true,
    cardsBlockedBy: () => blocked,
  };
  return {
    ...cards,
    line,
    simulator,
    sources,
    block: (code: typeof blocked) => {
      blocked = code;
    },
    [Symbol.asyncDispose]: async () => {
      await clock.until(personaliser.close());
      await cards[Symbol.asyncDispose]();
    },
  };
}

it('nothing fitted: nothing is promised', () => {
  const views = capabilityViews({
    devices: none,
    personaliser: null,
    fitted: {},
    hasFaceVerifier: false,
    cardsBlockedBy: () => null,
  });
  expect(Object.values(views).every(({ availability }) => availability === 'unavailable')).toBe(true);
});

it('a camera without anybody who compares is no way of C2', () => {
  const sources = { devices: none, personaliser: null, cardsBlockedBy: () => null, fitted: { camera: true } };
  expect(capabilityViews({ ...sources, hasFaceVerifier: false }).camera.availability).toBe('unavailable');
  expect(capabilityViews({ ...sources, hasFaceVerifier: true }).camera.availability).toBe('ready');
});

it('mode A needs all of it: a jam, a ribbon, a lost line or a card that somebody must look after takes it away, and nothing else', async () => {
  await using r = await rig();
  const told: string[] = [];
  const watch = watchCapabilities(r.sources, (capability, { availability, fault }) => {
    if (availability !== 'unavailable' || fault !== null)
      told.push(`${capability} ${availability} ${fault ?? ''}`.trim());
  });
  expect(capabilityViews(r.sources).cardIssuer).toEqual({ availability: 'ready', fault: null });
  r.simulator.setRibbonOut(true);
  await r.clock.advance(3_000);
  expect(capabilityViews(r.sources).cardIssuer).toEqual({ availability: 'unavailable', fault: 'E_SUPPLY_OUT' });
  expect(capabilityViews(r.sources).pinPad.availability).toBe('ready');
  r.simulator.setRibbonOut(false);
  await r.clock.advance(3_000);
  expect(capabilityViews(r.sources).cardIssuer.availability).toBe('ready');
  r.block('E_MEDIA_JAM');
  watch.refresh();
  expect(capabilityViews(r.sources).cardIssuer).toEqual({ availability: 'unavailable', fault: 'E_MEDIA_JAM' });
  r.block(null);
  r.line.unplug();
  await r.clock.advance(1_000);
  expect(capabilityViews(r.sources).cardIssuer.availability).toBe('unavailable');
  expect(capabilityViews(r.sources).pinPad.availability).toBe('unavailable');
  expect(told).toContain('cardIssuer unavailable E_SUPPLY_OUT');
  expect(told).toContain('cardIssuer unavailable E_MEDIA_JAM');
  watch.stop();
});

it('a hopper that is empty takes mode A away', async () => {
  await using r = await rig({ world: { hopper: 0 } });
  await r.clock.advance(5_000);
  expect(capabilityViews(r.sources).cardIssuer.availability).toBe('unavailable');
});

it('a headset that is pulled out is no headset any more', () => {
  let headset = 'plugged';
  const ioBoard = {
    status: () => ({ link: 'up' }),
    contact: (name: string) => (name === 'headset' ? headset : 'absent'),
  } as unknown as IoBoard;
  const sources: CapabilitySources = {
    devices: { ...none, ioBoard },
    personaliser: null,
    fitted: {},
    hasFaceVerifier: false,
    cardsBlockedBy: () => null,
  };
  expect(capabilityViews(sources).headset.availability).toBe('ready');
  headset = 'unplugged';
  expect(capabilityViews(sources).headset.availability).toBe('unavailable');
});
