import { mainPaths } from '../support/citizen/main-paths.ts';
import { leave, openItem, walk } from '../support/citizen/walk.ts';
import { startHubRig } from '../support/hub-rig.ts';
import { type KioskRig, startKiosk } from '../support/kiosk-rig.ts';

export interface TouchTimes {
  /** From the end of a touch to the frame in which the next page stands, milliseconds; 95 of 100 are quicker. */
  readonly p95Ms: number;
  readonly medianMs: number;
  readonly touches: number;
  /** Longest task of the window's thread, milliseconds. */
  readonly longestTaskMs: number;
}

interface Watch {
  readonly times: number[];
  readonly tasks: number[];
}

/**
 * Walks citizens through services in the real window, departments answering in 50 ms, and measures in the page itself: click to the first frame after the
 * snapshot that follows. Touches that the city or a device answers later show their waiting page first, and that is what counts.
 */
export async function measureTouches(itemIds: readonly string[]): Promise<TouchTimes> {
  const hub = await startHubRig();
  const kiosk = await startKiosk({
    hubUrl: hub.url,
    size: '1080x1920',
    prepare: (dataDir) => hub.enrolMachine(dataDir, 'TH0001', '天河区测试街 01 号机'),
  });
  const all: Watch = { times: [], tasks: [] };
  try {
    for (const code of ['gz.hrss', 'gz.med', 'gz.ps', 'gz.data']) {
      await hub.operator(`/v1/operator/departments/${code}`, { delayMs: 50, outage: false });
    }
    for (const itemId of itemIds) {
      const path = mainPaths[itemId];
      if (path === undefined) throw new Error(`no main path for ${itemId}`);
      await openItem(kiosk, itemId);
      await walk(kiosk, hub, {
        plan: path.plan,
        until: (page) => page === 'Z' || page === 'A0',
        onPage: async () => {
          const seen = await collect(kiosk);
          all.times.push(...seen.times);
          all.tasks.push(...seen.tasks);
        },
      });
      await leave(kiosk);
    }
  } finally {
    await kiosk.close();
    await hub.close();
  }
  const sorted = all.times.toSorted((a, b) => a - b);
  return {
    p95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN,
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    touches: sorted.length,
    longestTaskMs: Math.max(0, ...all.tasks),
  };
}

/** Takes what this page has measured so far; begins to measure on a new page process. */
function collect(kiosk: KioskRig): Promise<Watch> {
  return kiosk.onPage((page) =>
    page.evaluate(() => {
      const world = globalThis as unknown as { benchWatch?: { times: number[]; tasks: number[] } };
      const known = world.benchWatch;
      if (known !== undefined) return { times: known.times.splice(0), tasks: known.tasks.splice(0) };
      const watch = { times: [] as number[], tasks: [] as number[] };
      world.benchWatch = watch;
      let touchedMs: number | null = null;
      document.addEventListener('click', () => (touchedMs = performance.now()), true);
      const observer = new MutationObserver(() => {
        const from = touchedMs;
        if (from === null) return;
        touchedMs = null;
        requestAnimationFrame(() => watch.times.push(performance.now() - from));
      });
      observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-screen'] });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) watch.tasks.push(entry.duration);
      }).observe({ entryTypes: ['longtask'] });
      return { times: [], tasks: [] };
    }),
  );
}
