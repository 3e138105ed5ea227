import type { Unlisted } from '../setup/ports/list-ports.ts';

/** What the system could not list, for whoever sits at a shell. */
export const unlistedWords: Readonly<Record<Unlisted, string>> = {
  serial: 'the system does not list serial ports; install udev',
  hid: 'HID devices cannot be listed',
  queues: 'print queues cannot be listed; is cupsd running?',
  readers: 'smart-card readers cannot be listed; is pcscd running?',
};
