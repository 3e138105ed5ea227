import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export interface VirtualDisplay {
  /** Value for `DISPLAY`, for example `:1`. */
  readonly display: string;
  /** Ends the X server; resolves when it is gone. Safe to call again. */
  stop(): Promise<void>;
}

/**
 * Starts an X server without a screen. The server chooses a free number by itself and tells it when it is ready, so that several may
 * run at the same time and nothing has to wait by the clock.
 * @param size in pixels of the largest window that is to fit exactly
 * @param pictureDir folder in which the screen stands as a file, `Xvfb_screen0` (xwd); left out = nowhere
 * Throws when Xvfb is missing or ends before it is ready.
 */
export function startXvfb(
  size: { readonly width: number; readonly height: number },
  pictureDir?: string,
): Promise<VirtualDisplay> {
  // Two pixels to spare: Chromium makes a window that is exactly as large as the screen one pixel smaller.
  const screen = `${size.width + 2}x${size.height + 2}x24`;
  const args = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'];
  if (pictureDir !== undefined) args.push('-fbdir', pictureDir);
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => resolve());
    server.once('error', () => resolve());
  });
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    await ended;
  };
  let complaint = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    complaint = `${complaint}${chunk.toString()}`.slice(-2_000);
  });
  return new Promise((resolve, reject) => {
    let number = '';
    const channel = server.stdio[3] as Readable;
    channel.on('data', (chunk: Buffer) => {
      number += chunk.toString();
      if (number.endsWith('\n')) resolve({ display: `:${number.trim()}`, stop });
    });
    server.once('error', (cause) => reject(new Error('Xvfb cannot be started', { cause })));
    server.once('exit', (code) => reject(new Error(`Xvfb ended with ${code} before it was ready: ${complaint}`)));
  });
}

/** What stands on the screen whose picture `startXvfb` keeps in a folder, each pixel as 0xRRGGBB. xwd(1): header of 32-bit numbers with the most significant byte first, colours of 12 bytes, lines. */
export function screenIn(pictureDir: string): { at(x: number, y: number): number } {
  const bytes = readFileSync(join(pictureDir, 'Xvfb_screen0'));
  const [head, line, colours] = [0, 48, 76].map((at) => bytes.readUInt32BE(at));
  const start = (head ?? 0) + (colours ?? 0) * 12;
  return { at: (x, y) => bytes.readUInt32LE(start + y * (line ?? 0) + x * 4) & 0xffffff };
}
