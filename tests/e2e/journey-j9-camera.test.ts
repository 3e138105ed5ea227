import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeFilm } from '../support/camera-film.ts';
import type { Plan } from '../support/citizen/decide.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { processes } from '../support/process-memory.ts';

/**
 * F-14 (docs/domain/journeys.md §6): nobody is turned away because a camera is dead or the light is bad. Chromium's fake camera plays a dark film; its capture
 * process is killed, and the film taken away.
 */
let j: Journey;
const done = (page: string) => page.startsWith('F2');

describe('F-14: camera before the face', () => {
  const film = join(tmpdir(), `yitiji-dark-${process.pid}.mjpeg`);
  const item = 'civil.elder.card';
  /** A second code within a minute is refused by the hub, so only one of these goes by SMS. */
  const by = (verify: 'sms' | 'video'): Plan => ({ card: 'he-wan', verify, type: { mobile: '13800138000' } });
  beforeAll(async () => {
    writeFilm(film, [{ page: 0.9, seconds: 3, light: 0.1 }]);
    j = await startJourney({
      name: 'J9-camera',
      code: 'TH0110',
      decisionDelayMs: 3_600_000,
      cameraFile: film,
      faceCamera: true,
    });
  });
  afterAll(async () => {
    await j?.close();
    rmSync(film, { force: true });
  });
  afterEach(() => j.afterEach());

  /** To the page with the live picture. */
  async function toFace() {
    const walked = await j.visit(item, by('video'), { until: (page) => page === 'C2' });
    await j.kiosk.touch('[data-tile="method:face"]');
    await j.kiosk.at(`${item}/C2-face-consent`);
    await j.kiosk.press('agree');
    await j.kiosk.at(`${item}/C2-face`);
    return walked.memory;
  }
  const tooDark = () =>
    j.kiosk.onPage((page) => page.locator('[data-testid="camera-hint"][data-hint="tooDark"]').waitFor());
  /** Greyed with these words, the others open; then to the end by one of them. */
  async function faceIsGreyed(words: string, way: 'sms' | 'video', memory: Awaited<ReturnType<typeof toFace>>) {
    await j.kiosk.at(`${item}/C2`);
    const tiles = (await j.now()).screen.blocks.flatMap((block) => (block.type === 'tiles' ? block.tiles : []));
    const why = (id: string) => tiles.find((tile) => tile.id === `method:${id}`)?.unavailable?.text;
    expect(why('face')).toContain(words);
    expect(await j.kiosk.text()).toContain(words);
    expect([why('sms'), why('video')]).toEqual([undefined, undefined]);
    await j.picture();
    const end = await j.on(by(way), { until: done, memory });
    expect(end.pages.at(-1)).toBe(`${item}/F2-accepted`);
    const receiptNo = await j.receipt();
    await j.truth('accepted', async () => (await j.caseState(receiptNo)) === 'accepted');
  }

  it('too dark: the page says so and offers another way; three pictures that show nothing grey the way by face, and by SMS it goes to the end', async () => {
    j.branch('f-14-dark');
    const memory = await toFace();
    await tooDark();
    const words = await j.kiosk.text();
    expect(words).toContain('太暗');
    expect(words).toContain('换一种方式');
    await j.picture();
    for (let picture = 1; picture <= 3; picture += 1) {
      await j.kiosk.press('camera.shoot');
      // The button rests while the picture is looked at; the third leads away.
      if (picture < 3) await j.kiosk.onPage((page) => page.locator('[data-action="camera.shoot"]:disabled').waitFor());
      if (picture === 1) await j.shows(({ screen }) => JSON.stringify(screen).includes('没有看清'));
    }
    await faceIsGreyed('刷脸没有成功，请换一种方式', 'sms', memory);
  });

  it('the camera dies before the face: the page leads away by itself with words, the way by face is greyed, and by the clerk it goes to the end', async () => {
    j.branch('f-14-dies');
    const memory = await toFace();
    await tooDark();
    const [service, ...more] = processes().filter(
      ({ command, parent }) => parent === j.kiosk.app.process().pid && command.includes('video_capture.mojom'),
    );
    expect(more).toEqual([]);
    process.kill(service?.pid ?? Number.NaN, 'SIGKILL');
    await j.kiosk.logged('session.camera.away');
    await j.shows(({ screen }) => JSON.stringify(screen.blocks).includes('摄像头暂不能用，请换一种方式，效力相同'));
    await faceIsGreyed('摄像头暂不能用', 'video', memory);
  });

  it('no camera answers: nobody stands before a black picture, the other ways come by themselves', async () => {
    j.branch('f-14-none');
    rmSync(film);
    const before = j.kiosk.output.filter((line) => line.includes('"session.camera.away"')).length;
    const walked = await j.visit(item, by('video'), { until: (page) => page === 'C2' });
    await j.kiosk.touch('[data-tile="method:face"]');
    await j.kiosk.at(`${item}/C2-face-consent`);
    await j.kiosk.press('agree');
    await j.shows(({ screen }) => JSON.stringify(screen.blocks).includes('摄像头暂不能用，请换一种方式，效力相同'));
    expect(j.kiosk.output.filter((line) => line.includes('"session.camera.away"'))).toHaveLength(before + 1);
    await faceIsGreyed('摄像头暂不能用', 'video', walked.memory);
  });
});
