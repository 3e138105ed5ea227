/** Settings of this browser. Null where nothing was kept, or where it keeps nothing (private windows, locked-down offices). */
export function readKept(name: string): string | null {
  try {
    return localStorage.getItem(`yitiji.${name}`);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`yitiji.${name}`, value);
  } catch {
    // A browser that keeps nothing takes its first choice again next time.
  }
}
