import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PortSpec } from './open-port.ts';
import { formatPort, parsePort } from './parse-port.ts';

const baudRate = 115_200;
const id = fc.nat(0xffff);
const printable = fc.stringMatching(/^[\x21-\x7e]{1,40}$/);
const hid: fc.Arbitrary<PortSpec> = fc.oneof(
  printable.map((rest): PortSpec => ({ kind: 'hid', path: `/${rest}` })),
  fc
    .record({
      vendorId: id,
      productId: id,
      at: fc.option(fc.record({ usagePage: id, usage: id }), { nil: undefined }),
      serial: fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { nil: undefined }),
    })
    .filter(({ serial }) => serial === undefined || !/\p{Cc}|\p{Cs}/u.test(serial))
    .map(
      ({ at, serial, ...ids }): PortSpec => ({
        kind: 'hid',
        ...ids,
        ...at,
        ...(serial === undefined ? {} : { serial }),
      }),
    ),
);
const serial: fc.Arbitrary<PortSpec> = printable.map((rest) => ({ kind: 'serial', path: `/dev/${rest}`, baudRate }));

describe('the text of a port', () => {
  it('gives the same port back', () => {
    fc.assert(
      fc.property(fc.oneof(hid, serial), (spec) => {
        const text = formatPort(spec);
        if (text.length > 255) return;
        expect(parsePort(text, { baudRate })).toEqual({ ok: true, value: spec });
      }),
    );
  });

  it('of any kind never throws, and what is read is written the same way again', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((rest) => `hid:${rest}`),
        ),
        (text) => {
          const parsed = parsePort(text, { baudRate });
          if (!parsed.ok) return;
          const again = parsePort(formatPort(parsed.value), { baudRate });
          expect(again).toEqual(parsed);
        },
      ),
    );
  });

  it.each([
    ['/dev/serial/by-path/pci-0000:00:14.0-usb-0:3:1.0-port0', 'serial'],
    ['COM3', 'serial'],
    ['hid:/dev/hidraw7', 'hid'],
    ['hid:2B8B:2721', 'hid'],
    ['hid:1eab:0d10@8c:02', 'hid'],
    ['hid:1eab:0d10@8c:02#SN%200001', 'hid'],
  ] as const)('%s is a %s port', (text, kind) => {
    expect(parsePort(text, { baudRate })).toMatchObject({ ok: true, value: { kind } });
  });

  it('numbers are hexadecimal', () => {
    const value = { kind: 'hid', vendorId: 0x1eab, productId: 0x0d10, usagePage: 0x8c, usage: 2, serial: 'SN 1' };
    expect(parsePort('hid:1eab:0d10@8c:02#SN%201', { baudRate })).toEqual({ ok: true, value });
  });

  it.each([
    ['', 'empty'],
    ['ttyUSB0', 'form'],
    ['usb:1eab:0d10', 'form'],
    ['hid:', 'form'],
    ['hid:1eab', 'form'],
    ['hid:1eab:xyz', 'form'],
    ['hid:12345:0001', 'form'],
    ['hid:1eab:0d10@8c', 'form'],
    ['hid:1eab:0d10#%zz', 'characters'],
    ['hid:1eab:0d10#%00', 'characters'],
    ['/dev/tty\0', 'characters'],
    ['/dev/tty\n', 'characters'],
    [`/${'x'.repeat(255)}`, 'tooLong'],
  ] as const)('%j is none: %s', (text, error) => {
    expect(parsePort(text, { baudRate })).toEqual({ ok: false, error });
  });
});
