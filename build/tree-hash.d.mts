/** Content hash of files and folders below `root`: equal trees give equal hashes on every machine. Absent inputs count as absent. */
export function treeHash(root: string, inputs: readonly string[], accept?: (path: string) => boolean): string;
