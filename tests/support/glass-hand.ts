import { execFileSync } from 'node:child_process';

/**
 * A hand at the X server of a test: real keys and a real mouse, by the extension XTEST (program `xdotool`), on the same way that a keyboard's own go: X server, window, Chromium. What Playwright types
 * comes in behind the window.
 */
export class GlassHand {
  readonly #env: NodeJS.ProcessEnv;

  constructor(display: string) {
    this.#env = { ...process.env, DISPLAY: display };
  }

  /** Words of xdotool, one act: `key`, `ctrl+t`. Throws what it says. */
  act(...words: readonly string[]): string {
    return execFileSync('xdotool', [...words], { env: this.#env, encoding: 'utf8' });
  }

  /** Presses and lifts each. */
  keys(...names: readonly string[]): void {
    this.act('key', '--delay', '5', ...names);
  }

  /** Names and sizes of the windows that are to be seen, however small; a dialog or a menu is one of them. */
  windows(): readonly string[] {
    const ids = this.act('search', '--onlyvisible', '--name', '.*').trim().split('\n');
    // The first is the screen itself.
    return ids
      .slice(1)
      .map((id) => `${this.act('getwindowname', id).trim()} ${sizeIn(this.act('getwindowgeometry', id))}`)
      .sort();
  }
}

const sizeIn = (geometry: string) => /Geometry: (\d+x\d+)/.exec(geometry)?.[1] ?? '';
