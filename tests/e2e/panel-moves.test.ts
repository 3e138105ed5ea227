import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ShellRig, startShell } from '../support/shell-rig.ts';

let rig: ShellRig;
beforeAll(async () => {
  // The whole display, as on a machine.
  rig = await startShell({ YITIJI_WINDOW: '' });
});
afterAll(() => rig?.close());

const places = () =>
  rig.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.getBounds().x));

test('a second screen that moves the panel aside does not keep the window: it stands where the panel is', async () => {
  await expect.poll(places, { timeout: 20_000 }).toEqual([0]);
  // Xvfb has one screen that cannot be moved: what Electron says of it is played.
  await rig.app.evaluate(({ screen }) => {
    const { bounds, ...rest } = screen.getPrimaryDisplay();
    const moved = { ...rest, bounds: { ...bounds, x: 400 } };
    screen.getPrimaryDisplay = () => moved;
    screen.emit('display-metrics-changed', {}, moved, ['bounds']);
  });
  await expect.poll(places, { timeout: 20_000 }).toEqual([400]);
});
