import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAddresses } from './card-text.ts';
import {
  commandBytes,
  decodeCommand,
  decodeReply,
  encodeCommand,
  encodeReply,
  type SdtCommand,
  xorOf,
} from './codec.ts';
import { sw3Class } from './codes.ts';
import { samIdText } from './sam-id.ts';
import { bytesOf, hexOf, readVectors } from './vectors.test-data.ts';

const names: Readonly<Record<string, SdtCommand>> = {
  'reset-sam': 'resetSam',
  'sam-status': 'samStatus',
  'read-sam-id': 'readSamId',
  'find-card': 'findCard',
  'select-card': 'selectCard',
  'read-text-photo': 'readTextPhoto',
  'read-newest-address': 'readNewestAddress',
  'read-management-number': 'readManagementNumber',
  'read-text-photo-finger': 'readTextPhotoFinger',
  'baud-115200': 'baud115200',
  'baud-57600': 'baud57600',
  'baud-38400': 'baud38400',
  'baud-19200': 'baud19200',
  'baud-9600': 'baud9600',
  'max-rf-frame-50': 'maxRfFrame50',
  'max-rf-frame-58': 'maxRfFrame58',
  sleep: 'sleep',
  wake: 'wake',
};

describe('commands', () => {
  it.each(readVectors('idcard-commands').map((vector) => [vector.name, vector] as const))('%s', (name, vector) => {
    const command = names[name];
    expect(command).toBeDefined();
    if (command === undefined) return;
    expect(hexOf(encodeCommand(command))).toBe(vector.hex);
    expect(decodeCommand(bytesOf(vector.hex))).toEqual({ ok: true, value: command });
  });

  it('are all covered by a published frame', () => {
    expect(new Set(Object.values(names))).toEqual(new Set(Object.keys(commandBytes)));
  });
});

describe('replies', () => {
  const replies = [...readVectors('idcard-replies'), ...readVectors('sam-id'), ...readVectors('idcard-cards')];

  it.each(replies.filter(({ expect: wanted }) => wanted?.sw3 !== undefined).map((v) => [v.name, v] as const))(
    '%s',
    (_name, vector) => {
      const frame = bytesOf(vector.hex);
      const reply = decodeReply(frame);
      expect(reply.ok).toBe(true);
      if (!reply.ok) return;
      const { sw1 = '00', sw2 = '00', sw3, dataHex, samId, addresses, iin, sn, dn, totalBytes } = vector.expect ?? {};
      expect(hexOf(Uint8Array.of(reply.value.sw1, reply.value.sw2, reply.value.sw3))).toBe(`${sw1} ${sw2} ${sw3}`);
      if (vector.expect?.class !== undefined) expect(sw3Class(reply.value.sw3)).toBe(vector.expect.class);
      if (totalBytes !== undefined) expect(frame.length).toBe(totalBytes);
      if (dn !== undefined) expect(hexOf(reply.value.data)).toBe(`${iin} ${sn} ${dn}`);
      expect(encodeReply(reply.value)).toEqual(frame);
      if (dataHex !== undefined) expect(hexOf(reply.value.data)).toBe(dataHex);
      if (samId !== undefined) expect(samIdText(reply.value.data)).toEqual({ ok: true, value: samId });
      if (addresses !== undefined) expect(decodeAddresses(reply.value.data)).toEqual(addresses);
    },
  );

  it('round-trip (C1)', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, byte, fc.uint8Array({ maxLength: 4085 }), (sw1, sw2, sw3, data) => {
        const frame = encodeReply({ sw1, sw2, sw3, data });
        expect(xorOf(frame.subarray(5))).toBe(0);
        expect(decodeReply(frame)).toEqual({ ok: true, value: { sw1, sw2, sw3, data } });
      }),
    );
  });

  it('never throw and never accept a single damaged byte (C1)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(decodeReply(bytes).ok && bytes.length < 11).toBe(false);
        expect(decodeCommand(bytes).ok && bytes.length < 9).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (data, at, xor) => {
        const frame = encodeReply({ sw1: 0, sw2: 0, sw3: 0x90, data });
        const index = at % frame.length;
        frame[index] = (frame[index] ?? 0) ^ xor;
        expect(decodeReply(frame).ok).toBe(false);
      }),
    );
  });
});
