import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../contract/virtual-clock.ts';
import { PaintWatch, paintLimits } from './paint-watch.ts';

describe('paint watch', () => {
  let clock: VirtualClock;
  let watch: PaintWatch;
  let repairs: string[];

  beforeEach(() => {
    clock = new VirtualClock();
    repairs = [];
    watch = new PaintWatch({ clock, repair: (repair, reason) => repairs.push(`${repair}: ${reason}`) });
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
    expect(repairs).toEqual(['newWindow: noHello']);
  });

  it('replaces a page that does not paint a revision within 10 s', async () => {
    livePage();
    watch.sent('e', 2);
    await clock.advance(paintLimits.paintedWithinMs);
    expect(repairs).toEqual(['newWindow: notPainted']);
  });

  it('is not kept quiet by a stream of snapshots that nobody paints', async () => {
    livePage();
    for (let revision = 2; revision < 30; revision++) {
      watch.sent('e', revision);
      await clock.advance(500);
    }
    expect(repairs[0]).toBe('newWindow: notPainted');
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
    expect(repairs).toEqual(['newWindow: notPainted']);
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
    expect(repairs).toEqual(['newWindow: notPainted']);
  });

  it('awaits nothing while the terminal service is away', async () => {
    livePage();
    watch.sent('e', 2);
    watch.withdrawn();
    await clock.advance(60_000);
    expect(repairs).toEqual([]);
  });

  it('still awaits the hello of a fresh page while the terminal service is away', async () => {
    watch.opened();
    watch.withdrawn();
    await clock.advance(paintLimits.paintedWithinMs);
    expect(repairs).toEqual(['newWindow: noHello']);
  });

  it('climbs from reload to new windows with growing pauses', async () => {
    const at: number[] = [];
    watch = new PaintWatch({
      clock,
      repair: (repair, reason) => {
        at.push(clock.monoMs());
        repairs.push(`${repair}: ${reason}`);
        watch.opened();
        watch.lost('process crashed');
      },
    });
    watch.opened();
    watch.lost('process crashed');
    await clock.advance(600_000);
    expect(repairs.slice(0, 3)).toEqual([
      'reload: process crashed',
      'newWindow: process crashed',
      'newWindow: process crashed',
    ]);
    const pauses = at.slice(1).map((time, i) => time - (at[i] ?? 0));
    expect(pauses.slice(0, 8)).toEqual([0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('repairs once although one death is told in several events', async () => {
    livePage();
    watch.lost('process killed');
    watch.lost('unresponsive');
    watch.lost('load -2');
    await clock.advance(0);
    expect(repairs).toEqual(['reload: process killed']);
  });

  it('starts at the first rung again after a minute of painting', async () => {
    livePage();
    watch.lost('process killed');
    await clock.advance(0);
    livePage();
    await clock.advance(paintLimits.healthyAfterMs);
    watch.lost('process killed');
    await clock.advance(0);
    expect(repairs).toEqual(['reload: process killed', 'reload: process killed']);
  });

  it('does nothing after it was stopped', async () => {
    livePage();
    watch.stop();
    watch.lost('process killed');
    await clock.advance(60_000);
    expect(repairs).toEqual([]);
  });
});
