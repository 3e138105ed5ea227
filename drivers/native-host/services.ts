import type { HostService } from './host-service.ts';
import type { ServiceName } from './messages.ts';

/**
 * The plug-ins of the host process. Each is loaded at its first use, so that a binding that is broken or missing on one machine
 * (a PC/SC library, say) harms only the devices that need it.
 */
export const services: Readonly<Partial<Record<ServiceName, () => Promise<HostService>>>> = {
  serial: async () => (await import('./serial-service.ts')).serialService,
  hid: async () => (await import('./hid-service.ts')).hidService,
  pcsc: async () => (await import('./services/pcsc-service.ts')).pcscService,
};
