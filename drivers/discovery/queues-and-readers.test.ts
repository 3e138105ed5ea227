import { describe, expect, it } from 'vitest';
import { err, ok } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { attributes } from '../document-printer/ipp/attributes.ts';
import { decodeIpp, encodeIpp, groupTags } from '../document-printer/ipp/codec.ts';
import type { IppFailure, IppPort } from '../document-printer/ipp/ipp-port.ts';
import type { SmartCardPort } from '../smart-card/pcsc/pcsc-port.ts';
import { listQueues } from './queue-list.ts';
import { listSmartCardReaders } from './smart-card-list.ts';

const { signal } = new AbortController();
const at = { clock: new VirtualClock(), signal };

/** A spooler that answers CUPS-Get-Printers with these queues, and everything else with "not supported". */
function spooler(queues: readonly string[]): IppPort {
  return {
    id: '/run/cups/cups.sock/',
    post: async (request) => {
      const asked = decodeIpp(request);
      if (!asked.ok) throw new Error(asked.error);
      const { code, requestId } = asked.value.message;
      const status = code !== 0x4002 ? 0x0501 : queues.length === 0 ? 0x0406 : 0x0000;
      const groups = queues.map((queue) => ({
        tag: groupTags.printer,
        attributes: [
          attributes.name('printer-name', queue),
          attributes.name('printer-make-and-model', `maker ${queue}`),
        ],
      }));
      return ok(encodeIpp({ version: 0x0200, code: status, requestId, groups }));
    },
  };
}

describe('a technician who asks what is there', () => {
  it('is told every queue by the name that --port takes, none where there is none', async () => {
    expect(await listQueues(spooler(['A4', 'A4-back']), at)).toEqual(
      ok([
        { queue: 'A4', makeAndModel: 'maker A4' },
        { queue: 'A4-back', makeAndModel: 'maker A4-back' },
      ]),
    );
    expect(await listQueues(spooler([]), at)).toEqual(ok([]));
  });

  it('is told that nobody answers, not that there is nothing', async () => {
    const absent: IppFailure = { kind: 'absent', mayHaveArrived: false, detail: 'ENOENT' };
    const nobody: IppPort = { id: '/run/cups/cups.sock/', post: async () => err(absent) };
    expect(await listQueues(nobody, at)).toEqual(err('/run/cups/cups.sock/: ENOENT'));
  });

  it('is told every smart-card reader, and PC/SC is let go', async () => {
    let closed = 0;
    const unused = () => Promise.reject(new Error('no card is touched'));
    const port: SmartCardPort = {
      id: 'PC/SC',
      open: async (listener) => {
        listener.readers([
          { name: 'Virtual PCD 00 00', card: null },
          { name: 'Virtual PCD 00 01', card: { insertion: 1, atr: null } },
        ]);
        return ok(undefined);
      },
      connect: unused,
      transmit: unused,
      disconnect: unused,
      close: async () => {
        closed += 1;
      },
    };
    expect(await listSmartCardReaders(port, signal)).toEqual(ok(['Virtual PCD 00 00', 'Virtual PCD 00 01']));
    expect(closed).toBe(1);
  });
});
