import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceStatus } from '../../contract/device.ts';
import type { UsbUnit } from '../../drivers/discovery/usb-of-port.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import { printerThat } from '../devices/testing/fake-printer.test-data.ts';
import { counted, UnitBook } from './unit-book.ts';

const never = () => Promise.reject(new Error('nothing is printed'));

/** A reader with a security module that comes and goes, and a printer that only its adapter tells apart. */
function rig(kept = new Map<string, string>()) {
  let sam: string | null = null;
  let serial: string | null = 'AB01';
  let status: DeviceStatus = { ...printerThat(never).status(), id: 'idReader', link: 'absent' };
  const listeners = new Set<(status: DeviceStatus) => void>();
  const device = (id: string, more: object) => ({
    ...{ id, status: () => status, ...more },
    onStatus: (listener: (status: DeviceStatus) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const none = { cardDispenser: null, documentPrinter: null, scanner: null, smartCard: null, ioBoard: null };
  const devices = {
    ...{ ...none, idReader: device('idReader', { samId: () => sam }), receiptPrinter: device('receiptPrinter', {}) },
  } as unknown as DeviceSet;
  const usb = (): UsbUnit => ({ vendorId: '1a86', productId: '7523', serial, product: null });
  const meta = {
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, value: string) => {
      kept.set(key, value);
      return { ok: true as const, value: undefined };
    },
  };
  const book = new UnitBook({ devices, meta, portOf: () => '/dev/x', usb });
  const tell = (part: Partial<DeviceStatus>) => {
    status = { ...status, ...part };
    for (const listener of [...listeners]) listener(status);
  };
  const meet = (unit: { sam?: string | null; serial?: string | null }) => {
    if (unit.sam !== undefined) sam = unit.sam;
    if (unit.serial !== undefined) serial = unit.serial;
    tell({ link: 'lost' });
    tell({ link: 'up', epoch: status.epoch + 1 });
  };
  return { book, meet, tell, kept, listeners };
}

describe('a unit that was exchanged', () => {
  it('is told with both numbers until somebody accepts it, also after a restart', () => {
    const { book, meet, kept } = rig();
    meet({ sam: '01.04-1', serial: 'AB01' });
    expect([book.swap('idReader'), book.swap('receiptPrinter')]).toEqual([null, null]);
    meet({ sam: '01.04-2', serial: 'AB02' });
    const swap = { before: '01.04-1', now: '01.04-2' };
    expect(book.swap('idReader')).toEqual(swap);
    expect(book.swap('receiptPrinter')).toEqual({ before: '1a86:7523 AB01', now: '1a86:7523 AB02' });
    const again = rig(kept);
    again.meet({ sam: '01.04-2', serial: 'AB02' });
    expect(again.book.swap('idReader')).toEqual(swap);
    expect(again.book.accept('idReader')).toBe(true);
    expect(again.book.swap('idReader')).toBeNull();
    // The old unit put back is a swap again.
    again.meet({ sam: '01.04-1' });
    expect(again.book.swap('idReader')).toEqual({ before: '01.04-2', now: '01.04-1' });
  });

  it('without any number nothing is said, and nothing can be accepted', () => {
    const { book, meet, kept } = rig();
    meet({ sam: null, serial: null });
    expect([book.swap('idReader'), book.accept('idReader'), kept.size]).toEqual([null, false, 0]);
  });

  it('a unit that tells its number late is still met', () => {
    const { book, meet, tell } = rig();
    meet({ sam: null, serial: null });
    meet({ sam: '01.04-1' });
    tell({ activity: 'idle' });
    expect(book.unit('idReader').serial).toBe('01.04-1');
  });

  it('listens no longer than it is used', () => {
    const { book, listeners } = rig();
    book.stop();
    expect(listeners.size).toBe(0);
  });
});

it('counters go up by what began and never down', () => {
  const step = fc.record({
    link: fc.constantFrom<DeviceStatus['link']>('up', 'lost', 'absent'),
    activity: fc.constantFrom<DeviceStatus['activity']>('idle', 'moving', 'transferring', 'waitingUser'),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const base = printerThat(never).status();
      let so = { acts: 0, faults: 0, losses: 0 };
      let before: DeviceStatus | undefined;
      let acts = 0;
      let losses = 0;
      for (const part of steps) {
        const now = { ...base, ...part };
        const works = now.activity === 'moving' || now.activity === 'transferring';
        const worked = before?.activity === 'moving' || before?.activity === 'transferring';
        if (works && !worked) acts += 1;
        if (before?.link === 'up' && now.link !== 'up') losses += 1;
        so = counted(so, before, now);
        before = now;
      }
      expect(so).toEqual({ acts, faults: 0, losses });
    }),
  );
});
