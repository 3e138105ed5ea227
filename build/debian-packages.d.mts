/** Debian packages that the kiosk and its tests need; any name of a row will do. */
export const debianPackages: readonly { readonly names: readonly string[]; readonly why: string }[];
/** What is missing: package names on Debian, program names elsewhere. */
export function missingSystemPackages(): { readonly debian: boolean; readonly missing: readonly string[] };
/** The one command that installs them, for a person to copy. */
export function installCommand(missing: readonly string[]): string;
/** Installs packages with apt-get as root; returns the last lines of output when it failed. */
export function installDebianPackages(missing: readonly string[]): string | undefined;
