/** An Electron program on this machine. */
export interface ElectronRuntime {
  /** The program. */
  readonly path: string;
  /** Folder of the program, with `resources/`. */
  readonly dist: string;
  readonly version: string;
  /** Major number of the Node inside. */
  readonly nodeMajor: number;
  readonly source: 'override' | 'installed' | 'closed-network';
  /** True for the stand-in of closed networks: packaging a release must refuse it. */
  readonly developmentOnly: boolean;
}

/** The runtime that is there now; downloads nothing. Throws when there is none. */
export function electronRuntime(): ElectronRuntime;

/** Gets a runtime if there is none. Every step has a limit. Throws with a reason that a person can act on. */
export function ensureElectronRuntime(options: {
  readonly say: (line: string) => void;
  readonly refresh?: boolean;
}): Promise<ElectronRuntime>;

/** npm as a command without a shell. */
export function npmCommand(): [string, ...string[]];
