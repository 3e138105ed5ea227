import { describe, expect, it } from 'vitest';
import type { HostChannel, HostListener, NativeHost } from '../../native-host/native-host.ts';
import { IsolatedSmartCardPort } from './isolated-smart-card-port.ts';
import type { PcscFailure, ReaderState } from './pcsc-port.ts';

const picture = (seq: number, insertion: number | null) => ({
  seq,
  readers: [{ name: 'Reader', card: insertion === null ? null : { insertion, atr: Uint8Array.of(0x3b) } }],
});
const insertions = (pictures: readonly (readonly ReaderState[])[]) =>
  pictures.map(([one]) => one?.card?.insertion ?? null);

/** A host whose answers are written down beforehand. */
function rig(answers: (request: unknown, listener: HostListener) => unknown) {
  const heard: { pictures: (readonly ReaderState[])[]; closed: PcscFailure[]; listener: HostListener | null } = {
    pictures: [],
    closed: [],
    listener: null,
  };
  let closes = 0;
  const host = {
    open: async (_service: string, _spec: unknown, listener: HostListener): Promise<HostChannel> => {
      heard.listener = listener;
      return {
        call: async (request) => answers(request, listener),
        close: async () => {
          closes += 1;
        },
      };
    },
  } as unknown as NativeHost;
  const port = new IsolatedSmartCardPort(host);
  const open = () =>
    port.open(
      { readers: (readers) => heard.pictures.push(readers), closed: (cause) => heard.closed.push(cause) },
      new AbortController().signal,
    );
  return { port, heard, open, closes: () => closes };
}

describe('PC/SC behind the native host', () => {
  it('takes pictures in their order, whichever way they come', async () => {
    const { port, heard, open } = rig((_request, listener) => {
      listener.push(picture(2, 5)); // newer than the answer, and faster
      return picture(1, null);
    });
    expect((await open()).ok).toBe(true);
    heard.listener?.push(picture(3, null));
    heard.listener?.push(picture(3, 9));
    expect(insertions(heard.pictures)).toEqual([5, null]);
    await port.close();
  });

  it('a host that says nonsense does no harm', async () => {
    for (const nonsense of [null, 7, { seq: 1 }, { seq: 1, readers: [{ name: 4 }] }, { seq: -1, readers: [] }]) {
      const { open, heard, closes } = rig(() => nonsense);
      expect(await open()).toMatchObject({ ok: false, error: { reason: 'noService' } });
      expect(heard.pictures).toEqual([]);
      expect(closes()).toBe(1);
    }
    const { port, open } = rig((request) =>
      JSON.stringify(request) === '{"do":"readers"}' ? picture(1, null) : { ok: true, value: 'what' },
    );
    await open();
    expect(await port.connect('Reader')).toMatchObject({ error: { reason: 'failed' } });
    expect(await port.transmit(1, Uint8Array.of(0))).toMatchObject({ error: { reason: 'failed' } });
  });

  it('a host that dies is a service that went away, told once', async () => {
    const { port, open, heard } = rig(() => picture(1, 1));
    await open();
    heard.listener?.ended(new Error('the native host died: SIGSEGV'));
    heard.listener?.push(picture(2, 2));
    expect(heard.closed).toEqual([{ reason: 'noService', detail: 'the native host died: SIGSEGV' }]);
    expect(insertions(heard.pictures)).toEqual([1]);
    expect(await port.connect('Reader')).toMatchObject({ error: { reason: 'noService' } });
    await port.disconnect(1);
    await port.close();
  });
});
