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

/** `fault`: it was read and does not count; null = it is in force, or will be as soon as nobody is served. */
export const ActivateBundleOutput = Type.Object({ fault: nullable(What) }, strict);
export type ActivateBundleOutput = Static<typeof ActivateBundleOutput>;

/**
 * - `check`: `CheckBundleInput` → `CheckBundleOutput`. Errors: `notReady` the machine’s own files are wrong, so nothing can be judged: ask again later
 * - `activate`: `ActivateBundleInput` → `ActivateBundleOutput`; the same may be told again
 */
export const bundleMethods = { check: 'bundle.check', activate: 'bundle.activate' } as const;

/** The one file of a bundle of kind `config`: the layer of the fleet (docs/configuration.md). */
export const fleetFile = 'fleet.json';

/** Folder of the bundle that counts, below the installation: `bundles/config/current`. */
export const bundlePath = (kind: (typeof bundleKinds)[number]): string => `bundles/${kind}/current`;
