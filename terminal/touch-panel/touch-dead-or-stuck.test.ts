import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import { noLog } from '../../contract/log.ts';
import { type PanelView, type Place, panelSigns, soundPanel } from '../../contract/touch-panel.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import { EncoderTrust } from '../personaliser/encoder-trust.ts';
import type { SessionEvent } from '../session/events.ts';
import type { SessionService } from '../session/session-service.ts';
import { openGate, watchWorld } from '../watch-world.ts';
import { isListed, namesIn, watchInputDevice } from './input-devices.ts';
import { judgePanel, nextPanelMs, type PanelEvent, soundState, viewOfPanel } from './judge-panel.ts';
import { panelLimits as limits } from './panel-limits.ts';
import { makeTouchPanel } from './touch-panel.ts';

const spot: Place = { xMm: 100, yMm: 200 };
const elsewhere: Place = { xMm: 200, yMm: 200 };

function rig() {
  const clock = new VirtualClock();
  let restarts = 0;
  const views: PanelView[] = [];
  const panel = makeTouchPanel({
    clock,
    log: noLog,
    restartPage: () => {
      restarts += 1;
    },
  });
  const stop = panel.watch((view) => views.push(view));
  return { clock, panel, stop, restarts: () => restarts, view: () => views.at(-1), views };
}

describe('stuck and ghost', () => {
  it('with a visit open it is only said; when the hand is lifted nothing is left of it', () => {
    const r = rig();
    r.panel.visit(true);
    r.panel.seen('stuck', spot);
    expect([r.view(), r.restarts()]).toEqual([{ fault: 'stuck', isOff: false }, 0]);
    expect(r.panel.report()).toMatchObject({ condition: 'degraded', faults: [] });
    r.panel.seen('over', spot);
    expect(r.view()).toEqual(soundPanel);
  });

  it('without a visit the page is restarted once; only what comes again takes the machine off, and a good touch elsewhere brings it back', () => {
    const r = rig();
    r.panel.seen('ghost', spot);
    expect([r.view(), r.restarts()]).toEqual([soundPanel, 1]);
    // The first touches of a ghost look like a hand's.
    r.panel.seen('touch', spot);
    r.panel.seen('ghost', spot);
    expect([r.view(), r.restarts()]).toEqual([{ fault: 'ghost', isOff: true }, 1]);
    expect(r.panel.report()).toMatchObject({ condition: 'faulted', faults: ['E_TOUCH_GHOST'] });
    r.panel.seen('touch', { xMm: 110, yMm: 200 });
    expect(r.view()?.isOff).toBe(true);
    r.panel.seen('touch', elsewhere);
    expect(r.view()).toEqual(soundPanel);
    expect(r.panel.report()).toMatchObject({ condition: 'ok', faults: [] });
  });

  it('a visit that ends renews the page: that was the restart', () => {
    const r = rig();
    r.panel.visit(true);
    r.panel.seen('stuck', spot);
    r.panel.visit(false);
    expect([r.view(), r.restarts()]).toEqual([soundPanel, 0]);
    r.panel.seen('stuck', spot);
    expect([r.view(), r.restarts()]).toEqual([{ fault: 'stuck', isOff: true }, 0]);
  });

  it('a child that drums, and goes: off only while it drums, and back after a calm minute', async () => {
    const r = rig();
    r.panel.seen('ghost', spot);
    r.panel.seen('ghost', spot);
    expect(r.view()?.isOff).toBe(true);
    r.panel.seen('over', spot);
    await r.clock.advance(limits.calmMs - 1);
    expect(r.view()?.isOff).toBe(true);
    await r.clock.advance(1);
    expect(r.view()).toEqual(soundPanel);
  });

  it('the same fault after a long time is a new one: the page is tried first', async () => {
    const r = rig();
    r.panel.seen('stuck', spot);
    await r.clock.advance(limits.probationMs);
    r.panel.seen('stuck', spot);
    expect([r.view(), r.restarts()]).toEqual([soundPanel, 2]);
  });
});

describe('dead', () => {
  const inVain = async (r: ReturnType<typeof rig>, count: number) => {
    for (let i = 0; i < count; i += 1) {
      r.panel.cardLaid();
      await r.clock.advance(limits.apartMs + limits.answerMs);
    }
  };

  it('three people lay their card and no touch arrives: the page is restarted; the fourth in vain, and the machine is off', async () => {
    const r = rig();
    await r.clock.advance(limits.quietMs);
    await inVain(r, 2);
    expect(r.restarts()).toBe(0);
    await inVain(r, 1);
    expect([r.restarts(), r.view()]).toEqual([1, soundPanel]);
    // The next may come after hours.
    await r.clock.advance(6 * limits.probationMs);
    await inVain(r, 1);
    expect([r.restarts(), r.view()]).toEqual([1, { fault: 'dead', isOff: true }]);
    r.panel.seen('touch', spot);
    expect(r.view()).toEqual(soundPanel);
  });

  it('one touch between them, one person who lays the card down again and again, or nobody at all: not dead', async () => {
    const r = rig();
    await r.clock.advance(limits.quietMs);
    await inVain(r, 2);
    r.panel.seen('touch', spot);
    await inVain(r, 2);
    expect(r.restarts()).toBe(0);
    const fidgety = rig();
    await fidgety.clock.advance(limits.quietMs);
    for (let i = 0; i < 20; i += 1) {
      fidgety.panel.cardLaid();
      await fidgety.clock.advance(5_000);
    }
    await fidgety.clock.advance(20 * limits.quietMs);
    expect([fidgety.restarts(), fidgety.view()]).toEqual([0, soundPanel]);
  });

  it('a card in a visit says nothing; keys are the choice of some: six people in a row', async () => {
    const r = rig();
    await r.clock.advance(limits.quietMs);
    r.panel.visit(true);
    await inVain(r, 10);
    r.panel.visit(false);
    for (let i = 0; i < 6; i += 1) {
      expect(r.restarts()).toBe(0);
      r.panel.seen('keys', spot);
      await r.clock.advance(limits.apartMs + limits.answerMs);
    }
    expect(r.restarts()).toBe(1);
  });

  it('a panel that is not listed any more is off at once, and back with its entry, or with a touch: the name may be wrong', () => {
    const off = judgePanel(soundState(0), { type: 'unit', isThere: false }, 5, limits);
    expect([viewOfPanel(off.state), off.restart]).toEqual([{ fault: 'dead', isOff: true }, false]);
    const back = judgePanel(off.state, { type: 'unit', isThere: true }, 9, limits);
    expect(viewOfPanel(back.state)).toEqual(soundPanel);
    const touched = judgePanel(off.state, { type: 'seen', sign: 'touch', at: spot }, 9, limits);
    expect(viewOfPanel(touched.state)).toEqual(soundPanel);
  });
});

describe('what stands around', () => {
  it('only a card that is laid down anew is a sign of somebody, not one that a reader finds again', () => {
    let told: (presence: string) => void = () => undefined;
    const idReader = {
      onPresence: (listener: typeof told) => {
        told = listener;
        return () => undefined;
      },
      onStatus: () => () => undefined,
      status: () => ({ faults: [], link: 'up', condition: 'ok', supplies: {}, bins: {}, paths: {} }),
    };
    const others = { receiptPrinter: null, cardDispenser: null, documentPrinter: null, scanner: null, smartCard: null };
    const devices = { ...others, idReader, ioBoard: null, all: [] } as unknown as DeviceSet;
    const sent: SessionEvent[] = [];
    const session = { send: (event: SessionEvent) => sent.push(event) } as unknown as SessionService;
    const r = rig();
    let cards = 0;
    const touchPanel = { ...r.panel, cardLaid: () => (cards += 1) };
    const machine = { devices, personaliser: null, verifier: null, encoder: new EncoderTrust(), touchPanel };
    const stop = watchWorld({ config: {} as KioskConfig }, machine, session, null, openGate);
    for (const presence of ['absent', 'reading', 'presentRead', 'unknown', 'presentRead', 'absent', 'presentFailed'])
      told(presence);
    expect(cards).toBe(2);
    r.panel.visit(true);
    r.panel.seen('ghost', spot);
    expect(sent.at(-1)).toEqual({ type: 'PANEL', panel: { fault: 'ghost', isOff: false } });
    stop();
  });
});

describe('any order of events', () => {
  const event: fc.Arbitrary<PanelEvent> = fc.oneof(
    fc.record({
      type: fc.constant('seen' as const),
      sign: fc.constantFrom(...panelSigns),
      at: fc.constantFrom(spot, elsewhere),
    }),
    fc.record({ type: fc.constant('card' as const) }),
    fc.record({ type: fc.constant('visit' as const), isOpen: fc.boolean() }),
    fc.record({ type: fc.constant('unit' as const), isThere: fc.boolean() }),
    fc.record({ type: fc.constant('time' as const) }),
  );
  const story = fc.array(fc.tuple(event, fc.integer({ min: 0, max: 900_000 })), { maxLength: 60 });

  it('never breaks into a visit, never goes off without a fault, and two good touches apart always bring it back', () => {
    fc.assert(
      fc.property(story, (events) => {
        let state = soundState(0);
        let now = 0;
        for (const [next, afterMs] of events) {
          now += afterMs;
          const before = state;
          const judged = judgePanel(state, next, now, limits);
          state = judged.state;
          if (state.isVisitOpen) expect(judged.restart).toBe(false);
          if (state.isVisitOpen && !before.isOff) expect(state.isOff).toBe(false);
          if (state.isOff) expect(state.fault).not.toBeNull();
          const due = nextPanelMs(state, limits);
          if (due !== null) expect(due).toBeGreaterThan(now - 1);
        }
        for (const at of [spot, elsewhere]) {
          state = judgePanel(state, { type: 'seen', sign: 'touch', at }, now + 1_000, limits).state;
        }
        expect(viewOfPanel(state)).toEqual(soundPanel);
      }),
    );
  });
});

describe('the list of the operating system', () => {
  const entry = (name: string) =>
    `I: Bus=0003 Vendor=222a Product=0001 Version=0110\nN: Name="${name}"\nH: Handlers=event4\n\n`;
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'yitiji-input-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('is read by whole names; without a list nobody knows', () => {
    expect(namesIn(entry('ILITEK ILITEK-TP') + entry('Power "Button"'))).toEqual([
      'ILITEK ILITEK-TP',
      'Power "Button"',
    ]);
    expect(isListed('ILITEK', join(dir, 'none'))).toBeNull();
    writeFileSync(join(dir, 'list'), entry('ILITEK ILITEK-TP'));
    expect([isListed('ILITEK', join(dir, 'list')), isListed('ILITEK ILITEK-TP', join(dir, 'list'))]).toEqual([
      false,
      true,
    ]);
  });

  it('is looked at when a node comes or goes', async () => {
    const listFile = join(dir, 'list');
    const nodeDir = mkdtempSync(join(dir, 'nodes-'));
    writeFileSync(listFile, entry('ILITEK ILITEK-TP'));
    let told: (isThere: boolean) => void = () => undefined;
    const next = () => new Promise<boolean>((resolve) => (told = resolve));
    const first = next();
    const stop = watchInputDevice('ILITEK ILITEK-TP', (isThere) => told(isThere), { listFile, nodeDir });
    expect(await first).toBe(true);
    const gone = next();
    writeFileSync(listFile, entry('Power Button'));
    writeFileSync(join(nodeDir, 'event4'), '');
    expect(await gone).toBe(false);
    const back = next();
    writeFileSync(listFile, entry('ILITEK ILITEK-TP'));
    rmSync(join(nodeDir, 'event4'));
    expect(await back).toBe(true);
    stop();
  });
});
