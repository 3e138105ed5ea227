import { SerialTransport } from '../transport/serial-transport.ts';
import { isRecord } from './messages.ts';
import { transportService } from './transport-service.ts';

/** Serial ports. Spec: `{ path, baudRate }`. */
export const serialService = transportService((spec) => {
  if (!isRecord(spec)) return null;
  const { path, baudRate } = spec;
  if (typeof path !== 'string' || path === '' || typeof baudRate !== 'number' || !(baudRate > 0)) return null;
  return new SerialTransport({ path, baudRate });
});
