import { expect, test } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { IppSimulator } from '../simulators/ipp-simulator.ts';
import { cupsRig, threePages } from './cups/cups-rig.test-data.ts';
import { openDocumentPrinter, queuePlace } from './drivers.ts';
import { cupsTraceCodec } from './trace-codec.ts';

test.each([
  ['A4', { place: { kind: 'socket', path: '/run/cups/cups.sock' }, queue: 'A4' }],
  ['A4@/tmp/x/cups.sock', { place: { kind: 'socket', path: '/tmp/x/cups.sock' }, queue: 'A4' }],
  ['ipp://10.0.0.2/printers/A4', { place: { kind: 'tcp', host: '10.0.0.2', port: 631 }, queue: 'A4' }],
  ['ipp://localhost:8631/printers/Hall_1', { place: { kind: 'tcp', host: 'localhost', port: 8631 }, queue: 'Hall_1' }],
])('port text %s', (text, place) => {
  expect(queuePlace(text)).toEqual(place);
});

test.each(['', '../A4', 'A4@relative', 'A4@/a@/b', 'ipp://host/ipp/print', 'ipp://u:p@host/printers/A4', 'A 4', 'a/b'])(
  'no queue: "%s"',
  (text) => {
    expect(queuePlace(text)).toBeNull();
  },
);

test.each([
  ['nowhere at all', { port: 'no queue' }],
  ['a port that is none', { port: 'ipp://printer:99999/printers/A4' }],
  ['a printer without a name', { port: 'A4', directUri: 'ipp://' }],
  ['a printer at a port that is none', { port: 'A4', directUri: 'ipp://printer:0/ipp/print' }],
  ['a printer that speaks otherwise', { port: 'A4', directUri: 'ftp://printer/' }],
])('%s: a mistake of the configuration, which stops this printer and nothing else', (_what, place) => {
  expect(() => openDocumentPrinter('cups', { ...place, clock: new VirtualClock(), log: noLog })).toThrow(RangeError);
});

test('the printer itself is asked where its address is known: what CUPS remembers for ever does not count', async () => {
  const clock = new VirtualClock();
  const queue = new IppSimulator({ clock });
  const printer = new IppSimulator({ clock, queue: 'print' });
  // CUPS still tells the jam of yesterday; the printer knows that its tray is open today.
  queue.world.setToner('out');
  const tapped: string[] = [];
  const device = openDocumentPrinter('cups', {
    port: 'A4',
    clock,
    log: noLog,
    directUri: 'ipp://127.0.0.1/printers/print',
    tap: (direction) => tapped.push(direction),
    openIpp: (_, path) => (path === '/printers/A4' ? queue : printer),
  });
  device.start();
  await clock.advance(1_000);
  expect(device.status()).toMatchObject({ link: 'up', condition: 'ok', faults: [] });
  printer.world.setCover(true);
  await clock.advance(10_000);
  expect(device.status()).toMatchObject({ paths: { paper: 'coverOpen' }, faults: [{ code: 'E_COVER_OPEN' }] });
  printer.setReach('refused');
  await clock.advance(10_000);
  expect(device.status()).toMatchObject({ link: 'offOrAbsent', faults: [{ code: 'E_NO_DEVICE' }] });
  expect(tapped.slice(0, 2)).toEqual(['tx', 'rx']);
  await device.close();
});

test('a keeper says that it is cured: shown as in order until a job brings news, and news win', async () => {
  const rig = await cupsRig();
  rig.sim.world.setToner('out');
  await rig.clock.advance(6_000);
  expect(rig.printer.status().faults).toMatchObject([{ code: 'E_SUPPLY_OUT' }]);
  rig.printer.cured();
  await rig.clock.advance(6_000);
  expect(rig.printer.status().faults).toEqual([]);
  const result = await rig.until(rig.printer.print({ actId: 'act-1', pdf: threePages }, { hooks: rig.hooks }));
  expect(result).toMatchObject({ error: { code: 'E_SUPPLY_OUT' } });
  expect(rig.out()).toEqual([]);
  await rig.printer.close();
});

test('traces show operations and states in words; names of people and documents are not in them', async () => {
  const clock = new VirtualClock();
  const sim = new IppSimulator({ clock });
  const seen = { tx: [] as Uint8Array[], rx: [] as Uint8Array[] };
  const device = openDocumentPrinter('cups', {
    port: 'A4',
    clock,
    log: noLog,
    profile: { pageEvidence: 'printer' },
    tap: (direction, message) => seen[direction].push(message),
    openIpp: () => sim,
  });
  device.start();
  sim.world.addJob({ name: '黎云 certificate.pdf', user: 'liyun', pages: 1 });
  await clock.advance(10);
  const printing = device.print({ actId: 'act-1', pdf: threePages }, { hooks: { sent: () => undefined } });
  await clock.advance(30_000);
  await printing;
  await device.close();
  const shown = (['tx', 'rx'] as const).flatMap((direction) => {
    const stream = cupsTraceCodec.stream(direction);
    const all = Buffer.concat(seen[direction]);
    // In any pieces.
    const messages = Array.from({ length: Math.ceil(all.length / 7) }, (_, n) =>
      stream.push(all.subarray(n * 7, n * 7 + 7)),
    );
    expect(Buffer.concat(messages.flat().map(({ bytes }) => bytes)).length).toBe(all.length);
    expect(stream.flush()).toEqual([]);
    return messages.flat();
  });
  const text = shown.map(({ text: words }) => words);
  expect(text).toContain('Get-Jobs');
  expect(text.some((words) => words.includes('job 1 processing'))).toBe(true);
  const raw = Buffer.concat(shown.map(({ bytes }) => bytes)).toString('utf8');
  for (const personal of ['黎云', 'liyun', '%PDF']) expect(raw).not.toContain(personal);
});

test('damaged bytes in a trace are blanked', () => {
  const stream = cupsTraceCodec.stream('rx');
  expect(stream.push(Buffer.from('02000000000000010000', 'hex'))).toMatchObject([{ isValid: false }]);
  stream.push(Buffer.from('0200', 'hex'));
  expect(stream.flush()).toEqual([{ bytes: new Uint8Array(2), text: '2 bytes, incomplete', isValid: false }]);
});
