import { type Static, Type } from 'typebox';
import { nullable, oneOf, strict } from './closed-shapes.ts';
import { bundleKinds } from './release/manifest.ts';
import { ReleaseId } from './release/release-id.ts';

/**
 * What the updater asks of the terminal service before and after a bundle (configuration, catalogue, notice) takes the place of the one before: the service judges with its own checks, since it is
 * the one that reads it. Nothing is installed by it.
 */
export const CheckBundleInput = Type.Object(
  {
    kind: oneOf(bundleKinds),
    /** Folder of the unpacked bundle, absolute. */
    path: Type.String({ pattern: '^/', maxLength: 1024 }),
  },
  strict,
);
export type CheckBundleInput = Static<typeof CheckBundleInput>;

/** What is wrong, for people: file, line and setting, never a value. Signs that an outcome may carry (contract/release/update-outcome.ts). */
const What = Type.String({ pattern: '^[0-9A-Za-z ./_:-]{1,64}$' });

export const CheckBundleOutput = Type.Object({ faults: Type.Array(What, { maxItems: 8 }) }, strict);
export type CheckBundleOutput = Static<typeof CheckBundleOutput>;

export const ActivateBundleInput = Type.Object(
  {
    kind: oneOf(bundleKinds),
    /** At which `current` points now; null = at none any more. */
    release: nullable(ReleaseId),
  },
  strict,
);
export type ActivateBundleInput = Static<typeof ActivateBundleInput>;

export const ActivateBundleOutput = Type.Object(
  {
    /** It was read and does not count; null = it is in force, setting by setting as soon as nobody is served, or `isWaiting`. */
    fault: nullable(What),
    /** It is not read yet: the service starts anew with it as soon as nobody is served. Or it was read and the store has failed, so that nothing is proven. Asked again after the next start, the service says what became of it. */
    isWaiting: Type.Optional(Type.Literal(true)),
  },
  strict,
);
export type ActivateBundleOutput = Static<typeof ActivateBundleOutput>;

/**
 * - `check`: `CheckBundleInput` → `CheckBundleOutput`. Errors: `notReady` the machine’s own files are wrong, so nothing can be judged, or the judging has begun and takes its time: ask again later
 * - `activate`: `ActivateBundleInput` → `ActivateBundleOutput`; the same may be told again
 */
export const bundleMethods = { check: 'bundle.check', activate: 'bundle.activate' } as const;

/** The one file of a bundle of kind `config`: the layer of the fleet (docs/configuration.md). */
export const fleetFile = 'fleet.json';

/** Files of a bundle of kind `catalogue`, laid out as `kiosk-config` is: every item of the region, its texts, the events of life. */
export const catalogueFiles = /^(?:(?:catalogue|texts)\/[0-9A-Za-z][0-9A-Za-z._-]{0,127}\.json|themes\.json)$/;

/** A fault in the signs that an outcome may carry. Pure. */
export const faultWords = (text: string): string =>
  text
    .replace(/[^0-9A-Za-z ./_:-]/g, '_')
    .slice(0, 64)
    .trimEnd();

/** Folder of the bundle that counts, below the installation: `bundles/config/current`. */
export const bundlePath = (kind: (typeof bundleKinds)[number]): string => `bundles/${kind}/current`;
