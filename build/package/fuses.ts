import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';

/**
 * Switches inside the program of Electron itself, set once when a release is made: neither a word on the command line nor the environment opens what they close.
 *
 * Source: electronjs.org, “Electron Fuses”. An older runtime has fewer of them (25 has no `GrantFileProtocolExtraPrivileges` and no `WasmTrapHandlers`): these are passed over, and one that this list
 * does not know makes the build fail.
 */
const wanted: Readonly<Record<FuseV1Options, boolean>> = {
  // `ELECTRON_RUN_AS_NODE` would make of the window a Node that runs any file. The terminal service has a Node of its own.
  [FuseV1Options.RunAsNode]: false,
  // Nothing is kept in cookies, and if something were, not in clear.
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  // `--inspect`, and the signal that opens the same debugger.
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // Archives of the kind that these two mean are not verified on Linux, and each small change would travel as the whole archive. The agent of updates verifies every file of a slot instead.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
  [FuseV1Options.OnlyLoadAppFromAsar]: false,
  // A snapshot of our own is not made.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // No page of ours is a file.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // Traps instead of checks in WebAssembly, which the page may not compile at all: Electron's own setting.
  [FuseV1Options.WasmTrapHandlers]: true,
};

/** A fuse as it stands in a program: its name, and whether it lets through. */
export type Fuses = Readonly<Partial<Record<keyof typeof FuseV1Options, boolean>>>;

/** What a program of Electron says of itself. Throws when it is none, or when it has a fuse that is not known here. */
export async function readFuses(program: string): Promise<Fuses> {
  const { version: _, ...wire } = await getCurrentFuseWire(program);
  return Object.fromEntries(
    Object.entries(wire).map(([index, state]) => {
      const name = FuseV1Options[Number(index)];
      if (name === undefined || !(index in wanted)) throw new Error(`fuse ${index} of ${program} is not known here`);
      // One that was removed does nothing any more.
      return [name, state === FuseState.ENABLE];
    }),
  );
}

/** Sets the fuses of a program, reads them back and gives them. Throws as `readFuses` does, and when one did not take. @param program path of a copy: it is changed */
export async function setFuses(program: string): Promise<Fuses> {
  const there = await readFuses(program);
  const has = (index: number) => FuseV1Options[index] !== undefined && FuseV1Options[index] in there;
  const config = Object.fromEntries(Object.entries(wanted).filter(([index]) => has(Number(index))));
  await flipFuses(program, { version: FuseVersion.V1, ...config });
  const after = await readFuses(program);
  for (const [name, isOn] of Object.entries(after))
    if (wanted[FuseV1Options[name as keyof typeof FuseV1Options]] !== isOn)
      throw new Error(`fuse ${name} did not take`);
  return after;
}
