import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { within } from '../../build/demo/kiosk-window.ts';
import type { HealthFacts } from '../../contract/update-health.ts';
import { watchHealth } from '../../updater/health/health-client.ts';
import { connectLocal, type LocalClient } from '../../updater/local-client.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { endProcesses, yitiji } from '../support/yitiji-process.ts';

/** The facts of the health gate (docs/updates.md), told by a real window, real drivers on their lines and a real hub. */
let j: Journey;
let local: LocalClient;
let facts: HealthFacts;
let look: () => void = () => undefined;
beforeAll(async () => {
  j = await startJourney({ name: 'update-health', code: 'TH0131' });
  await j.kiosk.at('A0');
  // The first page may stand before the socket answers.
  local = await vi.waitFor(
    async () => {
      const connected = await connectLocal(j.kiosk.dataDir);
      if (!connected.ok) throw new Error(connected.error.code);
      return connected.value;
    },
    { timeout: 30_000, interval: 50 },
  );
  const first = await watchHealth(local, (now) => {
    facts = now;
    look();
  });
  if (!first.ok) throw new Error(first.error.code);
  facts ??= first.value;
});
afterAll(async () => {
  local?.close();
  await endProcesses();
  await j?.close();
});

/** Resolves with the first facts that fit, now or by push. */
const until = (what: string, fits: (now: HealthFacts) => boolean) =>
  within(`${what}, last ${JSON.stringify(facts)}`, (done) => {
    look = () => {
      if (fits(facts)) done();
    };
    look();
    return () => undefined;
  });

/** Another page is sent to the window: the same one in another language. */
const inLanguage = (language: 'en' | 'zh-CN') =>
  j.kiosk.onPage((page) =>
    page.evaluate((wanted) => {
      const { revision, epoch } = document.querySelector<HTMLElement>('[data-revision]')?.dataset ?? {};
      window.yitiji?.sendIntent({ kind: 'language', language: wanted, revision: Number(revision), epoch: epoch ?? '' });
    }, language),
  );
const setDisplay = (display: 'none' | '') =>
  j.kiosk.onPage((page) =>
    page.evaluate((value) => {
      const root = document.getElementById('root');
      if (root !== null) root.style.display = value;
    }, display),
  );

describe('health of a kiosk that runs', () => {
  it('everything stands, and the command says so', async () => {
    await until('well', ({ page, hub, devices }) => {
      const words = devices.map(({ availability }) => availability);
      return page.state === 'drawn' && hub.isAccepted && words.length > 0 && !words.includes('unavailable');
    });
    expect(facts).toMatchObject({
      ...{ store: { fault: null, isDurable: true, probe: 'ok' }, page: { isShellUp: true, losses: 0 } },
      hosts: expect.arrayContaining([expect.objectContaining({ name: 'serial', state: 'up', deaths: 0 })]),
    });
    const { code, last } = await yitiji(['update', 'health', '--data', j.kiosk.dataDir, '--json']);
    expect([code, last.found]).toEqual([0, []]);
  });

  it('a page that is painted and that nobody can read is told as blank, and as drawn once it can be read', async () => {
    await setDisplay('none');
    await inLanguage('en');
    await until('blank', ({ page }) => page.state === 'blank');
    await setDisplay('');
    await until('drawn', ({ page }) => page.state === 'drawn');
    expect(facts.page.losses).toBe(0);
    await inLanguage('zh-CN');
  });

  it('a page process that dies is told, and the next one counts from its own first page', async () => {
    await j.kiosk.app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.forcefullyCrashRenderer());
    await until('lost', ({ page }) => page.losses === 1);
    await until('drawn again', ({ page }) => page.state === 'drawn');
  });

  it('the process of the serial lines dies: told with its devices, and they come back', async () => {
    process.kill(j.kiosk.nativeHostPid(), 'SIGKILL');
    await until('died', ({ hosts }) => hosts.some(({ deaths }) => deaths === 1));
    await until('back', ({ hosts, devices }) => {
      const isDown = hosts.some(({ state }) => state === 'down');
      return !isDown && devices.every(({ availability }) => availability !== 'unavailable');
    });
  });
});
