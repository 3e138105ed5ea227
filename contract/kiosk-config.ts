import { type Static, type TSchema, Type } from 'typebox';
import { deviceSettings } from './device-settings.ts';

const strict = { additionalProperties: false } as const;

/** One device role: which driver, on which port, with which settings of the unit. */
const deviceRole = <const Drivers extends readonly string[], Settings extends TSchema>(
  drivers: Drivers,
  settings: Settings,
) =>
  Type.Object(
    {
      driver: Type.Unsafe<Drivers[number]>({ type: 'string', enum: [...drivers] }),
      /**
       * Empty = not fitted. Serial: a stable by-path name; HID: `hid:VENDOR:PRODUCT`; A4: name of the CUPS queue; smart card: name of the reader, `-` =
       * the only one. See docs/devices.md.
       */
      port: Type.String({ maxLength: 255 }),
      /** Bits per second of a serial line; left out = the usual speed of the driver. */
      baud: Type.Optional(Type.Integer({ minimum: 1200, maximum: 921_600 })),
      settings: Type.Optional(settings),
    },
    strict,
  );

/**
 * Configuration of one machine: defaults in `kiosk-config/default.json`, changed by the machine's own file. What the hub says about the
 * machine (number, place, keeper) comes with enrolment and is not configured here.
 */
export const KioskConfig = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    model: Type.String({ minLength: 1, maxLength: 64 }),
    hub: Type.Object({ url: Type.String({ pattern: '^https?://' }) }, strict),
    cityHotline: Type.String({ minLength: 3, maxLength: 20 }),
    devices: Type.Object(
      {
        idReader: deviceRole(['sdt', 'sdt-hid-raw', 'sdt-hid-wrapped'], deviceSettings.idReader),
        receiptPrinter: deviceRole(['escpos'], deviceSettings.receiptPrinter),
        cardDispenser: deviceRole(['f2', 'k720'], deviceSettings.cardDispenser),
        documentPrinter: deviceRole(['cups'], deviceSettings.documentPrinter),
        scanner: deviceRole(['serial-scanner', 'hid-pos'], deviceSettings.scanner),
        smartCard: deviceRole(['pcsc'], deviceSettings.smartCard),
        ioBoard: deviceRole(['io-board'], deviceSettings.ioBoard),
      },
      strict,
    ),
    /** Folders of serial ports in which a device is looked for when it is not where it was; empty = never looked for elsewhere. */
    portSearch: Type.Array(Type.String({ minLength: 1 }), { maxItems: 8 }),
    receipt: Type.Object({ columns: Type.Unsafe<32 | 48>({ type: 'integer', enum: [32, 48] }) }, strict),
  },
  strict,
);
export type KioskConfig = Static<typeof KioskConfig>;
