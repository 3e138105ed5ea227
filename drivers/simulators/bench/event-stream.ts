import type { ServerResponse } from 'node:http';
import type { BenchState } from './bench-state.ts';
import type { DeviceBench } from './device-bench.ts';

const readersAtMost = 20;
/** A page that does not read is dropped at this many bytes waiting; it comes back by itself and gets the whole state. */
const waitingBytesAtMost = 2_000_000;

/** Server-sent events: `state`, the whole snapshot, at once and after each change. */
export interface EventStream {
  /** Takes over a response; false when too many pages read already. */
  add(response: ServerResponse, headers: Readonly<Record<string, string>>): boolean;
  close(): void;
}

/** Stream of the bench's states (server-sent events). A reader that does not keep up is cut off; it comes back and has the newest one. */
export function openEventStream(bench: DeviceBench): EventStream {
  const readers = new Set<ServerResponse>();
  const leave = bench.onChange((state) => {
    const text = message(state);
    for (const reader of readers) {
      if (reader.writableLength > waitingBytesAtMost) reader.destroy();
      else reader.write(text);
    }
  });
  return {
    add(response, headers) {
      if (readers.size >= readersAtMost) return false;
      response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8' });
      response.write(`retry: 1000\n${message(bench.state())}`);
      readers.add(response);
      response.once('close', () => readers.delete(response));
      return true;
    },
    close() {
      leave();
      for (const reader of readers) reader.end();
    },
  };
}

function message(state: BenchState): string {
  return `event: state\nid: ${state.revision}\ndata: ${JSON.stringify(state)}\n\n`;
}
