import { describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { seededRandom } from '../conformance/random.ts';
import type { ConformanceRig, Subject } from '../conformance/subject.ts';
import { loadSubjects } from '../conformance/subjects.test-data.ts';
import { driverNames, drivers } from '../registry.ts';
import type { LinkedLine } from '../transport/linked-transport.ts';
import { ReplayDevice } from './replay-device.ts';
import type { TraceCodec } from './trace-codec.ts';
import { parseTrace, type Trace } from './trace-file.ts';
import { TraceRecorder } from './trace-recorder.ts';

/** C16 and C15 of the conformance suite (docs/design/device-model.md, section 11): recordings of every driver replay, and show nobody. */
const subjects = await loadSubjects();

/** The codec of a subject: subjects are variants of drivers, named `<driver>` or `<driver>-<variant>`. */
const variants: Readonly<Record<string, (typeof driverNames)[number]>> = {
  d1801: 'k720',
  'hid-pos-scanner': 'hid-pos',
};

function codecOf(name: string): TraceCodec | null {
  const exact = driverNames.find((driver) => driver === name);
  const prefix = [...driverNames].sort((a, b) => b.length - a.length).find((driver) => name.startsWith(`${driver}-`));
  const driver = variants[name] ?? exact ?? prefix;
  return driver === undefined ? null : drivers[driver].trace;
}

const lined = subjects.flatMap((subject): readonly (readonly [string, Subject, TraceCodec])[] => {
  const codec = codecOf(subject.name);
  return codec === null ? [] : [[subject.name, subject, codec]];
});

/** One plain use from the first byte on. */
async function use(rig: ConformanceRig) {
  rig.device.start();
  await rig.clock.advance(3_000);
  // With a recorded device the simulator's world stands still, and rigs that compare with it throw: the wire is what counts then.
  const served = await rig.serveNext().catch((cause: unknown) => ({ ok: false, error: cause }) as const);
  const status = rig.device.status();
  await rig.device.close();
  rig.stop();
  return { served, link: status.link };
}

async function recorded(subject: Subject, codec: TraceCodec, line: (rig: ConformanceRig) => LinkedLine) {
  const rig = subject.rig({ random: seededRandom(7) });
  const lines: string[] = [];
  const recorder = new TraceRecorder({
    codec,
    transport: 'port',
    deviceId: 'device',
    clock: rig.clock,
    log: noLog,
    write: (text) => lines.push(text),
  });
  const wire = line(rig);
  wire.onHostWrite((bytes) => recorder.bytes('tx', bytes));
  wire.onDeviceSend((bytes) => recorder.bytes('rx', bytes));
  const { served } = await use(rig);
  recorder.end();
  const trace = parseTrace(`${lines.join('\n')}\n`);
  if (!trace.ok) throw new Error(trace.error.reason);
  return { served, trace: trace.value, canaries: rig.canaries ?? [] };
}

describe('recordings', () => {
  it('no subject is without a codec', () => {
    expect(subjects.filter(({ name }) => codecOf(name) === null).map(({ name }) => name)).toEqual([]);
  });

  it('are there for every driver with a line', () => {
    const names = new Set(lined.map(([, , codec]) => codec.driver));
    expect([...driverNames].filter((name) => !names.has(name))).toEqual([]);
  });

  const withLine = lined.filter(([, subject]) => subject.rig({ random: seededRandom(1) }).line !== null);
  const lineOf = (rig: ConformanceRig): LinkedLine => {
    if (rig.line === null) throw new Error('no line');
    return rig.line;
  };

  it.each(withLine)('%s: whole, decoded to the last byte, and nobody is in them', async (_name, subject, codec) => {
    const { served, trace, canaries } = await recorded(subject, codec, lineOf);
    expect(served.ok).toBe(true);
    const messages = trace.entries.filter((entry) => entry.dir !== 'event');
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.filter((entry) => entry.valid === false)).toEqual([]);
    const text = JSON.stringify(trace).toUpperCase();
    for (const canary of canaries) {
      for (const encoding of ['utf8', 'utf16le'] as const) {
        expect(text).not.toContain(Buffer.from(canary, encoding).toString('hex').toUpperCase());
      }
      expect(text).not.toContain(canary.toUpperCase());
    }
  });

  it.each(withLine)('%s: the recorded device serves the driver again', async (_name, subject, codec) => {
    const { trace } = await recorded(subject, codec, lineOf);
    const rig = subject.rig({ random: seededRandom(7) });
    const line = lineOf(rig);
    const replay = replayOn(line, trace, codec, rig);
    const { link } = await use(rig);
    replay.stop();
    expect(link).toBe('up');
    expect(replay.mismatch).toBeNull();
    expect(replay.progress.asked).toBe(replay.progress.of);
  });
});

function replayOn(line: LinkedLine, trace: Trace, codec: TraceCodec, rig: ConformanceRig): ReplayDevice {
  let send = (_bytes: Uint8Array): void => undefined;
  const replay = new ReplayDevice({
    trace,
    codec,
    clock: rig.clock,
    mode: 'semantic',
    send: (bytes) => send(bytes),
  });
  const { reply } = line.replaceDevice((bytes) => replay.receive(bytes));
  send = reply;
  replay.start();
  return replay;
}
