import range from './store-range.json' with { type: 'json' };

/**
 * Schemas of the local store that this release opens, and the one that it brings a store to. Stands in a file of data, so that the release tool reads it without running anything and writes it
 * into the manifest.
 *
 * A release writes only what the one before can read (docs/design/sync-and-fleet.md §7, "Schema rule"): a new migration first comes in a release that knows it and does not apply it (`reads` ends
 * one higher, `writes` stays), and is applied by a later one (`writes` follows). Else a machine whose new release fails could not go back.
 */
export const storeRange: { readonly reads: readonly [number, number]; readonly writes: number } = {
  reads: [range.reads[0] ?? 0, range.reads[1] ?? 0],
  writes: range.writes,
};
