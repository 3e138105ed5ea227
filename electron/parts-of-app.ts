import { app } from 'electron';
import type { WatchedPart } from './memory-watch.ts';

/** Resident memory of the page with this process, of the shell itself and of the process that draws, MiB; null = it does not run. */
export function memoryOfApp(pagePid: number | null): Readonly<Record<Exclude<WatchedPart, 'terminal'>, number | null>> {
  const metrics = app.getAppMetrics();
  const mib = (fits: (metric: Electron.ProcessMetric) => boolean) => {
    const metric = metrics.find(fits);
    return metric === undefined ? null : Math.round(metric.memory.workingSetSize / 1024);
  };
  return {
    page: mib(({ pid }) => pid === pagePid),
    shell: mib(({ type }) => type === 'Browser'),
    graphics: mib(({ type }) => type === 'GPU'),
  };
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

let isGraphicsKnown = false;
app.on('gpu-info-update', () => {
  isGraphicsKnown = true;
});

/** Whether Chromium puts the page together without the graphics card; null = it does not know yet. It may begin to in service, after a driver has failed too often. */
export function isDrawnBySoftware(): boolean | null {
  return isGraphicsKnown ? !app.getGPUFeatureStatus().gpu_compositing.startsWith('enabled') : null;
}
