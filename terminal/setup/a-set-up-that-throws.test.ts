import { join } from 'node:path';
import { expect, it } from 'vitest';
import { err, ok } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { newProgress, type Progress, storedProgress } from './progress.ts';
import { SetupDesk, type SetupDeskOptions } from './setup-desk.ts';

const shippedDir = join(import.meta.dirname, '../../kiosk-config');
const boom = () => {
  throw new TypeError('no words');
};
const network = { hub: 'https://hub.test', roundTripMs: 3, offsetMs: 0, certificateUntil: null };
const printerAt = { port: '/dev/ttyS1', driver: 'escpos' as const, baud: null, isChosen: true };
const answered: Progress = {
  ...newProgress(null, '2026-11-30T01:00:00.000Z'),
  panel: { inch: 21.5, orientation: 'portrait', bottomEdgeMm: 800, model: 'a', fitsModel: true },
  network,
};
const mapped: Progress = { ...answered, isMapped: true, assigned: { receiptPrinter: printerAt }, isWritten: true };

/** A set-up at some step, where whatever is put in place of a part may throw. */
function setUpAt(
  progress: Progress,
  parts: {
    readonly listPorts?: SetupDeskOptions['listPorts'];
    readonly hubUrl?: string;
    readonly keyNow?: () => never;
    readonly identity?: () => object | null;
    readonly text?: () => object;
    readonly commission?: () => Promise<unknown>;
    readonly prints?: () => readonly { readonly id: string; readonly deviceId: string; readonly bootId: string }[];
  },
) {
  const clock = new VirtualClock();
  const kept = new Map([['setup.progress', storedProgress(progress)]]);
  const logged: string[] = [];
  const audits: string[] = [];
  const recovered: string[] = [];
  const printer = {
    id: 'receiptPrinter',
    status: () => ({ link: 'up' }),
    onStatus: () => () => undefined,
    preview: () => '',
  };
  const options = {
    store: {
      meta: {
        get: (key: string) => kept.get(key) ?? null,
        set: (key: string, value: string) => ok(kept.set(key, value)),
      },
      identity: parts.identity ?? (() => ({ kiosk: 'TH0017', place: '' })),
      trustedWallMs: () => 0,
      audit: (_: string, { action, result }: Readonly<Record<string, string>>) => audits.push(`${action} ${result}`),
      commission: parts.commission ?? (() => Promise.resolve(ok(undefined))),
      acts: {
        unsettled: parts.prints ?? (() => []),
        ...{ unsettledDocuments: () => [], openMotions: () => [] },
        disown: (ids: readonly string[]) => recovered.push(`disown ${ids.join(' ')}`),
      },
      bootId: 'now',
    },
    ...{ clock, shippedDir, version: '1', newId: () => 'id', kick: () => undefined },
    log: (event: string, fields: Readonly<Record<string, unknown>>) => {
      if (event === 'technician.act.threw') logged.push(String(fields.act));
    },
    texts: {
      text: parts.text ?? (() => ({ text: '', language: 'zh-CN' })),
      value: () => ({ text: '', language: 'zh-CN' }),
      has: () => false,
    },
    session: { send: () => undefined, redraw: () => undefined },
    devices: {
      ...{ idReader: null, documentPrinter: null, scanner: null, smartCard: null, ioBoard: null, cardDispenser: null },
      ...{ receiptPrinter: printer, all: [printer], openPort: boom },
    },
    claims: {
      drain: (ids: readonly string[]) =>
        Promise.resolve(ok({ devices: ids, release: () => recovered.push(`release ${ids.join(' ')}`) })),
    },
    config: { hub: { url: parts.hubUrl ?? 'https://hub.test' }, model: 'a' },
    key: { publicKey: 'key', sign: () => 'signature', now: parts.keyNow },
    fetch: () => Promise.reject(new TypeError('fetch failed')),
    listPorts: parts.listPorts ?? (() => Promise.resolve({ ports: [], troubles: [] })),
    settlePrints: () => recovered.push('settlePrints'),
  };
  const desk = new SetupDesk(options as unknown as SetupDeskOptions, progress);
  desk.start();
  const now = () => JSON.parse(kept.get('setup.progress') ?? '') as Progress;
  const press = async (id: string) => {
    desk.intent({ revision: 0, epoch: '', kind: 'press', id });
    await clock.advance(0);
  };
  return { desk, clock, logged, audits, recovered, now, press };
}

it('a search of the ports that throws is said, and the next one finds what is there', async () => {
  let lists = 0;
  const rig = setUpAt(
    { ...answered, step: 'ports' },
    {
      listPorts: () => {
        lists += 1;
        return lists === 1 ? boom() : Promise.resolve({ ports: [], troubles: [] });
      },
    },
  );
  await rig.clock.advance(0);
  expect([rig.logged, rig.audits.at(-1)]).toEqual([['setup.search'], 'setup.search threw']);
  await rig.press('search');
  expect(lists).toBe(2);
  expect(rig.audits).toContain('setup.search 0 0');
  await rig.desk.stop();
});

it('a port at which this program fails is a port that failed: the others are asked all the same', async () => {
  const odd = { port: 'hid:1', bus: 'hid' as const, driver: 'no such driver', about: null, serial: null };
  const rig = setUpAt(
    { ...answered, step: 'ports' },
    {
      listPorts: () =>
        Promise.resolve({ ports: [odd, { ...odd, port: 'queue', bus: 'queue', driver: null }], troubles: [] } as never),
    },
  );
  await rig.clock.advance(0);
  expect(rig.logged).toEqual(['setup.search']);
  // The search has come to its end.
  expect(rig.audits).toContain('setup.search 2 0');
  await rig.desk.stop();
});

it('a look at the way to the hub that throws is said, and can be looked again', async () => {
  const rig = setUpAt({ ...answered, step: 'network', network: null }, { hubUrl: 'no address' });
  await rig.clock.advance(0);
  await rig.press('check');
  expect(rig.logged).toEqual(['setup.check', 'setup.check']);
  expect(rig.audits.filter((line) => line === 'setup.check threw')).toHaveLength(2);
  await rig.desk.stop();
});

it('an enrolment that throws is said, and begun once more by itself', async () => {
  let tries = 0;
  const rig = setUpAt(
    { ...answered, step: 'enrol' },
    {
      identity: () => null,
      keyNow: () => {
        tries += 1;
        return boom();
      },
    },
  );
  await rig.clock.advance(0);
  expect([tries, rig.logged]).toEqual([1, ['setup.enrol']]);
  await rig.clock.advance(30_000);
  expect([tries, rig.logged]).toEqual([2, ['setup.enrol', 'setup.enrol']]);
  await rig.desk.stop();
  await rig.clock.advance(60_000);
  expect(tries).toBe(2);
});

it('a device test that throws has failed with an unknown end; its print is left to recovery, and the test can be done again', async () => {
  const prints: { id: string; deviceId: string; bootId: string }[] = [];
  const rig = setUpAt(
    { ...mapped, step: 'tests' },
    {
      text: () => {
        prints.push({ id: 'p-1', deviceId: 'receiptPrinter', bootId: 'now' });
        return boom();
      },
      prints: () => prints,
    },
  );
  await rig.clock.advance(0);
  await rig.press('test:receiptPrinter');
  expect(rig.logged).toEqual(['setup.test.receiptPrinter:strip']);
  expect(rig.now().tests['receiptPrinter:strip']).toMatchObject({ outcome: 'indeterminate', code: 'E_INTERNAL' });
  expect(rig.recovered).toEqual(['disown p-1', 'release receiptPrinter', 'settlePrints']);
  await rig.press('test:receiptPrinter');
  expect(rig.audits.filter((line) => line === 'test.receiptPrinter:strip begun')).toHaveLength(2);
  await rig.desk.stop();
});

it('a report that cannot be made for a fault of this program is made when it is asked for again', async () => {
  const note = { outcome: 'done' as const, code: null, at: '2026-11-30T01:00:00.000Z' };
  let tries = 0;
  const rig = setUpAt(
    { ...mapped, step: 'report', tests: { 'receiptPrinter:strip': note } },
    {
      commission: () => {
        tries += 1;
        return tries === 1
          ? Promise.reject(new TypeError('no words'))
          : Promise.resolve(tries === 2 ? err({ code: 'full', detail: '' }) : ok(undefined));
      },
    },
  );
  await rig.clock.advance(0);
  expect([rig.logged, rig.now().report]).toEqual([['setup.report'], null]);
  for (let again = 0; again < 2; again += 1) {
    await rig.press('back');
    await rig.press('next');
  }
  expect(rig.now().report).toBe('TH0017-SET-1');
  await rig.desk.stop();
});
