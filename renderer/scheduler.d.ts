/** The part of React's scheduler that is used here. Source: scheduler 0.28. */
declare module 'scheduler' {
  /** Work goes on for `1000 / fps` milliseconds before the browser gets its turn; 0 = the default of 5 ms (`frameInterval`). */
  export function unstable_forceFrameRate(fps: number): void;
  export const unstable_NormalPriority: 3;
  export function unstable_scheduleCallback(priority: 3, work: () => void): unknown;
  /** Asked inside such work: whether it has taken its time. */
  export function unstable_shouldYield(): boolean;
}
