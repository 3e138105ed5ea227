import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from '../../contract/closed-shapes.ts';
import { outcomes } from '../../contract/device.ts';
import { CardDispenserSettings } from '../../contract/device-settings.ts';
import { NetworkReport, orientations } from '../../contract/technician/commissioning.ts';
import { StaffId } from '../../contract/technician/staff.ts';
import { parse } from '../../contract/validate.ts';
import { deviceClasses, driverNames } from '../../drivers/registry.ts';

/** The way from the box to service, in its order. `tests` stands behind `profile`: a test goes through the device layer, which opens what the profile says. */
export const setupSteps = ['panel', 'network', 'enrol', 'ports', 'profile', 'tests', 'report'] as const;
export type SetupStep = (typeof setupSteps)[number];

/** Roles of the configuration that a port can be given. */
export const setupRoles = deviceClasses;
export type SetupRole = (typeof setupRoles)[number];

/** What a port is for. */
export const Assignment = Type.Object(
  {
    /** Text for `devices.<role>.port`. */
    port: Type.String({ minLength: 1, maxLength: 255 }),
    driver: oneOf(driverNames),
    /** Bits per second at which it answered; null = the usual speed of the driver, or no serial line. */
    baud: nullable(Type.Integer({ minimum: 1_200, maximum: 921_600 })),
    /** How its switches are set, since it answered so; left out = it has none, or nobody was asked. */
    settings: Type.Optional(Type.Pick(CardDispenserSettings, ['address', 'lengthField'], strict)),
    /** Somebody has said so; else it is what the handshakes say, and another search may say otherwise. */
    isChosen: Type.Boolean(),
  },
  strict,
);
export type Assignment = Static<typeof Assignment>;

/** How a test ended, for the report. */
export const TestNote = Type.Object(
  {
    outcome: oneOf([...outcomes, 'skipped'] as const),
    code: nullable(Type.String({ maxLength: 48 })),
    at: Type.String(),
  },
  strict,
);
export type TestNote = Static<typeof TestNote>;

/**
 * How far the set-up of this machine has come: everything that must survive a power cut, and nothing else. What the ports say at this moment is looked at again. Identity and configuration
 * are kept where they belong; here stands only that they were made.
 */
export const Progress = Type.Object(
  {
    format: Type.Literal('yitiji-setup/1'),
    step: oneOf(setupSteps),
    /** Who opened it from the technician's pages; null = first start, the machine knows nobody yet. */
    by: nullable(StaffId),
    begunAt: Type.String(),
    panel: Type.Object(
      {
        inch: nullable(Type.Number({ minimum: 7, maximum: 100 })),
        orientation: nullable(oneOf(orientations)),
        bottomEdgeMm: nullable(Type.Integer({ minimum: 0, maximum: 1_600 })),
        model: nullable(Type.String({ minLength: 1, maxLength: 64 })),
        fitsModel: Type.Boolean(),
      },
      strict,
    ),
    /** Address that somebody typed; null = that of the configuration in force. */
    hubUrl: nullable(Type.String({ maxLength: 200 })),
    /** The last check of the way to the hub that was good enough; null = none of this address. */
    network: nullable(NetworkReport),
    /** Somebody has looked at what was found and assigned. */
    isMapped: Type.Boolean(),
    assigned: Type.Partial(
      Type.Object(
        Object.fromEntries(setupRoles.map((role) => [role, Assignment])) as Record<SetupRole, typeof Assignment>,
      ),
      strict,
    ),
    /** Ports that somebody left out. */
    unused: Type.Array(Type.String({ maxLength: 255 }), { maxItems: 64 }),
    /** The profile stands in the configuration as it is here. */
    isWritten: Type.Boolean(),
    tests: Type.Record(Type.String({ maxLength: 48 }), TestNote),
    /** Number of the report that was stored; null = none yet. */
    report: nullable(Type.String({ maxLength: 32 })),
  },
  strict,
);
export type Progress = Static<typeof Progress>;

/** A set-up at its first step. @param begunAt ISO 8601 */
export function newProgress(by: string | null, begunAt: string): Progress {
  return {
    format: 'yitiji-setup/1',
    step: 'panel',
    by,
    begunAt,
    panel: { inch: null, orientation: null, bottomEdgeMm: null, model: null, fitsModel: false },
    hubUrl: null,
    network: null,
    isMapped: false,
    assigned: {},
    unused: [],
    isWritten: false,
    tests: {},
    report: null,
  };
}

/** The set-up as it is kept; `readProgress` is the way back. */
export const storedProgress = (progress: Progress): string => JSON.stringify(progress);

/** Null = nothing that this release wrote: the set-up begins anew, which costs minutes and nothing else. */
export function readProgress(text: string): Progress | null {
  try {
    const read = parse(Progress, JSON.parse(text));
    return read.ok ? read.value : null;
  } catch {
    return null;
  }
}
