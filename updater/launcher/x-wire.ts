import type { Socket } from 'node:net';

/** Exactly so many bytes, in their order; null = the other side has gone. */
export type Read = (bytes: number) => Promise<Buffer | null>;

/** Numbers of 32 bits behind each other, the least significant byte first. */
export function words(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [n, value] of values.entries()) buffer.writeUInt32LE(value, n * 4);
  return buffer;
}

/** X11 §1: opcode, one byte of data, length in units of four bytes. */
export function request(opcode: number, data: number, body: Buffer): Buffer {
  const head = Buffer.from([opcode, data, 0, 0]);
  head.writeUInt16LE((body.length + 4) / 4, 2);
  return Buffer.concat([head, body]);
}

/** X11 §1: the next reply, whole; `refused` = an error came instead; null = the server has gone. Events are passed over. */
export async function readReply(read: Read): Promise<Buffer | 'refused' | null> {
  for (;;) {
    const head = await read(32);
    if (head === null) return null;
    if (head[0] === 0) return 'refused';
    if (head[0] !== 1) continue;
    const more = await read(head.readUInt32LE(4) * 4);
    return more === null ? null : Buffer.concat([head, more]);
  }
}

/** Reads a socket by the piece. One reader at a time. */
export function reader(socket: Socket): { readonly read: Read; stop(): void } {
  let kept = Buffer.alloc(0);
  let isGone = false;
  let wake: () => void = () => undefined;
  const take = (part: Buffer) => {
    kept = Buffer.concat([kept, part]);
    wake();
  };
  socket.on('data', take);
  socket.once('close', () => {
    isGone = true;
    wake();
  });
  const read = async (bytes: number) => {
    while (kept.length < bytes) {
      if (isGone) return null;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const taken = kept.subarray(0, bytes);
    kept = kept.subarray(bytes);
    return taken;
  };
  return { read, stop: () => void socket.off('data', take) };
}
