import type { Bench } from '../../drivers/simulators/bench/bench.ts';
import { codeOnScreen } from './code-on-screen.ts';
import type { KioskWindow } from './kiosk-window.ts';
import { slipBehind } from './slip-behind.ts';
import { type Socket, socketName } from './unboxed.ts';

/** What the scripted technician knows and what is told meanwhile. */
export interface Commissioning {
  /** The enrolment code that the operator made. */
  readonly code: string;
  /** The model on the plate of the machine, and how high its panel hangs, mm. */
  readonly model?: string;
  readonly bottomEdgeMm?: number;
  /** Told once a page stands and nothing moves on it: its short name, and what is done there. */
  page(name: string, words: string): Promise<void>;
}

/** The sockets that a person must speak for: a scanner says nothing until it reads a code, and one cable ends nowhere. */
const [scannerSocket, silentSocket] = [5, 6] as const satisfies readonly Socket[];

/**
 * Sets an unboxed machine up as a technician would, by touches alone, from the ruler to the first page of citizens. On the way the receipt printer is found without paper by its test,
 * mended and tested again.
 */
export async function commission(window: KioskWindow, bench: Bench, options: Commissioning): Promise<void> {
  await measure(window, options);
  await reachHub(window, options);
  await findDevices(window, options);
  await test(window, bench, options);
  await report(window, bench, options);
}

/** Longest search of all ports, ms: two that are silent are asked everything. */
const searchMs = 180_000;

const at = (window: KioskWindow, page: string) => window.at(`technician/set-up/${page}`);

async function keys(window: KioskWindow, signs: string): Promise<void> {
  for (const sign of signs) await window.touch(`[data-key="${sign}"]`);
}

/** The panel: how large, how high, and in which model of machine. */
export async function measure(
  window: KioskWindow,
  { page, model = 'yitiji-reference-21.5-portrait', bottomEdgeMm = 850 }: Commissioning,
): Promise<void> {
  await at(window, 'panel');
  await window.touch('[data-size="21.5"]');
  // Too small by two touches, and back: the card fits again.
  for (const step of ['smaller', 'smaller', 'larger', 'larger']) await window.touch(`[data-step="${step}"]`);
  await page('panel', 'holds a card against the ruler on the screen');
  await window.press('panel');
  await keys(window, String(bottomEdgeMm));
  await page('panel-height', 'types how high the panel hangs');
  await window.press('bottomEdge');
  await window.touch(`[data-option="${model}"]`);
  await window.page().locator(`[data-option="${model}"][data-selected]`).waitFor();
  await page('panel-model', 'chooses the model of the machine');
  await window.press('next');
}

/** The hub: the way to it, and who this machine is. */
export async function reachHub(window: KioskWindow, { page, code }: Commissioning): Promise<void> {
  await at(window, 'network');
  await window.page().locator('[data-action="next"]').waitFor();
  await page('network', 'sees that the hub answers');
  await window.press('next');
  await at(window, 'enrol');
  await window.page().locator('[data-testid="enrol-code"]').waitFor();
  await page('enrol', 'types the code of the operator');
  await keys(window, code);
  await window.press('ticket');
}

/** The ports: those that answer say what they are; of the others somebody must. */
export async function findDevices(window: KioskWindow, { page }: Commissioning): Promise<void> {
  await at(window, 'ports');
  await window.page().locator('[data-port] [data-busy]').first().waitFor();
  await page('ports-searching', 'watches the ports being greeted');
  // What is silent at the usual speeds is still asked at others meanwhile: nobody needs to wait for that.
  await window.page().locator('[data-action="next"]').waitFor({ timeout: searchMs });
  await page('ports', 'finds four devices by their answers, and two ports that are silent');
  await assign(window, scannerSocket, 'scanner', () => page('port', 'says that the scanner is at the silent port'));
  await assign(window, silentSocket, 'unused');
  await page('ports-assigned', 'leaves out the cable that ends nowhere');
  await window.press('next');
  await at(window, 'profile');
  await page('profile', 'looks at the profile and writes it');
  await window.press('next');
}

/** Opens a port, chooses what it is for, and takes it. */
export async function assign(
  window: KioskWindow,
  socket: Socket,
  role: string,
  chosen: () => Promise<void> = async () => undefined,
): Promise<void> {
  await window.press(`port:${await portAt(window, socket)}`);
  await at(window, 'port');
  await window.touch(`[data-option="${role}"]`);
  await window.page().locator(`[data-option="${role}"][data-selected]`).waitFor();
  await chosen();
  await window.press('next');
  await at(window, 'ports');
}

/** Id of the row of a socket on the list of ports. */
async function portAt(window: KioskWindow, socket: Socket): Promise<string> {
  const row = window
    .page()
    .locator('[data-port]')
    .filter({ hasText: socketName(socket) });
  return (await row.getAttribute('data-port')) ?? '';
}

/** Every device once; the printer twice, since it has no paper the first time. */
export async function test(window: KioskWindow, bench: Bench, { page }: Commissioning): Promise<void> {
  bench.printer.setPaperLeft(0);
  await at(window, 'tests');
  // Behind the start of the program the devices are greeted anew.
  await window.page().locator('[data-action="test:receiptPrinter"]').waitFor();
  await page('tests', 'tests what is fitted, one after the other');
  await run(window, 'receiptPrinter', 'fail');
  await page('tests-failed', 'learns that the printer has no paper');
  bench.printer.loadPaper(700);
  await run(window, 'receiptPrinter', 'pass');
  await run(window, 'idReader', 'pass', async () => bench.placeCard('lin-jie'));
  bench.removeCard();
  await run(window, 'cardDispenser', 'pass');
  await run(window, 'scanner', 'pass', async () => {
    await window.page().locator('[data-screen="technician/set-up/hand"] svg[role="img"]').waitFor();
    await page('test-scanner', 'holds the code of the page before the scanner');
    bench.scanner.pressButton({ text: await codeOnScreen(window) });
  });
  await run(window, 'ioBoard', 'pass', () => lamps(window, bench, page));
  await page('tests-passed', 'everything has passed');
  await window.press('next');
}

/** Runs the test of a role and waits for its verdict; `help` is what hands do meanwhile. */
async function run(
  window: KioskWindow,
  role: string,
  verdict: 'pass' | 'fail',
  help: () => Promise<void> = async () => undefined,
): Promise<void> {
  await at(window, 'tests');
  await window.press(`test:${role}`);
  await help();
  await window.page().locator(`[data-test="${role}"][data-verdict="${verdict}"]`).waitFor({ state: 'attached' });
}

/** Each lamp is lit alone; somebody says that it is. */
async function lamps(window: KioskWindow, bench: Bench, page: Commissioning['page']): Promise<void> {
  const { lamps: all } = bench.state().ioBoard;
  for (let n = 1; n <= Object.keys(all).length; n += 1) {
    await window.shows('[data-screen="technician/set-up/hand"] main', `${n}/`);
    if (n === 1) await page('test-lamps', 'looks whether each lamp is lit');
    await window.press('hand:yes');
  }
}

/** The report on paper, and into service. */
export async function report(window: KioskWindow, bench: Bench, { page }: Commissioning): Promise<void> {
  await at(window, 'report');
  await window.page().locator('[data-testid="report"]').waitFor();
  await page('report', 'reads the report');
  const before = bench.slips().length;
  await window.press('report.print');
  await slipBehind(bench, before);
  await window.page().locator('[data-action="service"]').waitFor();
  await page('report-printed', 'puts the paper into the cabinet and the machine into service');
  await window.press('service');
  await window.at('A0');
}
