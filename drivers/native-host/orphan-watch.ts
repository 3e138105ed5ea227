import { workerData } from 'node:worker_threads';

/**
 * A thread that ends the process when its parent has gone. The main thread notices that too (its pipe closes), unless it hangs in a binding: then
 * the process would live on for ever and hold the port that the next host needs.
 */
const { parentPid, everyMs }: { readonly parentPid: number; readonly everyMs: number } = workerData;

setInterval(() => {
  // A process whose parent dies gets another one.
  if (process.ppid !== parentPid) process.kill(process.pid, 'SIGKILL');
}, everyMs);
