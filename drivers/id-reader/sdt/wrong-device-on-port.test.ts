import { expect, it } from 'vitest';
import { noLog } from '../../../contract/log.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { LinkedLine } from '../../transport/linked-transport.ts';
import { createSdtReader } from './sdt-reader.ts';

/** What another device does with our first bytes; `link` and `fault` are what a technician should see (C10). */
const devices = [
  { name: 'echoes every byte', answer: (bytes: Uint8Array) => bytes, link: 'garbled', fault: 'E_PROTOCOL' },
  {
    name: 'talks another protocol',
    answer: () => new TextEncoder().encode('OK\r\n'),
    link: 'offOrAbsent',
    fault: 'E_NO_DEVICE',
  },
  { name: 'is silent', answer: () => null, link: 'offOrAbsent', fault: 'E_NO_DEVICE' },
  {
    name: 'sends endless noise with false starts',
    answer: () =>
      Uint8Array.from({ length: 3_000 }, (_, i) => [0xaa, 0xaa, 0x96, 0x69, 0x00, 0x05, i & 0xff][i % 7] ?? 0),
    link: 'garbled',
    fault: 'E_PROTOCOL',
  },
] as const;

it.each(devices)('a device that $name is not taken for a reader', async ({ answer, link, fault }) => {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock });
  const written: number[] = [];
  line.onHostBytes((bytes) => {
    written.push(bytes[7] ?? 0);
    const reply = answer(bytes);
    if (reply !== null) line.send(reply);
  });
  const reader = createSdtReader({ id: 'idReader', transport: line.transport, clock, log: noLog, random: () => 0.5 });
  reader.start();
  await clock.advance(20_000);
  expect(reader.status()).toMatchObject({ link, faults: [{ code: fault }] });
  expect(reader.samId()).toBeNull();
  // Nothing was asked but the module's state.
  expect(new Set(written)).toEqual(new Set([0x11]));
  await reader.close();
  expect(clock.pending).toBe(0);
});
