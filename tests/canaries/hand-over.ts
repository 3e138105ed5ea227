/** What a test hands to the process that looks for planted values, and where. */

/** Names the folders in which it is handed over, one on each file system that tests use; apart by `:`. */
export const foldersVariable = 'YITIJI_SWEEP_FOLDERS';
/** `<name>.json` announces `<name>`: a folder, or a file with the output of a program. */
export const noteEnding = '.json';

export interface Note {
  readonly testFile: string;
  /** Where the folder stood. */
  readonly folder?: string;
  /** Which program has said what stands in the file. */
  readonly command?: string;
}

/** No folder: nobody looks, and everything is as if this were not here. */
export function sweepFolders(env: NodeJS.ProcessEnv): readonly string[] {
  const given = env[foldersVariable] ?? '';
  return given === '' ? [] : given.split(':');
}
