import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import type { Transport } from '../transport/transport.ts';
import { ReplayDevice } from './replay-device.ts';
import { parseTrace } from './trace-file.ts';
import { TraceRecorder } from './trace-recorder.ts';
import { tracedTransport } from './traced-port.ts';

type Codec = ConstructorParameters<typeof TraceRecorder>[0]['codec'];

/** Lives with a device through a recorder. @returns what the life gave, and the text of the trace */
export async function recordLife<T>(
  o: { readonly codec: Codec; readonly deviceId: string; readonly clock: VirtualClock; readonly line: LinkedLine },
  live: (transport: Transport) => Promise<T>,
): Promise<{ readonly lived: T; readonly text: string }> {
  const lines: string[] = [];
  const recorder = new TraceRecorder({
    ...{ codec: o.codec, transport: 'port', deviceId: o.deviceId, clock: o.clock, log: noLog },
    write: (text) => lines.push(text),
  });
  const lived = await live(tracedTransport(o.line.transport, recorder));
  recorder.end();
  return { lived, text: `${lines.join('\n')}\n` };
}

/**
 * Plays a trace back to the same life, strictly: a byte that differs is a mismatch.
 * @param live starts the replay when its device is there
 */
export async function replayLife<T>(
  codec: Codec,
  text: string,
  live: (clock: VirtualClock, transport: Transport, start: () => void) => Promise<T>,
): Promise<{ readonly again: T; readonly mismatch: ReplayDevice['mismatch'] }> {
  const trace = parseTrace(text);
  if (!trace.ok) throw new Error(trace.error.reason);
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port' });
  const replay = new ReplayDevice({
    ...{ trace: trace.value, codec, clock, mode: 'strict' },
    send: (bytes) => line.send(bytes),
  });
  line.onHostBytes((bytes) => replay.receive(bytes));
  const again = await live(clock, line.transport, () => replay.start());
  replay.stop();
  return { again, mismatch: replay.mismatch };
}
