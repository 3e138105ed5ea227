import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../contract/virtual-clock.ts';
import { PaintWatch, paintLimits } from './paint-watch.ts';
import { watchdogBeforeAPause } from './watchdog-before-a-pause.test-data.ts';

describe('paint watch', () => {
  let clock: VirtualClock;
  let watch: PaintWatch;
  let repairs: string[];

  beforeEach(() => {
    clock = new VirtualClock();
    repairs = [];
    watch = new PaintWatch({ clock, lost: (reason, detail) => repairs.push(`${reason}: ${detail}`) });
  });

  /** A page that says hello and paints what it is sent. */
  function livePage(revision = 1): void {
    watch.opened();
    watch.hello();
    watch.sent('e', revision);
    watch.painted('e', revision);
  }

  it('leaves a page that paints alone, for ever', async () => {
    livePage();
    await clock.advance(3_600_000);
    expect(repairs).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('replaces a page that never says hello', async () => {
    watch.opened();
    await clock.advance(paintLimits.paintedWithinMs - 1);
    expect(repairs).toEqual([]);
    await clock.advance(1);
    expect(repairs).toEqual(['pageHangs: noHello']);
  });

  it('replaces a page that does not paint a revision within 10 s', async () => {
    livePage();
    watch.sent('e', 2);
    await clock.advance(paintLimits.paintedWithinMs);
    expect(repairs).toEqual(['pageHangs: notPainted']);
  });

  it('is not kept quiet by a stream of snapshots that nobody paints', async () => {
    livePage();
    for (let revision = 2; revision < 30; revision++) {
      watch.sent('e', revision);
      await clock.advance(500);
    }
    expect(repairs[0]).toBe('pageHangs: notPainted');
  });

  it('does not await a snapshot that stands on the screen already', async () => {
    livePage();
    watch.sent('e', 1);
    await clock.advance(60_000);
    expect(repairs).toEqual([]);
  });

  it('awaits it from a fresh page', async () => {
    livePage();
    watch.opened();
    watch.hello();
    watch.sent('e', 1);
    await clock.advance(paintLimits.paintedWithinMs);
    expect(repairs).toEqual(['pageHangs: notPainted']);
  });

  it('takes an older revision as a sign of life, but still awaits the newest', async () => {
    livePage();
    watch.sent('e', 2);
    watch.sent('e', 3);
    await clock.advance(9_000);
    watch.painted('e', 2);
    await clock.advance(9_000);
    expect(repairs).toEqual([]);
    await clock.advance(1_000);
    expect(repairs).toEqual(['pageHangs: notPainted']);
  });

  it('awaits nothing while the terminal service is away', async () => {
    livePage();
    watch.sent('e', 2);
    watch.withdrawn();
    await clock.advance(60_000);
    expect(repairs).toEqual([]);
  });

  it('that was slow and paints after all while the pause before its end runs keeps its visit, and is watched as before', async () => {
    const { dog, taken } = await watchdogBeforeAPause(clock, 'pageHangs');
    watch = new PaintWatch({
      clock,
      lost: (reason, detail) => dog.saw(reason, detail),
      back: () => dog.over('pageHangs'),
    });
    livePage();
    watch.sent('e', 2);
    await clock.advance(paintLimits.paintedWithinMs);
    watch.sent('e', 3);
    watch.painted('e', 2);
    watch.painted('e', 3);
    await clock.advance(60_000);
    expect(taken).toEqual([]);
    watch.sent('e', 4);
    await clock.advance(paintLimits.paintedWithinMs + 60_000);
    expect(taken).toEqual(['newWindow pageHangs']);
  });

  it('whose process has died is replaced, whatever of it is delivered late', async () => {
    livePage();
    watch.sent('e', 2);
    watch.lost('process killed');
    watch.painted('e', 2);
    watch.lost('unresponsive', true);
    expect(repairs).toEqual(['pageDied: process killed']);
  });

  it('still awaits the hello of a fresh page while the terminal service is away', async () => {
    watch.opened();
    watch.withdrawn();
    await clock.advance(paintLimits.paintedWithinMs);
    expect(repairs).toEqual(['pageHangs: noHello']);
  });

  it('repairs once although one death is told in several events', async () => {
    livePage();
    watch.lost('process killed');
    watch.lost('unresponsive');
    watch.lost('load -2');
    await clock.advance(0);
    expect(repairs).toEqual(['pageDied: process killed']);
  });

  it('tells a second loss of a page that was opened anew', async () => {
    livePage();
    watch.lost('process killed');
    livePage();
    watch.lost('process killed');
    await clock.advance(0);
    expect(repairs).toEqual(['pageDied: process killed', 'pageDied: process killed']);
  });

  it('does nothing after it was stopped', async () => {
    livePage();
    watch.stop();
    watch.lost('process killed');
    await clock.advance(60_000);
    expect(repairs).toEqual([]);
  });
});
