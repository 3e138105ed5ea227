import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JobView, PrinterView } from '../ipp/operations.ts';
import { type JobProgress, judge, seeJob, startProgress, verdict } from './job-progress.ts';
import { printerReasons, reasonOf } from './printer-reasons.ts';
import { evidenceOf, printerState } from './printer-status.ts';

const rules = {
  pageEvidence: 'printer',
  trustsCompletion: false,
  knowsBeginning: true,
  knowsCount: true,
  savesJobsAtOnce: false,
  pageMs: 60_000,
} as const;
const states = ['pending', 'held', 'processing', 'stopped', 'canceled', 'aborted', 'completed'] as const;
const job = fc.record({
  id: fc.constant(1),
  name: fc.constant('a'),
  user: fc.constant('yitiji'),
  state: fc.constantFrom(...states),
  impressions: fc.option(fc.nat(5)),
  sheets: fc.option(fc.nat(5)),
  processingAt: fc.option(fc.constantFrom(100, 200)),
  documents: fc.constant(1),
  reasons: fc.constant([]),
}) satisfies fc.Arbitrary<JobView>;

const seenAll = (looks: readonly (JobView | null)[]) =>
  looks.reduce<JobProgress>((progress, look, index) => seeJob(progress, look, true, index * 500), startProgress(3, 0));

test('whatever the spooler says: done only with the exact count, nothing claimed after a second beginning', () => {
  fc.assert(
    fc.property(fc.array(fc.option(job, { freq: 20 }), { maxLength: 8 }), fc.boolean(), (looks, trusts) => {
      const progress = seenAll(looks);
      const printer = verdict(progress, { ...rules, trustsCompletion: trusts });
      if (printer.outcome === 'done') expect([printer.pagesOut, printer.code]).toEqual([3, null]);
      else expect(printer.code).not.toBeNull();
      if (printer.outcome === 'notDone') expect(progress.counted ?? 0).toBe(0);
      if (progress.wasRestarted) expect(printer.outcome).toBe('indeterminate');
      for (const pageEvidence of ['filter', 'none'] as const) {
        const told = verdict(progress, { ...rules, pageEvidence, trustsCompletion: trusts });
        expect(told.pagesOut).toBeNull();
        expect(told.outcome).not.toBe('partial');
        if (told.outcome === 'done') expect([trusts, progress.state]).toEqual([true, 'completed']);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a job that has not ended is given up at the latest when its time is over, and then for good', () => {
  const limits = { printMs: 5_000, cureMs: 1_000, pageMs: 1_000 };
  fc.assert(
    fc.property(fc.array(job, { minLength: 1, maxLength: 8 }), (looks) => {
      const progress = seenAll(looks);
      const hasEnded = ['canceled', 'aborted', 'completed'].includes(progress.state ?? '');
      expect(judge(progress, limits, false, 10_000) !== null).toBe(!hasEnded);
      const given = { ...progress, giveUp: 'stalled' as const };
      expect(judge(given, limits, true, 0)).toBe('stalled');
    }),
  );
});

test('two-sided: sheets are not pages', () => {
  const looks = {
    id: 1,
    name: 'a',
    user: 'u',
    state: 'completed',
    impressions: 3,
    sheets: 2,
    processingAt: 1,
    documents: 1,
    reasons: [],
  } as const;
  expect(verdict(seeJob(startProgress(3, 0), looks, false, 0), rules)).toMatchObject({ outcome: 'done', pagesOut: 3 });
});

const idle: PrinterView = {
  state: 'idle',
  reasons: [],
  isAccepting: true,
  queuedJobs: 0,
  errorPolicy: 'abort-job',
  isClass: false,
  makeAndModel: '',
  deviceUri: 'ipp://printer/ipp/print',
  markers: [],
};

test('every reason of the table has its fault, its path or its supply; suffixes of warning never stop', () => {
  for (const [keyword, meaning] of Object.entries(printerReasons)) {
    const state = printerState({ ...idle, reasons: [`${keyword}-error`] });
    expect(state.stoppedBy?.code ?? null, keyword).toBe(meaning.effect === 'stops' ? meaning.code : null);
    if (meaning.supply !== undefined) expect(state.supplies[meaning.supply.name], keyword).toBe(meaning.supply.level);
    if (meaning.path !== undefined) expect(state.path).toBe(meaning.path);
    if (meaning.isOffline !== true) expect(reasonOf(`${keyword}-warning`).effect, keyword).not.toBe('stops');
  }
});

test.each<[string, Partial<PrinterView>, unknown]>([
  ['unknown error', { reasons: ['com.example.flux-error'] }, { condition: 'faulted', faults: ['E_HARDWARE'] }],
  ['unknown report', { reasons: ['com.example.hello-report'] }, { condition: 'ok', faults: [] }],
  ['one of two trays empty', { reasons: ['media-empty-warning'] }, { condition: 'ok', supplies: { paper: 'low' } }],
  ['offline', { reasons: ['offline-report'] }, { link: 'offOrAbsent', faults: ['E_NO_DEVICE'] }],
  [
    'a queue that retries after half a minute',
    { errorPolicy: 'retry-job' },
    { condition: 'degraded', stoppedBy: null },
  ],
  ['the same behind yitiji-once', { errorPolicy: 'retry-job', deviceUri: 'yitiji-once:/usb://x' }, { condition: 'ok' }],
  ['toner at 4 %', { markers: [{ type: 'toner', level: 4, lowLevel: 10 }] }, { supplies: { toner: 'low' } }],
  ['waste at 4 %', { markers: [{ type: 'waste-toner', level: 4, lowLevel: 10 }] }, { supplies: { waste: 'ok' } }],
  ['toner unknown', { markers: [{ type: 'toner', level: -2, lowLevel: null }] }, { supplies: { paper: 'ok' } }],
])('%s', (_, change, expected) => {
  expect(printerState({ ...idle, ...change })).toMatchObject(expected as object);
});

test.each([
  ['ipp://printer/ipp/print', 'printer'],
  ['yitiji-once:/ipps://printer/ipp/print', 'printer'],
  ['usb://HP/LaserJet', 'filter'],
  ['cups-pdf:/', 'filter'],
  ['socket://10.0.0.9', 'filter'],
])('who counts behind %s: the %s', (deviceUri, who) => {
  expect(evidenceOf({ ...idle, deviceUri })).toBe(who);
});
