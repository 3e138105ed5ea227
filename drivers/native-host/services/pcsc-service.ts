import { systemClock } from '../../../contract/clock.ts';
import { TransportError } from '../../transport/transport.ts';
import type { HostService } from '../host-service.ts';
import { PcscBinding } from './pcsc-binding.ts';
import { type PcscPicture, parsePcscRequest } from './pcsc-messages.ts';

/** PC/SC in the host process: one channel is one client of the PC/SC service. Spec: empty. Pushes pictures of the readers. */
export const pcscService: HostService = {
  open: async (_spec, { push, ended }, signal) => {
    const port = new PcscBinding({ module: await loadBinding(), clock: systemClock });
    let latest: PcscPicture = { seq: 0, readers: [] };
    let isOpened = false;
    const opened = await port.open(
      {
        readers: (readers) => {
          latest = { seq: latest.seq + 1, readers };
          // The first picture is asked for by `readers`: nothing is pushed on a channel that is not open yet.
          if (isOpened) push(withOwnArrays(latest));
        },
        closed: ({ detail }) => ended(new TransportError('failed', detail)),
      },
      signal,
    );
    if (!opened.ok) throw new TransportError('failed', opened.error.detail);
    isOpened = true;
    return {
      call: async (value) => {
        const request = parsePcscRequest(value);
        if (request === null) throw new TransportError('failed', 'no request of PC/SC');
        switch (request.do) {
          case 'readers':
            return withOwnArrays(latest);
          case 'connect':
            return port.connect(request.reader);
          case 'transmit':
            return port.transmit(request.card, request.apdu);
          case 'disconnect':
            await port.disconnect(request.card);
            return null;
        }
      },
      close: () => port.close(),
    };
  },
};

/** The package is built at installation; a machine where that failed has no smart cards, but everything else. */
async function loadBinding() {
  try {
    return await import('smartcard');
  } catch (cause) {
    throw new TransportError('failed', 'the PC/SC binding is not built on this machine', cause);
  }
}

/** The host zeroes what it has sent. */
function withOwnArrays({ seq, readers }: PcscPicture): PcscPicture {
  const copies = readers.map(({ name, card }) => ({
    name,
    card: card === null ? null : { insertion: card.insertion, atr: card.atr?.slice() ?? null },
  }));
  return { seq, readers: copies };
}
