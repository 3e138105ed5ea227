import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cupsRig, threePages } from './cups-rig.test-data.ts';
import { type JobProgress, judge, seeJob, seeNothing, seePrinter, startProgress, verdict } from './job-progress.ts';
import { printerState } from './printer-status.ts';

const job = { actId: 'act-1', pdf: threePages };

/** Prints, does something `afterMs` later, and waits until everything that can come out has come out. A page takes 3 s, the first begins after 1 s. */
async function lifeWith(
  meanwhile: (rig: Awaited<ReturnType<typeof cupsRig>>) => void | Promise<void>,
  o: { readonly afterMs: number; readonly later?: (rig: Awaited<ReturnType<typeof cupsRig>>) => void },
) {
  const rig = await cupsRig({ sim: { hasOnceBackend: true } });
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(o.afterMs);
  await meanwhile(rig);
  const result = await rig.until(printing);
  o.later?.(rig);
  await rig.clock.advance(600_000);
  await rig.printer.close();
  return { outcome: result.ok ? 'done' : result.error.outcome, out: rig.out() };
}

test('the last sheet of the tray is in the path and the spooler dies: nobody says "nothing came"', async () => {
  const life = await lifeWith(
    async (rig) => {
      rig.sim.world.setPaper(0);
      await rig.clock.advance(700);
      rig.sim.crash(1_500);
    },
    { afterMs: 1_300 },
  );
  expect(life).toEqual({ outcome: 'indeterminate', out: [1] });
});

test('paper out and the backend fails with the first page in the path: indeterminate, since it comes out uncounted', async () => {
  const life = await lifeWith(
    async (rig) => {
      rig.sim.world.setPaper(0);
      await rig.clock.advance(700);
      rig.sim.world.failCurrent();
    },
    { afterMs: 1_300, later: (rig) => rig.sim.world.setPaper(500) },
  );
  expect(life).toEqual({ outcome: 'indeterminate', out: [1] });
});

test('aborted while the empty tray is news: too early to say that nothing came', async () => {
  const rig = await cupsRig();
  const controller = new AbortController();
  const printing = rig.printer.print(job, { hooks: rig.hooks, signal: controller.signal });
  await rig.clock.advance(30);
  rig.sim.world.setPaper(0);
  await rig.clock.advance(20_000);
  controller.abort('user');
  expect(await rig.until(printing)).toMatchObject({ error: { code: 'E_CANCELLED', outcome: 'indeterminate' } });
  await rig.printer.close();
});

test('aborted when the tray has been empty for longer than any page takes: not done', async () => {
  const rig = await cupsRig();
  const controller = new AbortController();
  const printing = rig.printer.print(job, { hooks: rig.hooks, signal: controller.signal });
  await rig.clock.advance(30);
  rig.sim.world.setPaper(0);
  await rig.clock.advance(70_000);
  controller.abort('user');
  expect(await rig.until(printing)).toMatchObject({ error: { code: 'E_CANCELLED', outcome: 'notDone', pagesOut: 0 } });
  rig.sim.world.setPaper(100);
  await rig.clock.advance(600_000);
  expect(rig.out()).toEqual([]);
  await rig.printer.close();
});

test.each<[string, (rig: Awaited<ReturnType<typeof cupsRig>>) => void | Promise<void>]>([
  ['the cover is opened, and closed long after the job was given up', (rig) => rig.sim.world.setCover(true)],
  ['the printer is switched off, and on long after', (rig) => rig.sim.world.setOffline(true)],
  [
    'the tray is empty and the backend fails',
    async (rig) => {
      rig.sim.world.setPaper(0);
      await rig.clock.advance(700);
      rig.sim.world.failCurrent();
    },
  ],
])('the last page is in the path and %s: nobody says "two of three"', async (_, meanwhile) => {
  const life = await lifeWith(meanwhile, { afterMs: 8_500, later: (rig) => rig.sim.world.heal() });
  expect(life).toEqual({ outcome: 'indeterminate', out: [1, 2, 3] });
});

test('the tray was empty before the last page for longer than any page takes: two of three, and it stays so', async () => {
  const rig = await cupsRig();
  rig.sim.world.setPaper(2);
  const result = await rig.until(rig.printer.print(job, { hooks: rig.hooks }));
  expect(result).toMatchObject({ error: { code: 'E_SUPPLY_OUT', outcome: 'partial', pagesOut: 2 } });
  rig.sim.world.setPaper(100);
  await rig.clock.advance(600_000);
  expect(rig.out()).toEqual([1, 2]);
  await rig.printer.close();
});

// --- The rule itself ---------------------------------------------------------------------------------------------------------------

const rules = {
  pageEvidence: 'printer',
  trustsCompletion: false,
  knowsBeginning: true,
  knowsCount: true,
  savesJobsAtOnce: false,
  pageMs: 60_000,
} as const;
const limits = { printMs: 400_000, cureMs: 90_000, pageMs: 60_000 };
const base = { id: 1, name: 'act-1', user: 'yitiji', sheets: null, documents: 1, reasons: [] } as const;
const queue = {
  isAccepting: true,
  queuedJobs: 1,
  errorPolicy: 'abort-job',
  isClass: false,
  makeAndModel: '',
  deviceUri: 'ipp://printer/ipp/print',
  markers: [],
} as const;
const states = ['pending', 'processing', 'processing', 'processing', 'canceled'] as const;
const look = fc.record({
  isHeard: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
  state: fc.constantFrom(...states),
  reason: fc.constantFrom('media-empty-error', 'media-empty-error', 'media-empty-error', 'none', 'cover-open-error'),
});

test('a job that began is called not done only after an empty tray at every look for longer than a page takes', () => {
  fc.assert(
    fc.property(fc.array(look, { minLength: 1, maxLength: 20 }), (looks) => {
      let p: JobProgress = startProgress(3, 0);
      /** Since when all looks were the same quiet one. */
      let quietSince: number | null = null;
      let longest = 0;
      looks.forEach(({ isHeard, state, reason }, index) => {
        const now = index * 20_000;
        if (!isHeard) {
          p = seeNothing(p);
          quietSince = null;
          return;
        }
        p = seeJob(p, { ...base, state, impressions: 0, processingAt: 100 }, true, now);
        p = seePrinter(p, printerState({ ...queue, state: 'idle', reasons: [reason] }), now);
        const giveUp = judge(p, limits, false, now);
        if (giveUp !== null && p.giveUp === null) p = { ...p, giveUp, giveUpAt: now };
        const isQuiet = state === 'processing' && reason === 'media-empty-error';
        quietSince = isQuiet ? (quietSince ?? now) : state === 'canceled' ? quietSince : null;
        if (isQuiet) longest = Math.max(longest, now - (quietSince ?? now));
      });
      const told = verdict(p, rules);
      if (told.outcome === 'notDone') {
        expect(longest).toBeGreaterThanOrEqual(rules.pageMs);
        expect(looks.at(-1)?.reason).toBe('media-empty-error');
      }
    }),
    { numRuns: 3_000 },
  );
});

test('a page that comes out proves that the path was not at rest: the time of the empty tray begins anew', () => {
  const waiting = seePrinter(
    seeJob(startProgress(3, 0), { ...base, state: 'processing', impressions: 0, processingAt: 100 }, true, 0),
    printerState({ ...queue, state: 'processing', reasons: ['media-empty-error'] }),
    0,
  );
  expect(waiting.unfedSince).toBe(0);
  const fed = seeJob(waiting, { ...base, state: 'processing', impressions: 1, processingAt: 100 }, true, 70_000);
  expect(fed.unfedSince).toBeNull();
});

test('"never began" is not believed of a spooler that may have been restarted and does not save at once', () => {
  const seen = seeNothing(
    seeJob(startProgress(3, 0), { ...base, state: 'pending', impressions: 0, processingAt: null }, true, 0),
  );
  const ended = seeJob(seen, { ...base, state: 'canceled', impressions: 0, processingAt: null }, true, 2_000);
  expect(verdict(ended, rules).outcome).toBe('indeterminate');
  expect(verdict(ended, { ...rules, savesJobsAtOnce: true }).outcome).toBe('notDone');
  expect(verdict({ ...ended, wasUnreachable: false }, rules).outcome).toBe('notDone');
});

test.each([
  ['a cure that it reports', 4_000, 'indeterminate'],
  ['still empty', null, 'notDone'],
])(
  'the backend of the cancelled job takes 5 s to end; its last word is waited for: %s',
  async (_, refillMs, outcome) => {
    const rig = await cupsRig({ sim: { lingerMs: 5_000 } });
    const controller = new AbortController();
    const printing = rig.printer.print(job, { hooks: rig.hooks, signal: controller.signal });
    await rig.clock.advance(30);
    rig.sim.world.setPaper(0);
    await rig.clock.advance(70_000);
    controller.abort('user');
    if (refillMs !== null) rig.clock.after(refillMs, () => rig.sim.world.setPaper(100));
    expect(await rig.until(printing)).toMatchObject({ error: { code: 'E_CANCELLED', outcome } });
    await rig.printer.close();
  },
);

test('the backend of the cancelled job never ends: nothing is claimed, and the call ends in time', async () => {
  const rig = await cupsRig({ sim: { lingerMs: 10_000_000 } });
  const printing = rig.printer.print(job, { hooks: rig.hooks });
  await rig.clock.advance(30);
  rig.sim.world.setPaper(0);
  const startedAt = rig.clock.monoMs();
  expect(await rig.until(printing)).toMatchObject({ error: { code: 'E_SUPPLY_OUT', outcome: 'indeterminate' } });
  expect(rig.clock.monoMs() - startedAt).toBeLessThan(110_000);
  await rig.printer.close();
});
