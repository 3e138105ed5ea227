declare module 'scheduler' {
  /** Work goes on for `1000 / fps` milliseconds before the browser gets its turn; 0 = the default of 5 ms. Source: scheduler 0.28, `frameInterval`. */
  export function unstable_forceFrameRate(fps: number): void;
}
