import { type Transport, TransportError } from '../transport/transport.ts';
import type { HostService } from './host-service.ts';

/**
 * Makes a service of a kind of port: bytes of the port are pushed as they come, a call with bytes writes them, and is answered when the
 * operating system has taken them all.
 * @param portFor checks the spec and makes the transport; null = the spec is none
 */
export function transportService(portFor: (spec: unknown) => Transport | null): HostService {
  return {
    open: async (spec, events, signal) => {
      const port = portFor(spec);
      if (port === null) throw new TransportError('failed', 'the description of the port is not valid');
      await port.open({ bytes: events.push, closed: events.ended }, signal);
      return {
        call: async (request, callSignal) => {
          if (!(request instanceof Uint8Array))
            throw new TransportError('failed', `${port.id}: only bytes can be written`);
          await port.write(request, callSignal);
          return null;
        },
        close: () => port.close(),
      };
    },
  };
}
