import { type Static, Type } from 'typebox';

const strict = { additionalProperties: false } as const;

/** One device role: which driver, on which port. Ports are stable by-path names on real machines. */
const deviceRole = <const Drivers extends readonly string[]>(drivers: Drivers) =>
  Type.Object(
    {
      driver: Type.Unsafe<Drivers[number]>({ type: 'string', enum: [...drivers] }),
      /** Path of the serial port; empty = not fitted. */
      port: Type.String(),
      baud: Type.Integer({ minimum: 1200, maximum: 921_600 }),
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
        idReader: deviceRole(['sdt']),
        receiptPrinter: deviceRole(['escpos']),
      },
      strict,
    ),
    receipt: Type.Object({ columns: Type.Unsafe<32 | 48>({ type: 'integer', enum: [32, 48] }) }, strict),
  },
  strict,
);
export type KioskConfig = Static<typeof KioskConfig>;
