/** Folder of the project. */
export const root: string;
/** Major number of Node that the project runs on. */
export const nodeMajor: number;
/** Path of the pinned Node. */
export const projectNode: string;
/** Goes on only on the project's Node; on another one runs the same script again on the pinned Node and exits with its code. */
export function onProjectNode(script: string): Promise<void>;
