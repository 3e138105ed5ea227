import { type Static, type TSchema, Type } from 'typebox';
import { strict } from './closed-shapes.ts';
import { deviceSettings } from './device-settings.ts';
import { SpeechEquipment } from './speech/settings.ts';

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

const TimeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });
const Day = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' });

const InThreeLanguages = Type.Object(
  {
    'zh-CN': Type.String({ minLength: 1, maxLength: 60 }),
    'zh-HK': Type.String({ minLength: 1, maxLength: 60 }),
    en: Type.String({ minLength: 1, maxLength: 60 }),
  },
  strict,
);

/** Who looks after this machine, for the page of help; the phone comes with enrolment. Each part may be left out. */
export const Keeper = Type.Object(
  {
    /** As they want to be called; the same in every language. */
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    /** When the phone is answered. */
    hours: Type.Optional(InThreeLanguages),
    /** When they come by. */
    visits: Type.Optional(InThreeLanguages),
  },
  strict,
);
export type Keeper = Static<typeof Keeper>;

/**
 * Configuration of one machine: defaults in `kiosk-config/default.json`, changed by the machine's own file. What the hub says about the
 * machine (number, place, the keeper's phone) comes with enrolment and is not configured here.
 */
export const KioskConfig = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    model: Type.String({ minLength: 1, maxLength: 64 }),
    hub: Type.Object({ url: Type.String({ pattern: '^https?://' }) }, strict),
    cityHotline: Type.String({ minLength: 3, maxLength: 20 }),
    keeper: Type.Optional(Keeper),
    /** Where the city's services are on a phone: a QR symbol on the idle page; left out = none. */
    phoneService: Type.Optional(Type.Object({ url: Type.String({ pattern: '^https://', maxLength: 200 }) }, strict)),
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
    /** Card personaliser with PIN pad (docs/protocols/personaliser.md): serial port; left out or empty = not fitted, so no card on the spot. */
    personaliser: Type.Optional(
      Type.Object(
        {
          port: Type.String({ maxLength: 255 }),
          /** How long a finished card stands at the outlet before it is taken back, seconds; left out = 90 (docs/domain/journeys.md J1). */
          takeSeconds: Type.Optional(Type.Integer({ minimum: 3, maximum: 300 })),
        },
        strict,
      ),
    ),
    /** Parts that no driver of ours can see; left out = not fitted. */
    fitted: Type.Optional(
      Type.Object(
        {
          /** Before the citizen's face; used by the window, never by this program. */
          camera: Type.Optional(Type.Boolean()),
          docCamera: Type.Optional(Type.Boolean()),
          speaker: Type.Optional(Type.Boolean()),
          navPad: Type.Optional(Type.Boolean()),
        },
        strict,
      ),
    ),
    /** Sound cards, where headset and speaker have one each: part of the name that the system gives it; left out = the card of the system. */
    sound: Type.Optional(SpeechEquipment.properties.cards),
    /** The five keys. `doubleStrikeMs`: for trembling hands, see docs/accessibility.md; left out = every stroke counts. */
    keys: Type.Optional(Type.Object({ doubleStrikeMs: SpeechEquipment.properties.doubleStrikeMs }, strict)),
    /** The touch panel as the operating system names it (`Name=` in /proc/bus/input/devices): its absence is a proof (F-15); left out = not looked for. */
    touchPanel: Type.Optional(
      Type.Object({ inputName: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })) }, strict),
    ),
    /**
     * Who compares faces; left out = nobody, so that face is not offered. `demonstration` compares nobody and says so (`terminal/verifier/`); `program` is installed
     * by the keeper of the machine under its own licence.
     */
    faceVerifier: Type.Optional(
      Type.Union([
        Type.Object({ kind: Type.Literal('none') }, strict),
        Type.Object(
          {
            kind: Type.Literal('demonstration'),
            answer: Type.Optional(
              Type.Unsafe<'byPicture' | 'noMatch'>({ type: 'string', enum: ['byPicture', 'noMatch'] }),
            ),
          },
          strict,
        ),
        Type.Object(
          {
            kind: Type.Literal('program'),
            path: Type.String({ minLength: 1 }),
            args: Type.Array(Type.String(), { maxItems: 20 }),
          },
          strict,
        ),
      ]),
    ),
    /** Folders of serial ports in which a device is looked for when it is not where it was; empty = never looked for elsewhere. */
    portSearch: Type.Array(Type.String({ minLength: 1 }), { maxItems: 8 }),
    /** How the store is kept (terminal/upkeep.ts); left out = the defaults there: 64 MiB, 2 backups, 60 days. */
    store: Type.Optional(
      Type.Object(
        {
          /** File that is given up when the disk is full, MiB; 0 = none. */
          ballastMiB: Type.Optional(Type.Integer({ minimum: 0, maximum: 4096 })),
          /** Daily backups that are kept; sealed bodies live on in them for as many days. */
          backups: Type.Optional(Type.Integer({ minimum: 1, maximum: 14 })),
          /** How long the stub of a delivered message stays, days; it has no personal data. */
          stubDays: Type.Optional(Type.Integer({ minimum: 30, maximum: 90 })),
        },
        strict,
      ),
    ),
    /** When the machine tests itself in idle time, by the city's clock (docs/doctor.md); left out = 07:30. */
    selfTest: Type.Optional(Type.Object({ at: TimeOfDay }, strict)),
    /** When an update may begin (terminal/update-gate); left out = 02:00 to 05:00, two minutes after the last touch. Times and days are the city's. */
    updates: Type.Optional(
      Type.Object(
        {
          /** `to` earlier than `from`: over midnight; equal: the whole day. */
          window: Type.Object({ from: TimeOfDay, to: TimeOfDay }, strict),
          /** How long nobody must have touched the screen, seconds. */
          quietSeconds: Type.Integer({ minimum: 0, maximum: 3600 }),
          /** Days on which nothing may change, the last one included. */
          freeze: Type.Array(Type.Object({ from: Day, to: Day }, strict), { maxItems: 50 }),
        },
        strict,
      ),
    ),
    receipt: Type.Object({ columns: Type.Unsafe<32 | 48>({ type: 'integer', enum: [32, 48] }) }, strict),
  },
  strict,
);
export type KioskConfig = Static<typeof KioskConfig>;
