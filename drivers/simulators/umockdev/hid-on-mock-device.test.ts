import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { encodeCommand, encodeReply, type SdtCommand } from '../../id-reader/sdt/codec.ts';
import { persona } from '../../id-reader/sdt/rig.test-data.ts';
import { addressBlock, cardOf } from '../persona.ts';
import { type HidFraming, reportCodecs } from '../sdt-hid-simulator.ts';
import {
  type MockHidDevice,
  type MockTransfer,
  posDescriptor,
  scriptFile,
  unnumberedDescriptor,
} from './mock-hid-device.ts';
import { runWithHidDevice } from './run-umockdev.ts';

const program = fileURLToPath(new URL('./hid-program.test-data.ts', import.meta.url));
const scanner: MockHidDevice = {
  vendorId: 0x1eab,
  productId: 0x0d10,
  serial: 'SN0001',
  product: 'Test scanner',
  descriptor: posDescriptor,
};
const reader: MockHidDevice = {
  vendorId: 0x2b8b,
  productId: 0x2721,
  serial: 'SN0002',
  product: 'Test reader',
  descriptor: unnumberedDescriptor,
};

async function run(device: MockHidDevice, script: readonly MockTransfer[], ...args: string[]) {
  const { stdout, stderr, exit } = await runWithHidDevice(device, script, [process.execPath, program, ...args]);
  const said: unknown = stdout === '' ? null : JSON.parse(stdout);
  return { said, stderr, exit };
}

/** A question that is never asked: it keeps the device alive until the program has closed it. */
const unasked: MockTransfer = { type: 'write', bytes: Uint8Array.of(0) };
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A card on which no report begins with a blank, which the rig could not give. */
const card = cardOf({
  ...persona,
  type: 'foreign-2017',
  name: '测试测试测试测试测试测试测试测',
  nameEn: 'TEST'.repeat(15),
  nationality: 'ABC',
  authority: '4401',
});

const newestAddress = '测试路'.repeat(11);

const trigger = Uint8Array.of(4, 3, 0x16, 0x54, 0x0d);
const scan = Uint8Array.from({ length: 64 }, (_, i) => [2, 5, 0x5e, 0x1f, 0, 0xff, 0x80][i] ?? 0);

describe('a HID device', () => {
  it('found by numbers, usage and serial: reports come whole with their number, writes arrive', async () => {
    const script: MockTransfer[] = [
      { type: 'write', bytes: trigger },
      { type: 'read', bytes: scan },
      { type: 'read', bytes: scan, afterMs: 20 },
      unasked,
    ];
    const { said, exit } = await run(scanner, script, 'echo', 'hid:1eab:0d10@8c:02#SN0001', hexOf(trigger), '2');
    expect(said).toEqual({ reports: [hexOf(scan), hexOf(scan)], closed: null, written: 'written' });
    expect(exit).toBe(0);
  });

  it('one opener at a time in this program, and open again after close', async () => {
    const { said } = await run(scanner, [{ type: 'write', bytes: trigger }], 'open', 'hid:1eab:0d10');
    expect(said).toEqual({ second: 'inUse' });
  });

  it.each([
    ['another usage', 'hid:1eab:0d10@01:06'],
    ['another serial number', 'hid:1eab:0d10#SN0009'],
  ])('%s: absent', async (_what, port) => {
    const { said } = await run(scanner, [{ type: 'write', bytes: trigger }], 'open', port);
    expect(said).toEqual({ failure: 'absent' });
  });

  it('that goes away is lost with a cause; the rig does that at a wrong write, and fails the run', async () => {
    const script: MockTransfer[] = [{ type: 'write', bytes: trigger }, unasked];
    const { said, stderr, exit } = await run(scanner, script, 'echo', 'hid:1eab:0d10', '0403165500', '1');
    expect(said).toMatchObject({ reports: [], closed: 'TransportError' });
    expect(exit === null || exit > 128).toBe(true);
    expect(stderr).toContain('mismatch');
  });
});

describe.each(['raw', 'wrapped'] as const)('an ID reader with %s HID reports', (framing) => {
  it.each(framing === 'raw' ? ['read-card', 'read-card-isolated'] : ['read-card'])('%s: a whole card', async (what) => {
    const { said, exit, stderr } = await run(
      reader,
      cardDialogue(framing),
      what,
      'hid:2b8b:2721',
      `sdt-hid-${framing}`,
    );
    expect({ said, stderr }).toEqual({
      said: {
        samId: '05.01-20240115-0001234567-0890123456',
        name: '测试测试测试测试测试测试测试测',
        number: '440199199203150',
        newestAddress,
        photoBytes: 1_024,
      },
      stderr: '',
    });
    expect(exit).toBe(0);
  });
});

/** Everything that is said until a card with a newer address has been read. */
function cardDialogue(framing: HidFraming): readonly MockTransfer[] {
  const samId = Uint8Array.of(5, 0, 1, 0, 0xf3, 0xd6, 0x34, 1, 0x87, 0xd6, 0x12, 0, 0xc0, 0x34, 0x0e, 0x35);
  const payload = Uint8Array.from([1, 0, 4, 0, ...card.text, ...card.photo]);
  const said: readonly (readonly [SdtCommand, number, Uint8Array])[] = [
    ['samStatus', 0x90, new Uint8Array(0)],
    ['readSamId', 0x90, samId],
    ['findCard', 0x9f, new Uint8Array(4)],
    ['selectCard', 0x90, new Uint8Array(8)],
    ['readTextPhoto', 0x90, payload],
    ['readNewestAddress', 0x90, addressBlock(newestAddress)],
  ];
  const codec = reportCodecs[framing]();
  const transfers = said.flatMap(([command, sw3, data]): MockTransfer[] => {
    const reports = codec.encodeReply(encodeReply({ sw1: 0, sw2: 0, sw3, data }));
    return [
      { type: 'write', bytes: codec.encode(encodeCommand(command)) },
      ...reports.map((bytes): MockTransfer => ({ type: 'read', bytes })),
    ];
  });
  return [...transfers, unasked];
}

it('the script escapes control bytes and the caret, and nothing else', () => {
  const bytes = Uint8Array.of(0x00, 0x1f, 0x20, 0x5e, 0x7f, 0x80, 0xff);
  const line = Buffer.from(scriptFile([{ type: 'read', bytes, afterMs: 7 }]));
  expect(() => scriptFile([{ type: 'read', bytes: Uint8Array.of(0x20) }])).toThrow('blank');
  expect(line.toString('latin1')).toBe('r 7 ^@^_ ^`\x7f\x80\xff\n');
});
