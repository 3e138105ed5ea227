import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { ok } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { rungLimits } from '../../contract/watchdog/ladder.ts';
import { Trouble, troubleFigures } from './trouble.ts';

let root: string;
let clock: VirtualClock;
let trouble: Trouble;
let isShown: boolean;
/** False = the X server is away: no picture stands there, and none can be shown. */
let isDisplayThere: boolean;
let displayEnds: () => void;
let restarts: number;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'yitiji-trouble-'));
  clock = new VirtualClock();
  [isShown, isDisplayThere, restarts] = [false, true, 0];
  trouble = made();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function made(where = root): Trouble {
  return new Trouble({
    ...{ root: where, clock, log: noLog },
    show: () => {
      if (!isDisplayThere) return Promise.resolve(null);
      isShown = true;
      let isThis = true;
      let ended: () => void = () => undefined;
      const gone = new Promise<void>((resolve) => {
        ended = resolve;
      });
      const close = () => {
        if (isThis && displayEnds === away) isShown = false;
        isThis = false;
        ended();
      };
      const away = () => {
        isDisplayThere = false;
        close();
      };
      displayEnds = away;
      return Promise.resolve({ close, ended: gone });
    },
    restartMachine: () => {
      restarts += 1;
      return Promise.resolve(ok(null));
    },
  });
}

/** The kiosk goes down so many times, a second after each start. @returns pauses, null = as usual */
async function crash(times: number, cause = 'SIGSEGV'): Promise<readonly (number | null)[]> {
  const pauses: (number | null)[] = [];
  for (let n = 0; n < times; n += 1) {
    trouble.began();
    await clock.advance(1_000);
    pauses.push(await trouble.ended(cause));
  }
  return pauses;
}

describe('crash-loop screen', () => {
  it('shows nothing for a crash now and then, and the picture for a loop: never a black screen for longer', async () => {
    expect(await crash(troubleFigures.ends - 1)).toEqual([null, null, null, null]);
    expect(isShown).toBe(false);
    expect(await crash(1)).toEqual([troubleFigures.firstPauseMs]);
    expect(isShown).toBe(true);
  });

  it('counts only what lies close together', async () => {
    for (let n = 0; n < 20; n += 1) {
      expect(await crash(1)).toEqual([null]);
      await clock.advance(troubleFigures.withinMs / 3);
    }
    expect(isShown).toBe(false);
  });

  it('keeps the picture until the kiosk has lived for a while, and takes it away then', async () => {
    await crash(troubleFigures.ends);
    trouble.began();
    await clock.advance(troubleFigures.goneAfterMs - 1);
    expect(isShown).toBe(true);
    await clock.advance(1);
    expect(isShown).toBe(false);
  });

  it('never takes it away from a kiosk that has died again meanwhile', async () => {
    await crash(troubleFigures.ends);
    trouble.began();
    await clock.advance(1_000);
    await trouble.ended('SIGSEGV');
    await clock.advance(3_600_000);
    expect(isShown).toBe(true);
  });

  it('stands on the next display when the one that it stood on has gone, without waiting for the next try of the kiosk', async () => {
    await crash(troubleFigures.ends);
    displayEnds();
    await clock.advance(troubleFigures.displayMs);
    expect(isShown).toBe(false);
    isDisplayThere = true;
    await clock.advance(troubleFigures.displayMs);
    expect(isShown).toBe(true);
  });

  it('is not given up for a display that went down with the kiosk, and comes back some seconds later', async () => {
    isDisplayThere = false;
    await crash(troubleFigures.ends);
    expect(isShown).toBe(false);
    isDisplayThere = true;
    await clock.advance(troubleFigures.displayMs);
    expect(isShown).toBe(true);
  });

  it('is never drawn over a kiosk that was started meanwhile, nor after the launcher has ended', async () => {
    isDisplayThere = false;
    await crash(troubleFigures.ends);
    trouble.began();
    isDisplayThere = true;
    await clock.advance(3_600_000);
    expect(isShown).toBe(false);
    await crash(troubleFigures.ends);
    expect(isShown).toBe(true);
    displayEnds();
    trouble.end();
    isDisplayThere = true;
    await clock.advance(3_600_000);
    expect([isShown, clock.pending]).toEqual([false, 0]);
  });

  it('is drawn anew at each end: the panel that it was made for may be another one by now', async () => {
    await crash(troubleFigures.ends);
    const before = displayEnds;
    await crash(1);
    expect(isShown).toBe(true);
    expect(displayEnds).not.toBe(before);
  });

  it('restarts the machine after two pictures in a row, once, also if it comes up again and again', async () => {
    await crash(troubleFigures.ends + 2);
    expect(restarts).toBe(1);
    // The machine has come up: a fresh launcher, the same disk.
    for (let n = 0; n < 5; n += 1) {
      trouble = made();
      await crash(troubleFigures.ends + 3);
      await clock.advance(60_000);
    }
    expect(restarts).toBe(1);
    trouble = made();
    await clock.advance(rungLimits.restartMachine.withinMs);
    await crash(troubleFigures.ends + 2);
    expect(restarts).toBe(2);
  });

  it('whose clock begins anew with each start (a dead battery, no network) is not restarted for ever either', async () => {
    await crash(troubleFigures.ends + 2);
    expect(restarts).toBe(1);
    for (let n = 0; n < 5; n += 1) {
      clock.jumpWall(-3_600_000);
      trouble = made();
      await crash(troubleFigures.ends + 3);
    }
    expect(restarts).toBe(1);
    // A clock that was wrong before makes nobody wait longer than any restart does.
    await clock.advance(rungLimits.restartMachine.withinMs);
    trouble = made();
    await crash(troubleFigures.ends + 2);
    expect(restarts).toBe(2);
  });

  it('restarts no machine that cannot count its restarts', async () => {
    trouble = made(join(root, 'no such folder'));
    await crash(troubleFigures.ends + 5);
    expect(restarts).toBe(0);
    expect(isShown).toBe(true);
  });

  it('does what the shell asks for: a fresh shell at once, a fresh machine with the picture before it', async () => {
    expect(await crash(3, 'exit 75')).toEqual([null, null, null]);
    expect(restarts).toBe(0);
    await crash(1, 'exit 76');
    expect([restarts, isShown]).toEqual([1, true]);
    await crash(3, 'exit 76');
    expect(restarts).toBe(1);
  });

  it('shells that each ask for a fresh one come to the restart of the machine and to the picture, as one shell would: citizens are not left before a blank window for ever', async () => {
    const { times, withinMs } = rungLimits.restartShell;
    expect(await crash(times, 'exit 75')).toEqual(Array.from({ length: times }, () => null));
    expect([restarts, isShown]).toEqual([0, false]);
    expect(await crash(1, 'exit 75')).toEqual([troubleFigures.pauseMs]);
    expect([restarts, isShown]).toEqual([1, true]);
    // It did not help: the picture stays between the tries.
    expect(await crash(1, 'exit 75')).toEqual([troubleFigures.pauseMs]);
    expect(restarts).toBe(1);
    // After an hour in which one shell lived the next wish is a first one.
    await clock.advance(withinMs);
    expect(await crash(1, 'exit 75')).toEqual([null]);
  });

  it('shells whose memory is full, and that serve citizens until nobody is there, are no trouble', async () => {
    expect(await crash(20, 'exit 77')).toEqual(Array.from({ length: 20 }, () => null));
    expect([restarts, isShown]).toEqual([0, false]);
  });
});
