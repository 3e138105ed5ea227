/**
 * No clock of this machine can rightly be before the day of this release. A dead battery gives 1970 or the firmware's day; ids and receipt dates made
 * then would sort before everything else. Raised with every release.
 */
export const buildTimeMs = Date.UTC(2026, 10, 23);
