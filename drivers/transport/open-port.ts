import { HidTransport } from './hid-transport.ts';
import { SerialTransport } from './serial-transport.ts';
import type { Transport } from './transport.ts';

/** A place where a device hangs, before anything is opened. */
export type PortSpec =
  | { readonly kind: 'serial'; readonly path: string; readonly baudRate: number }
  | {
      readonly kind: 'hid';
      /** A hidraw path; without it the one device that fits the numbers (two that fit are `ambiguous`). One of the two is there. */
      readonly path?: string;
      /** USB numbers, 0–65,535. */
      readonly vendorId?: number;
      readonly productId?: number;
      /** HID usage, where one unit shows several interfaces (rule H1 of docs/protocols/scanner-and-hid.md). */
      readonly usagePage?: number;
      readonly usage?: number;
      readonly serial?: string;
    };

/**
 * Makes a transport for a port; opens nothing. Drivers take this as an option, so that the same driver runs in this process, behind the process that
 * holds native bindings (`../native-host/`), and under a recorder (`../trace/`).
 */
export type OpenPort = (spec: PortSpec) => Transport;

/** Ports of this process. A HID transport carries whole reports: one `bytes` call or one `write` is one report, its number first where it has one. */
export const openPortHere: OpenPort = (spec) => {
  switch (spec.kind) {
    case 'serial':
      return new SerialTransport(spec);
    case 'hid':
      return new HidTransport(spec);
  }
};
