import { readFileSync, statSync } from 'node:fs';
import { systemClock } from '../../../contract/clock.ts';
import { type Command, type CommandIo, UsageError } from '../../../contract/command.ts';
import { driverNames, drivers, traceCodecNamed } from '../../registry.ts';
import { ReplayDevice, type ReplayMode } from '../../trace/replay-device.ts';
import { showTrace } from '../../trace/show-trace.ts';
import type { TraceCodec } from '../../trace/trace-codec.ts';
import { maxTraceBytes, parseTrace, type Trace } from '../../trace/trace-file.ts';
import { PtyLine } from '../pty.ts';

/**
 * Prints a trace as decoded messages, without hardware; with `--link` it becomes the device: a pseudo-terminal that answers as the recorded one did,
 * until SIGINT, and says where the driver did something else.
 */
export const deviceReplay: Command = {
  name: 'device replay',
  summary: 'Prints a recorded wire as messages, or plays the recorded device on a pseudo-terminal (--link).',
  positionals: ['FILE'],
  options: {
    link: { type: 'string', help: 'play the device: where its port shall stand, for example /tmp/recorded' },
    mode: {
      type: 'string',
      default: 'semantic',
      help: 'strict = the same bytes in the same order; semantic = the same messages, questions may be repeated',
    },
  },
  run: async ({ options, positionals }, io) => {
    const { mode } = options;
    if (mode !== 'strict' && mode !== 'semantic') throw new UsageError('--mode must be strict or semantic');
    const file = positionals[0] ?? '';
    const trace = readTrace(file);
    const driver = driverNames.find((name) => name === trace.header.driver);
    if (driver === undefined) throw new UsageError(`${file} was taken with an unknown driver: ${trace.header.driver}`);
    const codec = traceCodecNamed(trace.header);
    if (codec === null) throw new UsageError(`${file} was taken on an unknown wire: ${driver} ${trace.header.variant}`);
    if (typeof options.link !== 'string') {
      const messages = trace.entries.filter(({ dir }) => dir !== 'event').length;
      const damaged = trace.entries.filter((entry) => entry.dir !== 'event' && entry.valid === false).length;
      return { exit: 0, json: { driver, messages, damaged, trace: file }, text: showTrace(trace).join('\n') };
    }
    if (drivers[driver].port !== 'serial') throw new UsageError(`a ${driver} trace cannot be played on a serial line`);
    return await play({ trace, codec, mode }, options.link, io);
  },
};

async function play(
  recorded: { readonly trace: Trace; readonly codec: TraceCodec; readonly mode: ReplayMode },
  link: string,
  io: CommandIo,
) {
  const line = new PtyLine(link);
  const replay = new ReplayDevice({ ...recorded, clock: systemClock, send: (bytes) => line.send(bytes) });
  line.onHostBytes((bytes) => replay.receive(bytes));
  try {
    await line.plug();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'no pseudo-terminal';
    return { exit: 1, json: { error: message }, text: message } as const;
  }
  io.out(`READY ${link}`);
  replay.start();
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    else io.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  replay.stop();
  await line.unplug();
  const { progress, mismatch } = replay;
  const said =
    mismatch === null ? 'no difference' : `entry ${mismatch.at}: expected ${mismatch.expected}, got ${mismatch.got}`;
  return {
    exit: mismatch === null ? 0 : 1,
    json: { ...progress, mismatch },
    text: `${progress.asked} of ${progress.of} messages; ${said}`,
  } as const;
}

function readTrace(file: string): Trace {
  let text: string;
  try {
    if (statSync(file).size > maxTraceBytes) throw new UsageError(`${file} is longer than ${maxTraceBytes} bytes`);
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`cannot read ${file}`);
  }
  const trace = parseTrace(text);
  if (!trace.ok) throw new UsageError(`${file}, line ${trace.error.line}: ${trace.error.reason}`);
  return trace.value;
}
