import type { Socket } from 'node:net';
import { type Frame, frameOf } from './http-frame.ts';

/** What came in on a socket, read message by message. */
export interface Inbox {
  /** The next message once its head is there; null = the other end has gone before. */
  head(): Promise<Frame | null>;
  /** Waits for so many bytes of it; gives what is there, fewer when the other end has gone. */
  bytes(count: number): Promise<Buffer>;
  /** Drops a message that has been read. */
  drop(count: number): void;
}

export function openInbox(socket: Socket): Inbox {
  let held: Buffer = Buffer.alloc(0);
  let isOver = false;
  let wake: () => void = () => undefined;
  socket.on('data', (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    wake();
  });
  for (const event of ['end', 'close'] as const) {
    socket.on(event, () => {
      isOver = true;
      wake();
    });
  }
  const more = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  return {
    head: async () => {
      for (;;) {
        const frame = frameOf(held);
        if (frame !== null) return frame;
        if (isOver) return null;
        await more();
      }
    },
    bytes: async (count) => {
      while (held.length < count && !isOver) await more();
      return held.subarray(0, count);
    },
    drop: (count) => {
      held = held.subarray(count);
    },
  };
}
