import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { reportsOf } from '../simulators/scanner-hid-simulator.ts';
import { ScannerSimulator } from '../simulators/scanner-simulator.ts';
import { ReplayDevice } from '../trace/replay-device.ts';
import { showTrace } from '../trace/show-trace.ts';
import { parseTrace } from '../trace/trace-file.ts';
import { TraceRecorder } from '../trace/trace-recorder.ts';
import { tracedTransport } from '../trace/traced-port.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { decodeAll } from './decode-all.test-data.ts';
import { hidPosModels } from './hid-pos/profile.ts';
import { HidPosDecoder } from './hid-pos/report-decoder.ts';
import { hidPosTraceCodec } from './hid-pos/trace-codec.ts';
import { code, isFreeOfContent } from './scanner-rig.test-data.ts';
import { createSerialScanner } from './serial/serial-scanner.ts';
import { serialScannerTraceCodec } from './serial/trace-codec.ts';

/** One scan over `transport`; `show` is called when the light is on. */
async function scanOnce(clock: VirtualClock, transport: Transport, show: () => void) {
  const scanner = createSerialScanner({ id: 's', transport, clock, log: noLog, model: 'newland', random: () => 0.5 });
  scanner.start();
  await clock.advance(500);
  const call = scanner.scan({ userMs: 5_000 });
  await clock.advance(200);
  show();
  await clock.advance(6_000);
  const result = await call;
  const closing = scanner.close();
  await clock.advance(600);
  await closing;
  return result;
}

describe('recordings of a serial scanner', () => {
  it('show that a code came, how long it was, and nothing of it; and replay', async () => {
    const clock = new VirtualClock();
    const line = new LinkedLine({ clock, id: 'port' });
    const simulator = new ScannerSimulator({
      clock,
      send: (bytes) => line.send(bytes),
      model: 'newland',
      paceBaud: 9_600,
    });
    line.onHostBytes((bytes) => simulator.receive(bytes));
    const lines: string[] = [];
    const recorder = new TraceRecorder({
      codec: serialScannerTraceCodec,
      transport: 'port',
      deviceId: 's',
      clock,
      log: noLog,
      write: (text) => lines.push(text),
      limits: { limitMs: 60_000, limitBytes: 100_000 },
    });
    const result = await scanOnce(clock, tracedTransport(line.transport, recorder), () =>
      simulator.show({ text: code }),
    );
    recorder.end();
    expect(result).toMatchObject({ ok: true, value: { text: code } });
    const trace = parseTrace(`${lines.join('\n')}\n`);
    if (!trace.ok) throw new Error(trace.error.reason);
    const shown = showTrace(trace.value).join('\n');
    expect(isFreeOfContent([lines, shown])).toBe(true);
    expect(shown).toContain('query (newland)');
    expect(shown).toContain('answer: ok');
    expect(shown).toContain(`code, ${Buffer.from(code).length} bytes, ended`);

    const again = new VirtualClock();
    const other = new LinkedLine({ clock: again, id: 'port' });
    const replay = new ReplayDevice({
      trace: trace.value,
      codec: serialScannerTraceCodec,
      clock: again,
      send: (bytes) => other.send(bytes),
      mode: 'strict',
    });
    other.onHostBytes((bytes) => replay.receive(bytes));
    const replayed = await scanOnce(again, other.transport, () => undefined);
    replay.stop();
    expect(replay.mismatch).toBeNull();
    expect(replayed).toMatchObject({ ok: true });
    if (replayed.ok) expect(replayed.value.text).toMatch(/^(.)\1+$/);
  });

  it('a code that looks like an answer is blanked, too', () => {
    const stream = serialScannerTraceCodec.stream('rx');
    const fake = Buffer.concat([Buffer.from([2, 1]), Buffer.from(`0000${code};`), Buffer.from([3])]);
    const [message] = stream.push(fake);
    expect(message?.bytes.length).toBe(fake.length);
    expect(Buffer.from(message?.bytes ?? []).toString()).not.toContain('9071');
  });

  it('no byte of any code survives, lengths do, nothing throws', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (chunks) => {
        const stream = serialScannerTraceCodec.stream('rx');
        const messages = [...chunks.flatMap((chunk) => [...stream.push(chunk)]), ...stream.flush()];
        const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
        expect(messages.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(total);
        for (const { bytes, text } of messages) {
          if (!text.startsWith('code')) continue;
          expect(bytes.every((byte) => byte === 0x0d || byte === 0x0a || (byte >= 0x61 && byte <= 0x7a))).toBe(true);
        }
        const tx = serialScannerTraceCodec.stream('tx');
        const sent = [...chunks.flatMap((chunk) => [...tx.push(chunk)]), ...tx.flush()];
        expect(Buffer.concat(sent.map(({ bytes }) => bytes))).toEqual(Buffer.concat(chunks));
      }),
    );
  });
});

it('recordings of a HID-POS scanner hold lengths and flags, and decode to codes of the same length', () => {
  for (const { layout, ...rest } of [hidPosModels.newland, hidPosModels.honeywell]) {
    const reports = reportsOf(new TextEncoder().encode(code.repeat(4)), layout);
    const messages = reports.flatMap((report) => [...hidPosTraceCodec.stream('rx').push(report)]);
    expect(messages.map(({ text }) => text)).toEqual([
      'code, 56 bytes, more follows',
      'code, 56 bytes, more follows',
      'code, 8 bytes',
    ]);
    expect(messages.every(({ bytes }) => !Buffer.from(bytes).toString('latin1').includes('9071'))).toBe(true);
    const decoder = new HidPosDecoder({ ...rest, layout });
    const [scan] = decodeAll(
      decoder,
      messages.map(({ bytes }) => ({ pauseMs: 0, bytes })),
    ).scans;
    expect(scan?.bytes).toHaveLength(Buffer.from(code).length * 4);
  }
  const [sent] = hidPosTraceCodec.stream('tx').push(Uint8Array.of(4, 3, 0x16, 0x54, 0x0d));
  expect(sent).toMatchObject({ text: 'command 16540D', isValid: true });
});
