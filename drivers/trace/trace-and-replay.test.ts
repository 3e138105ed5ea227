import { describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { createEscposPrinter } from '../receipt-printer/escpos/escpos-printer.ts';
import { escposTraceCodec } from '../receipt-printer/escpos/trace-codec.ts';
import { EscposSimulator } from '../simulators/escpos-simulator.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import { ReplayDevice, type ReplayMode } from './replay-device.ts';
import { showTrace } from './show-trace.ts';
import { parseTrace, type Trace } from './trace-file.ts';
import { TraceRecorder } from './trace-recorder.ts';
import { tracedTransport } from './traced-port.ts';

const job = { actId: 'a1', markup: '|黎赟\n|440199199203150026', copy: 0 };

/** Prints one receipt over `line`; the printer's cover is opened by `fault` in the middle. */
async function print(clock: VirtualClock, transport: LinkedLine['transport'], markup = job.markup) {
  const printer = createEscposPrinter({ id: 'printer', transport, clock, log: noLog, random: () => 0.5 });
  printer.start();
  await clock.advance(1_000);
  let result: Awaited<ReturnType<typeof printer.print>> | null = null;
  void printer.print({ ...job, markup }, { hooks: { sent: () => undefined } }).then((done) => {
    result = done;
  });
  await clock.advance(30_000);
  await printer.close();
  return result as Awaited<ReturnType<typeof printer.print>> | null;
}

async function recorded(fault: (simulator: EscposSimulator) => void, limitMs = 60_000): Promise<Trace> {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port' });
  const simulator = new EscposSimulator({ clock, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  const lines: string[] = [];
  const recorder = new TraceRecorder({
    codec: escposTraceCodec,
    transport: 'port',
    deviceId: 'printer',
    clock,
    log: noLog,
    write: (text) => lines.push(text),
    limits: { limitMs, limitBytes: 100_000 },
  });
  fault(simulator);
  await print(clock, tracedTransport(line.transport, recorder));
  recorder.end();
  const trace = parseTrace(`${lines.join('\n')}\n`);
  if (!trace.ok) throw new Error(trace.error.reason);
  return trace.value;
}

async function replayed(trace: Trace, mode: ReplayMode, markup?: string) {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port' });
  const replay = new ReplayDevice({ trace, codec: escposTraceCodec, clock, send: (bytes) => line.send(bytes), mode });
  line.onHostBytes((bytes) => replay.receive(bytes));
  const result = await print(clock, line.transport, markup);
  replay.stop();
  return { result, replay, pending: clock.pending };
}

const jam = (simulator: EscposSimulator) => {
  simulator.setCutterFault('stays');
};

describe('a fault of the field becomes a test', () => {
  it.each(['strict', 'semantic'] as const)('a good print replays (%s)', async (mode) => {
    const trace = await recorded(() => undefined);
    const { result, replay, pending } = await replayed(trace, mode);
    expect(replay.mismatch).toBeNull();
    expect(replay.progress.asked).toBe(replay.progress.of);
    expect(result).toMatchObject({ ok: true });
    expect(pending).toBe(0);
  });

  it('a jammed knife replays with the same outcome', async () => {
    const trace = await recorded(jam);
    const { result, replay } = await replayed(trace, 'strict');
    expect(replay.mismatch).toBeNull();
    expect(result).toMatchObject({ ok: false, error: { code: 'E_CUTTER', outcome: 'partial' } });
  });

  it('another job than the recorded one is told, with the place', async () => {
    const trace = await recorded(() => undefined);
    const { replay } = await replayed(trace, 'strict', '|一行\n|二行\n|三行');
    expect(replay.mismatch).toMatchObject({ expected: 'text, 18 columns', got: 'text, 4 columns' });
  });

  it('shows no personal value, in the file or on the screen', async () => {
    const trace = await recorded(() => undefined);
    const text = `${JSON.stringify(trace)}\n${showTrace(trace).join('\n')}`;
    const gbk = 'C0E8'; // 黎
    expect(text).not.toContain(gbk);
    expect(text).not.toContain('34343031393931');
    expect(text).not.toMatch(/黎|4401991/);
    expect(showTrace(trace).length).toBeGreaterThan(10);
  });

  it('ends by itself at its limit of time', async () => {
    const trace = await recorded(() => undefined, 500);
    expect(trace.entries.at(-1)).toMatchObject({ dir: 'event', name: 'trace ended: timeLimit' });
    expect(trace.entries.at(-1)?.us).toBeLessThan(6_000_000);
  });
});
