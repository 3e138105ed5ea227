import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { type OpenPort, openPortHere } from '../transport/open-port.ts';
import { createEscposPrinter } from './escpos/escpos-printer.ts';
import { defaultEscposProfile, type EscposProfile } from './escpos/escpos-profile.ts';
import type { ReceiptPrinter } from './receipt-printer.ts';

export const receiptPrinterDrivers = ['escpos'] as const;
export type ReceiptPrinterDriver = (typeof receiptPrinterDrivers)[number];

/**
 * Opens a receipt printer at a serial port: the one place that joins protocol and port. Call `start` on the result.
 * `baud`: bits per second, default 115200; `columns`: Latin characters in a line, default 48.
 */
export function openReceiptPrinter(
  driver: ReceiptPrinterDriver,
  o: {
    readonly port: string;
    readonly baud?: number;
    readonly columns?: 48 | 32;
    readonly clock: Clock;
    readonly log: Log;
    readonly id?: string;
    readonly profile?: Partial<EscposProfile>;
    readonly openPort?: OpenPort;
  },
): ReceiptPrinter {
  const baudRate = o.baud ?? defaultEscposProfile.baudRate;
  const { openPort = openPortHere } = o;
  const transport = () => openPort({ kind: 'serial', path: o.port, baudRate });
  switch (driver) {
    case 'escpos':
      return createEscposPrinter({
        id: o.id ?? 'receipt-printer',
        transport,
        clock: o.clock,
        log: o.log,
        profile: { baudRate, ...(o.columns === undefined ? {} : { columns: o.columns }), ...o.profile },
      });
  }
}
