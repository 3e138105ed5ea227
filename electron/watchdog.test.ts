import { beforeEach, describe, expect, it } from 'vitest';
import { noLog } from '../contract/log.ts';
import { VirtualClock } from '../contract/virtual-clock.ts';
import { rungsHere } from '../contract/watchdog/shell-exits.ts';
import { clockLooks, watchWallClock } from './clock-watch.ts';
import { FrameWatch, frameTimes, type MarkedPage } from './frame-watch.ts';
import { GraphicsLosses } from './graphics-losses.ts';
import { ceilings, memoryLooks, watchMemory } from './memory-watch.ts';
import { pulseTimes, TerminalPulse } from './terminal-pulse.ts';
import { Watchdog } from './watchdog.ts';
import { watchdogBeforeAPause } from './watchdog-before-a-pause.test-data.ts';

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});

describe('watchdog', () => {
  let taken: string[];
  let told: string[];
  let isIdle: boolean;
  let isActing: boolean;
  let dog: Watchdog;
  const make = (hasLauncher = true) => {
    dog = new Watchdog({
      ...{ clock, log: noLog, can: rungsHere(hasLauncher) },
      now: () => ({ isIdle, isActing }),
      take: (rung, reason) => taken.push(`${rung} ${reason}`),
      tell: ({ rung, reason }) => told.push(`${rung} ${reason}`),
    });
  };
  beforeEach(() => {
    [taken, told, isIdle, isActing] = [[], [], true, false];
    make();
  });

  it('takes one step for one death that is told in several events', async () => {
    dog.saw('graphicsLost', 'killed');
    dog.saw('pageHangs', 'notPainted');
    await clock.advance(0);
    expect(taken).toEqual(['newWindow graphicsLost']);
    expect(told).toEqual(['newWindow graphicsLost']);
  });

  it('lets a full page wait for the citizen, and takes it the moment that nobody is there', async () => {
    isIdle = false;
    dog.saw('pageFull', '900 MiB');
    dog.changed();
    await clock.advance(3_600_000);
    expect(taken).toEqual([]);
    isIdle = true;
    dog.changed();
    await clock.advance(0);
    expect(taken).toEqual(['newWindow pageFull']);
    dog.changed();
    await clock.advance(0);
    expect(taken.length).toBe(1);
  });

  it('restarts no terminal service under a card that moves', async () => {
    isActing = true;
    dog.saw('terminalFull', '900 MiB');
    await clock.advance(60_000);
    expect(taken).toEqual([]);
    isActing = false;
    dog.changed();
    await clock.advance(0);
    expect(taken).toEqual(['restartTerminal terminalFull']);
  });

  it('forgets what it waited for when that has gone by itself', async () => {
    isIdle = false;
    dog.saw('pageFull', '900 MiB');
    dog.over('pageFull');
    isIdle = true;
    dog.changed();
    await clock.advance(0);
    expect(taken).toEqual([]);
  });

  it('never ends a shell that nobody would start again', async () => {
    make(false);
    for (let n = 0; n < 40; n += 1) {
      dog.saw('pageDied', 'crashed');
      await clock.advance(60_000);
    }
    expect(taken.length).toBe(40);
    expect(taken.slice(1).every((step) => step === 'newWindow pageDied')).toBe(true);
  });

  it('a service that its keeper has started anew meanwhile is not ended by the pause of its third death', async () => {
    const deaths = 6;
    for (let n = 0; n < deaths; n += 1) {
      dog.saw('terminalDied', 'SIGSEGV');
      await clock.advance(200);
      // Up again, and somebody stands before it.
      dog.renewed('restartTerminal');
      isIdle = false;
      await clock.advance(60_000);
    }
    expect(told.length).toBe(deaths);
    // The first two have no pause: nothing runs then that they could end.
    expect(taken).toEqual(['restartTerminal terminalDied', 'restartTerminal terminalDied']);
    dog.saw('terminalSilent', 'silent for 30 s');
    await clock.advance(60_000);
    expect(taken.at(-1)).toBe('restartTerminal terminalSilent');
  });

  it('a window that was renewed behind a visit is not renewed once more under the next citizen', async () => {
    for (let n = 0; n < 4; n += 1) {
      dog.saw('pageHangs', 'notPainted');
      await clock.advance(0);
    }
    isIdle = false;
    dog.saw('pageFull', '900 MiB');
    dog.saw('terminalFull', '900 MiB');
    taken.length = 0;
    dog.renewed('reloadPage', 'newWindow');
    isIdle = true;
    dog.changed();
    await clock.advance(60_000);
    // The memory of the page has gone with its window; that of the terminal service has not.
    expect(taken).toEqual(['restartTerminal terminalFull']);
  });

  it('does nothing once the shell stops', async () => {
    isIdle = false;
    dog.saw('pageFull', '900 MiB');
    for (let n = 0; n < 4; n += 1) {
      dog.saw('terminalDied', 'SIGSEGV');
      await clock.advance(0);
    }
    const before = taken.length;
    dog.stop();
    isIdle = true;
    dog.changed();
    dog.saw('pageDied', 'crashed');
    await clock.advance(60_000);
    expect(taken.length).toBe(before);
  });
});

describe('terminal pulse', () => {
  let asked: number;
  let silences: string[];
  let answers: boolean;
  let pulse: TerminalPulse;
  beforeEach(() => {
    [asked, silences, answers] = [0, [], true];
    pulse = new TerminalPulse(
      clock,
      () => {
        asked += 1;
        if (answers) pulse.heard();
      },
      (detail) => silences.push(detail),
    );
  });

  it('leaves a service that answers alone, for ever', async () => {
    pulse.started();
    pulse.ready();
    await clock.advance(3_600_000);
    expect([silences, asked]).toEqual([[], 361]);
  });

  it('tells of one that hangs, not before its time, and is quiet once that one has ended', async () => {
    pulse.started();
    pulse.ready();
    answers = false;
    await clock.advance(pulseTimes.silentAfterMs - 1);
    expect(silences).toEqual([]);
    await clock.advance(1);
    pulse.stop();
    await clock.advance(600_000);
    expect(silences).toEqual(['silent for 30 s']);
  });

  it('tells again of one that cannot be ended: the ladder is to come to the restart of the machine', async () => {
    const taken: string[] = [];
    const dog = new Watchdog({
      ...{ clock, log: noLog, can: rungsHere(true), now: () => ({ isIdle: false, isActing: true }) },
      take: (rung) => taken.push(rung),
      tell: () => undefined,
    });
    const hung = new TerminalPulse(
      clock,
      () => undefined,
      (detail) => dog.saw('terminalSilent', detail),
    );
    hung.started();
    await clock.advance(pulseTimes.startMs + 10 * pulseTimes.silentAfterMs);
    hung.stop();
    expect([...new Set(taken)].slice(0, 3)).toEqual(['restartTerminal', 'restartShell', 'restartMachine']);
    expect(clock.pending).toBe(0);
  });

  it('one that answers again while the pause before its end runs is not ended, and is watched as before', async () => {
    const { dog, taken } = await watchdogBeforeAPause(clock, 'terminalDied');
    const slow = new TerminalPulse(
      clock,
      () => answers && slow.heard(),
      (detail) => dog.saw('terminalSilent', detail),
      () => dog.over('terminalSilent'),
    );
    answers = false;
    slow.ready();
    await clock.advance(pulseTimes.silentAfterMs);
    // What it was busy with is done, and it says what it had to say.
    answers = true;
    slow.heard();
    await clock.advance(3_600_000);
    expect(taken).toEqual([]);
    answers = false;
    await clock.advance(pulseTimes.silentAfterMs + pulseTimes.everyMs);
    expect(taken).toEqual(['restartTerminal terminalSilent']);
    slow.stop();
    expect(clock.pending).toBe(0);
  });

  it('tells of one that never comes up', async () => {
    pulse.started();
    await clock.advance(pulseTimes.startMs);
    expect(silences).toEqual(['no first word']);
  });

  it('blames nobody else for a time in which this process itself did not run', async () => {
    pulse.ready();
    answers = false;
    // The loop stood still: timers come late, answers lie unread.
    const stopped = clock.monoMs.bind(clock);
    let behind = 0;
    clock.monoMs = () => stopped() + behind;
    behind = 120_000;
    await clock.advance(pulseTimes.everyMs);
    expect(silences).toEqual([]);
  });
});

describe('memory watch', () => {
  const mib = { page: 100 as number | null, shell: 100, graphics: 100, terminal: 100 as number | null };
  it('finds a part that stays above its ceiling, and no peak', async () => {
    const seen: string[] = [];
    const end = watchMemory({
      clock,
      look: () => ({ ...mib }),
      saw: (reason, detail) => seen.push(`${reason} ${detail}`),
      over: (reason) => seen.push(`over ${reason}`),
    });
    mib.page = ceilings.page + 1;
    await clock.advance(memoryLooks.everyMs * (memoryLooks.inARow - 1));
    mib.page = 100;
    await clock.advance(memoryLooks.everyMs * 5);
    mib.terminal = ceilings.terminal + 1;
    await clock.advance(memoryLooks.everyMs * memoryLooks.inARow);
    mib.terminal = null;
    await clock.advance(memoryLooks.everyMs * 5);
    // Taken back also where it was found before: nobody is to be restarted hours later for a memory that is long free again.
    expect(seen).toEqual(['over pageFull', `terminalFull ${ceilings.terminal + 1} MiB`, 'over terminalFull']);
    end();
    expect(clock.pending).toBe(0);
  });

  it('finds a process that draws and never gives back what it took, which no other ceiling counts', async () => {
    const seen: string[] = [];
    const end = watchMemory({
      clock,
      look: () => ({ ...mib, graphics: ceilings.graphics + 1 }),
      saw: (reason, detail) => seen.push(`${reason} ${detail}`),
      over: () => undefined,
    });
    await clock.advance(memoryLooks.everyMs * memoryLooks.inARow);
    expect(seen).toEqual([`graphicsFull ${ceilings.graphics + 1} MiB`]);
    end();
  });
});

describe('losses of the process that draws', () => {
  it('one that was ended for a frozen picture costs nobody the window; one that dies by itself does', () => {
    const graphics = new GraphicsLosses();
    expect(graphics.isLoss('crashed')).toBe(true);
    graphics.ended(1);
    expect(['clean-exit', 'killed', 'killed'].map((reason) => graphics.isLoss(reason))).toEqual([false, false, true]);
  });
});

describe('clock watch', () => {
  it('tells of a wall clock that was set, not of one that a time server moves', async () => {
    const jumps: string[] = [];
    const end = watchWallClock(clock, (detail) => jumps.push(detail));
    await clock.advance(clockLooks.everyMs * 3);
    clock.jumpWall(500);
    await clock.advance(clockLooks.everyMs);
    clock.jumpWall(-86_400_000);
    await clock.advance(clockLooks.everyMs * 3);
    expect(jumps).toEqual(['-86400 s']);
    end();
  });
});

describe('frame watch', () => {
  /** A screen that shows what was painted, unless it is frozen or hangs. */
  class Screen implements MarkedPage {
    #painted = 0;
    #shown = 0;
    isFrozen = false;
    hangs = false;
    isGone = false;
    mark(shade: 0 | 1): Promise<void> {
      this.#painted = shade + 1;
      if (!this.isFrozen) this.#shown = this.#painted;
      return this.isGone ? Promise.reject(new Error('gone')) : Promise.resolve();
    }
    picture(): Promise<Buffer> {
      return this.hangs ? new Promise(() => undefined) : Promise.resolve(Buffer.from([this.#shown]));
    }
  }
  const looks = frameTimes.everyMs + frameTimes.pictureWithinMs;

  it.each([
    ['keeps quiet while the picture changes', {}, []],
    ['sees a picture that stands still though its page paints', { isFrozen: true }, ['same picture']],
    ['sees a screen of which no picture can be had', { hangs: true }, ['no picture']],
    ['blames no page that is gone: others tell of it', { isGone: true }, []],
  ])('%s', async (_what, state, expected) => {
    const screen = Object.assign(new Screen(), state);
    const frozen: string[] = [];
    const watch = new FrameWatch(
      clock,
      () => screen,
      (detail) => frozen.push(detail),
    );
    await clock.advance(looks * frameTimes.inARow + 1);
    expect(frozen.slice(0, 1)).toEqual(expected);
    watch.stop();
  });

  it('does not hold the picture of one window against the next', async () => {
    let screen = Object.assign(new Screen(), { isFrozen: true });
    const frozen: string[] = [];
    const watch = new FrameWatch(
      clock,
      () => screen,
      (detail) => frozen.push(detail),
    );
    await clock.advance(frameTimes.everyMs + 1);
    screen = new Screen();
    await clock.advance(frameTimes.everyMs * 3);
    expect(frozen).toEqual([]);
    watch.stop();
  });
});
