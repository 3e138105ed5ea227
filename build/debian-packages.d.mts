interface DebianPackage {
  /** Any of these will do: later releases renamed some. */
  readonly names: readonly string[];
  readonly why: string;
}
/** What a machine needs. */
export const machinePackages: readonly DebianPackage[];
/** What a machine needs, and building and testing besides. */
export const debianPackages: readonly DebianPackage[];
/** What is missing: package names on Debian, program names elsewhere. */
export function missingSystemPackages(): { readonly debian: boolean; readonly missing: readonly string[] };
/** The one command that installs them, for a person to copy. */
export function installCommand(missing: readonly string[]): string;
/** Installs packages with apt-get as root; returns the last lines of output when it failed. */
export function installDebianPackages(missing: readonly string[]): string | undefined;
