/** Letters of the city's districts, in the order of `hub/city/reference/regions.json`. */
export const districtLetters = ['LW', 'YX', 'HZ', 'TH', 'BY', 'HP', 'PY', 'HD', 'NS', 'CH', 'ZC'] as const;
export type DistrictLetters = (typeof districtLetters)[number];

/**
 * District of a machine: the letters of its kiosk code (`TH0017` → `TH`). A simulated machine begins with `X`; its second letter stands for the district, A to K the eleven, L to V
 * the same once more (`XD0017`, `XO0017` → `TH`), so that its receipt numbers are nobody else's and it still counts where it pretends to stand. The column `device.district` says the
 * same (migration 0025).
 */
export function districtOf(kiosk: string): string {
  if (!isSimulatedKiosk(kiosk)) return kiosk.slice(0, 2);
  return districtLetters[(kiosk.charCodeAt(1) - 65) % districtLetters.length] ?? kiosk.slice(0, 2);
}

/** No district of the city begins with X. */
export const isSimulatedKiosk = (kiosk: string): boolean => /^X[A-V]/.test(kiosk);

/** Two letters of simulated codes for a district, 10,000 machines each. */
export function simulatedLetters(letters: DistrictLetters): readonly [string, string] {
  const at = districtLetters.indexOf(letters);
  const letter = (n: number) => `X${String.fromCharCode(65 + n)}`;
  return [letter(at), letter(at + districtLetters.length)];
}
