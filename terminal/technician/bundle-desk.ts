import type { Medium, MediumFault } from '../bundle/media.ts';

/** Why a bundle did not arrive; `user` = given up. */
export type BundleFault = MediumFault | 'notEnrolled' | 'tooLarge' | 'failed' | 'away' | 'user';
export const bundleSteps = ['make', 'write', 'sync', 'verify', 'upload'] as const;
export type BundleStep = (typeof bundleSteps)[number];

/** What the page of the bundle knows. */
export interface BundleDesk {
  readonly media: readonly Medium[];
  /** What runs, with the part of it that is done, 0 to 1. */
  readonly now: { readonly to: 'medium' | 'hub'; readonly step: BundleStep; readonly part: number } | null;
  /** How the last one ended. */
  readonly last: {
    readonly to: 'medium' | 'hub';
    readonly file: string;
    readonly bytes: number;
    readonly fault: BundleFault | null;
  } | null;
}
export const emptyBundleDesk: BundleDesk = { media: [], now: null, last: null };
