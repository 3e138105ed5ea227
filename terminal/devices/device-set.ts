import type { Clock } from '../../contract/clock.ts';
import { availability, type DeviceStatus } from '../../contract/device.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { Log } from '../../contract/log.ts';
import { openIdReader } from '../../drivers/id-reader/drivers.ts';
import type { IdReader, Presence } from '../../drivers/id-reader/id-reader.ts';
import { openReceiptPrinter } from '../../drivers/receipt-printer/drivers.ts';
import type { ReceiptPrinter } from '../../drivers/receipt-printer/receipt-printer.ts';
import type { DeviceView, PadState } from '../session/context.ts';

/** The devices of this machine by role; null = not fitted. */
export interface DeviceSet {
  readonly idReader: IdReader | null;
  readonly receiptPrinter: ReceiptPrinter | null;
}

/** Opens a facade for every role that has a port. Facades come up, go and come back by themselves; nothing here waits for hardware. */
export function openDevices(config: KioskConfig, clock: Clock, log: Log): DeviceSet {
  const { idReader, receiptPrinter } = config.devices;
  return {
    idReader:
      idReader.port === '' ? null : openIdReader(idReader.driver, { id: 'idReader', port: idReader.port, clock, log }),
    receiptPrinter:
      receiptPrinter.port === ''
        ? null
        : openReceiptPrinter(receiptPrinter.driver, {
            id: 'receiptPrinter',
            port: receiptPrinter.port,
            baud: receiptPrinter.baud,
            profile: { columns: config.receipt.columns },
            clock,
            log,
          }),
  };
}

/** What the session needs of a status. */
export function viewOf(status: DeviceStatus): DeviceView {
  return { availability: availability(status), fault: status.faults[0]?.code ?? null };
}

/** What the session needs of the pad: a card that lies there, for whatever reason, is `present`. */
export function padOf(presence: Presence): PadState {
  switch (presence) {
    case 'absent':
    case 'reading':
    case 'unknown':
      return presence;
    case 'presentRead':
    case 'presentFailed':
      return 'present';
  }
}

/** For the heartbeat. */
export function deviceReport(devices: DeviceSet): HeartbeatRequest['devices'] {
  return [devices.idReader, devices.receiptPrinter]
    .filter((device) => device !== null)
    .map((device) => {
      const { id, link, condition, faults } = device.status();
      return { id, link, condition, faults: faults.map((fault) => fault.code) };
    });
}
