import { type Static, type TSchema, Type } from 'typebox';
import { strict } from './closed-shapes.ts';
import { deviceSettings } from './device-settings.ts';
import { type Suite, suites } from './envelope.ts';
import { SpeechEquipment } from './speech/settings.ts';

// Each `description` is what an editor, the technician's page and a refusal say of a setting (docs/configuration.md): plain words, units, what an empty value means.
// A setting that has a default has it in `kiosk-config/default.json`, so that every value in force can be shown with where it comes from.

/** A group of settings. */
const group = (description: string) => ({ ...strict, description });

/** Never the key itself: a configuration is shown, kept in a history and read by editors. */
const tlsFile = (description: string) =>
  Type.String({ pattern: '^/', maxLength: 200, description: `${description} Path of a PEM file.` });

const port =
  'Empty = not fitted. Serial: a stable by-path name; HID: hid:VENDOR:PRODUCT; A4: address or name of the CUPS queue; smart card: name of the reader, - = the only one. See docs/devices.md.';

/** One device role: which driver, on which port, with which settings of the unit. */
const deviceRole = <const Drivers extends readonly string[], Settings extends TSchema>(
  what: string,
  drivers: Drivers,
  settings: Settings,
) =>
  Type.Object(
    {
      driver: Type.Unsafe<Drivers[number]>({
        type: 'string',
        enum: [...drivers],
        description: 'The driver that speaks with this unit.',
      }),
      port: Type.String({ maxLength: 255, description: port }),
      baud: Type.Optional(
        Type.Integer({
          minimum: 1200,
          maximum: 921_600,
          description: 'Bits per second of a serial line; left out = the usual speed of the driver.',
        }),
      ),
      settings: Type.Optional(settings),
    },
    group(what),
  );

const TimeOfDay = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
  description: 'A time of day in the city, 00:00 to 23:59.',
});
const Day = Type.String({
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
  description: 'A day of the city, YYYY-MM-DD.',
});

const inThreeLanguages = (description: string) =>
  Type.Object(
    {
      'zh-CN': Type.String({ minLength: 1, maxLength: 60 }),
      'zh-HK': Type.String({ minLength: 1, maxLength: 60 }),
      en: Type.String({ minLength: 1, maxLength: 60 }),
    },
    group(description),
  );

/** Who looks after this machine, for the page of help; the phone comes with enrolment. Each part may be left out. */
export const Keeper = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 40,
        description: 'As they want to be called; the same in every language.',
      }),
    ),
    hours: Type.Optional(inThreeLanguages('When the phone is answered, in each language.')),
    visits: Type.Optional(inThreeLanguages('When they come by, in each language.')),
  },
  group('Who looks after this machine, for the page of help; the phone comes with enrolment.'),
);
export type Keeper = Static<typeof Keeper>;

const faceVerifierDescription =
  'Who compares faces; none = nobody, so that face is not offered. demonstration compares nobody and says so; program is installed by the keeper of the machine under its own licence.';

/**
 * Configuration of one machine: the layers of `terminal/config/layers.ts` over each other. What the hub says about the machine (number, place, the keeper's phone) comes with
 * enrolment and is not configured here. Never a secret: keys, codes and passwords have no place in it, and a file with one is refused (`terminal/config/rules.ts`).
 */
export const KioskConfig = Type.Object(
  {
    $schema: Type.Optional(Type.String({ description: 'For editors only.' })),
    model: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Model of this machine: a file of kiosk-config/models, without .json.',
    }),
    hub: Type.Object(
      {
        url: Type.String({
          pattern: '^https?://',
          maxLength: 200,
          description: 'Address of the hub; begins with https:// (http:// only on the machine itself).',
        }),
        tls: Type.Optional(
          Type.Object(
            {
              certificate: tlsFile('Certificate of this machine, with the chain up to the authority.'),
              key: tlsFile('Key of that certificate; readable by the service only.'),
              authority: Type.Optional(
                tlsFile('Authority that signed the hub’s certificate; left out = those of the system.'),
              ),
            },
            group('Certificate that this machine shows to the hub (mutual TLS); left out = none.'),
          ),
        ),
      },
      group('The hub of this city.'),
    ),
    signatureSuite: Type.Unsafe<Suite>({
      type: 'string',
      enum: [...suites],
      description:
        'What this machine signs with: intl-1 = Ed25519, gm-1 = SM2 with SM3 of the national standards. It changes its key to this, through the hub, once it hears it (docs/hub.md, Keys). What it seals to is the hub’s choice.',
    }),
    cityHotline: Type.String({ minLength: 3, maxLength: 20, description: 'Number of the city’s hotline.' }),
    keeper: Type.Optional(Keeper),
    closedItems: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-z0-9][a-z0-9.-]*$', maxLength: 64 }), {
        maxItems: 200,
        description:
          'Service items that are not offered here, by id: closed at once, with or without the network, and whatever the hub says. Left out = none.',
      }),
    ),
    phoneService: Type.Optional(
      Type.Object(
        {
          url: Type.String({
            pattern: '^https://',
            maxLength: 200,
            description: 'Address of the services on a phone; begins with https://.',
          }),
        },
        group('Where the city’s services are on a phone: a QR symbol on the idle page; left out = none.'),
      ),
    ),
    devices: Type.Object(
      {
        idReader: deviceRole('Reader of ID cards.', ['sdt', 'sdt-hid-raw', 'sdt-hid-wrapped'], deviceSettings.idReader),
        receiptPrinter: deviceRole('Printer of receipts.', ['escpos'], deviceSettings.receiptPrinter),
        cardDispenser: deviceRole('Dispenser of cards.', ['f2', 'k720'], deviceSettings.cardDispenser),
        documentPrinter: deviceRole('A4 printer.', ['cups'], deviceSettings.documentPrinter),
        scanner: deviceRole('Scanner of codes.', ['serial-scanner', 'hid-pos'], deviceSettings.scanner),
        smartCard: deviceRole('Reader of social security cards.', ['pcsc'], deviceSettings.smartCard),
        ioBoard: deviceRole('Board of lights, contacts and sensors.', ['io-board'], deviceSettings.ioBoard),
      },
      group('What is fitted, by role.'),
    ),
    personaliser: Type.Optional(
      Type.Object(
        {
          port: Type.String({
            maxLength: 255,
            description: 'Serial port; empty = not fitted, so no card on the spot.',
          }),
          takeSeconds: Type.Optional(
            Type.Integer({
              minimum: 3,
              maximum: 300,
              description:
                'How long a finished card stands at the outlet before it is taken back, seconds (docs/domain/journeys.md J1).',
            }),
          ),
        },
        group('Card personaliser with PIN pad (docs/protocols/personaliser.md).'),
      ),
    ),
    fitted: Type.Optional(
      Type.Object(
        {
          camera: Type.Optional(Type.Boolean({ description: 'Camera before the citizen’s face; used by the window.' })),
          docCamera: Type.Optional(Type.Boolean({ description: 'Camera above the desk, for papers.' })),
          speaker: Type.Optional(Type.Boolean({ description: 'Loudspeaker.' })),
          navPad: Type.Optional(Type.Boolean({ description: 'The five raised keys.' })),
        },
        group('Parts that no driver of ours can see.'),
      ),
    ),
    sound: Type.Optional({
      ...SpeechEquipment.properties.cards,
      description:
        'Sound cards, where headset and speaker have one each: part of the name that the system gives it; left out = the card of the system.',
    }),
    keys: Type.Optional(
      Type.Object(
        {
          doubleStrikeMs: {
            ...SpeechEquipment.properties.doubleStrikeMs,
            description:
              'A key that comes again within this time is the same stroke of a trembling hand, milliseconds (docs/accessibility.md); 0 = every stroke counts.',
          },
        },
        group('The five keys.'),
      ),
    ),
    touchPanel: Type.Optional(
      Type.Object(
        {
          inputName: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 255,
              description:
                'The touch panel as the operating system names it (Name= in /proc/bus/input/devices): its absence is a proof (F-15); left out = not looked for.',
            }),
          ),
        },
        group('The touch panel.'),
      ),
    ),
    faceVerifier: Type.Optional(
      Type.Union(
        [
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
        ],
        { description: faceVerifierDescription },
      ),
    ),
    portSearch: Type.Array(Type.String({ minLength: 1 }), {
      maxItems: 8,
      description:
        'Folders of serial ports in which a device is looked for when it is not where it was; empty = never looked for elsewhere.',
    }),
    store: Type.Optional(
      Type.Object(
        {
          ballastMiB: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 4096,
              description: 'File that is given up when the disk is full, MiB; 0 = none.',
            }),
          ),
          backups: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 14,
              description: 'Daily backups that are kept; sealed bodies live on in them for as many days.',
            }),
          ),
          stubDays: Type.Optional(
            Type.Integer({
              minimum: 30,
              maximum: 90,
              description: 'How long the stub of a delivered message stays, days; it has no personal data.',
            }),
          ),
          historyDays: Type.Optional(
            Type.Integer({
              minimum: 180,
              maximum: 3650,
              description:
                'How long acts of devices, custody and audit records stay, days; no personal data. Not below the six months of the Cybersecurity Law, art. 21.',
            }),
          ),
        },
        group('How the store is kept (terminal/upkeep.ts).'),
      ),
    ),
    selfTest: Type.Optional(
      Type.Object(
        { at: TimeOfDay },
        group('When the machine tests itself in idle time, by the city’s clock (docs/doctor.md).'),
      ),
    ),
    updates: Type.Optional(
      Type.Object(
        {
          window: Type.Object(
            { from: TimeOfDay, to: TimeOfDay },
            group('`to` earlier than `from`: over midnight; equal: the whole day.'),
          ),
          quietSeconds: Type.Integer({
            minimum: 0,
            maximum: 3600,
            description: 'How long nobody must have touched the screen, seconds.',
          }),
          freeze: Type.Array(Type.Object({ from: Day, to: Day }, strict), {
            maxItems: 50,
            description: 'Days on which nothing may change, the last one included.',
          }),
        },
        group('When an update may begin (terminal/update-gate). Times and days are the city’s.'),
      ),
    ),
    receipt: Type.Object(
      {
        columns: Type.Unsafe<32 | 48>({
          type: 'integer',
          enum: [32, 48],
          description: 'Characters in a line: 32 on 58 mm paper, 48 on 80 mm.',
        }),
      },
      group('Receipts.'),
    ),
  },
  strict,
);
export type KioskConfig = Static<typeof KioskConfig>;
