import { expect, it } from 'vitest';
import { found, listHidDevices } from './hid-list.ts';

const device = { vendorId: 0x1eab, productId: 0x0d10, release: 1, interface: 0, path: '/dev/hidraw7' };

it('tells scanner, readers and strangers apart by their numbers, and names ports that can be opened', () => {
  expect(found({ ...device, usagePage: 0x8c, usage: 2, serialNumber: 'SN1', product: 'Scanner' })).toEqual({
    port: 'hid:1eab:0d10@8c:02',
    driver: 'hid-pos',
    name: 'Scanner',
    serial: 'SN1',
  });
  // The same unit's keyboard is not the scanner.
  expect(found({ ...device, usagePage: 1, usage: 6, serialNumber: '' })).toMatchObject({ driver: null, serial: null });
  expect(found({ ...device, vendorId: 0x2b8b, productId: 0x2721 })).toMatchObject({
    port: 'hid:2b8b:2721',
    driver: 'sdt-hid-raw',
  });
  expect(found({ ...device, vendorId: 0x10c4, productId: 0x0007 }).driver).toBe('sdt-hid-wrapped');
});

it('lists on any system, with or without HID devices', async () => {
  expect(await listHidDevices()).toMatchObject({ ok: true });
});
