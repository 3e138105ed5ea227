import { app } from 'electron';

/** Resident memory of the page with this process and of the shell itself, MiB; null = it does not run. */
export function memoryOfApp(pagePid: number | null): { readonly page: number | null; readonly shell: number | null } {
  const metrics = app.getAppMetrics();
  const mib = (fits: (metric: Electron.ProcessMetric) => boolean) => {
    const metric = metrics.find(fits);
    return metric === undefined ? null : Math.round(metric.memory.workingSetSize / 1024);
  };
  return { page: mib(({ pid }) => pid === pagePid), shell: mib(({ type }) => type === 'Browser') };
}

/** Ends the process that draws, however it hangs: Chromium starts another one and the window is drawn anew. @returns how many were ended */
export function killGraphics(): number {
  let ended = 0;
  for (const { type, pid } of app.getAppMetrics()) {
    if (type !== 'GPU') continue;
    try {
      process.kill(pid, 'SIGKILL');
      ended += 1;
    } catch {
      // It has ended meanwhile, which is what was wanted.
    }
  }
  return ended;
}
