import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driftLimitMm } from '../../renderer/kit/burn-in.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/**
 * The idle page in the real window (docs/domain/screens.md §10): it wanders and clips nothing, gives less light when nobody comes, moves only until somebody
 * touches it. Ten minutes of nobody stand at twenty seconds; where the picture stands in which minute: `renderer/kit/burn-in`.
 */
let j: Journey;
beforeAll(async () => {
  j = await startJourney({ name: 'J9-idle', code: 'TH0123', pace: 1 / 30 });
  await j.ready();
  j.branch('idle');
});
afterAll(() => j?.close());

/** Words and buttons that stand outside the window, with the picture at this place of its way. */
const outside = (xMm: number, yMm: number) =>
  j.kiosk.onPage((page) =>
    page.evaluate(
      ([x, y]) => {
        const frame = document.querySelector<HTMLElement>('[data-drifts]');
        if (frame === null) return ['no page that drifts'];
        frame.style.setProperty('--drift-x', `calc(var(--mm) * ${x})`);
        frame.style.setProperty('--drift-y', `calc(var(--mm) * ${y})`);
        for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
        const cut: string[] = [];
        for (const element of frame.querySelectorAll('h1, h2, p, time, button, figcaption')) {
          const box = element.getBoundingClientRect();
          if (box.width <= 1) continue;
          const isIn = box.left >= -1 && box.top >= -1 && box.right <= innerWidth + 1 && box.bottom <= innerHeight + 1;
          if (!isIn) cut.push(element.textContent ?? '');
        }
        return cut;
      },
      [xMm, yMm] as const,
    ),
  );

/** What moves now, with the length of one round, milliseconds; the slow gliding to the next place is not counted. */
const moving = () =>
  j.kiosk.onPage((page) =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => animation.playState === 'running' && !(animation instanceof CSSTransition))
        .map((animation) => Number(animation.effect?.getComputedTiming().duration ?? 0)),
    ),
  );

const dimmed = () =>
  j.kiosk.onPage((page) =>
    page.evaluate(() => {
      const frame = document.querySelector('[data-drifts]');
      return frame === null ? null : Number(getComputedStyle(frame, '::after').opacity);
    }),
  );

describe('J9: idle', () => {
  it('at the farthest places of its way no word and no button is cut', async () => {
    for (const x of [-driftLimitMm.xMm, driftLimitMm.xMm])
      for (const y of [-driftLimitMm.yMm, driftLimitMm.yMm]) expect(await outside(x, y), `${x} ${y}`).toEqual([]);
  });

  it('gives less light when nobody comes; a touch wakes it at once and does what it says', async () => {
    await j.shows(({ resting }) => resting === true);
    await j.kiosk.onPage((page) =>
      page.waitForFunction(() => {
        const frame = document.querySelector('[data-resting]');
        return frame !== null && Number(getComputedStyle(frame, '::after').opacity) > 0.3;
      }),
    );
    await j.picture();
    await j.kiosk.touch('[data-tile="tile:ss.card.loss"]');
    const snapshot = await j.shows(({ screen }) => screen.name !== 'A0');
    expect([snapshot.screen.name, snapshot.resting]).toEqual(['ss.card.loss/B2', undefined]);
    await j.kiosk.at('A0');
    await j.kiosk.touch('[data-language="en"]');
    await j.shows(({ language }) => language === 'en');
    expect(await dimmed()).toBe(0);
  });

  it('what moves does so slowly, stands still from the first touch on, and never moves for those who want none', async () => {
    await j.kiosk.onPage((page) => page.reload());
    await j.kiosk.at('A0');
    const rounds = await moving();
    expect(rounds.length).toBeGreaterThan(0);
    // WCAG 2.3.1: at most three flashes a second.
    for (const ms of rounds) expect(ms).toBeGreaterThan(1_000);
    await j.kiosk.touch('[data-language="zh-HK"]');
    await j.shows(({ language }) => language === 'zh-HK');
    expect(await moving()).toEqual([]);
    await j.kiosk.onPage((page) => page.emulateMedia({ reducedMotion: 'reduce' }));
    await j.kiosk.onPage((page) => page.reload());
    await j.kiosk.at('A0');
    expect(await moving()).toEqual([]);
  });
});
