import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import type { Language } from '../../console/texts/define-texts.ts';
import { openReviewBrowser } from '../../renderer/dev/review-browser.ts';

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export interface Look {
  readonly language: Language;
  readonly theme: Theme;
}

export const desk = { width: 1366, height: 768 };
export const phone = { width: 390, height: 844 };

async function newPage(browser: Browser, nowMs: number, viewport: typeof desk): Promise<Page> {
  const context = await browser.newContext({
    ...{ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' },
  });
  const page = await context.newPage();
  await page.clock.setSystemTime(nowMs);
  return page;
}

/** What somebody at a desk does: signs in once, then goes from page to page. Errors of pages and refused requests are kept. */
export class ConsoleBrowser {
  readonly page: Page;
  /** What the browser complained about: exceptions, the content policy, requests that the hub refused. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;
  readonly #url: string;

  private constructor(browser: Browser, page: Page, url: string) {
    this.#browser = browser;
    this.page = page;
    this.#url = url;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('response', (reply) => {
      if (reply.status() >= 400) this.complaints.push(`${reply.status()} ${new URL(reply.url()).pathname}`);
    });
  }

  /** @param nowMs wall clock of the hub: the browser shows how long ago things were by the same one */
  static async open(url: string, nowMs: number, viewport = desk): Promise<ConsoleBrowser> {
    const browser = await openReviewBrowser('--font-render-hinting=none');
    return new ConsoleBrowser(browser, await newPage(browser, nowMs, viewport), url);
  }

  /** A window of its own beside this one, with no cookies: somebody else's, or the same person's on another computer. It ends with this one. */
  async beside(nowMs: number): Promise<ConsoleBrowser> {
    return new ConsoleBrowser(this.#browser, await newPage(this.#browser, nowMs, desk), this.#url);
  }

  async signIn(who: { readonly account: string; readonly password: string; readonly code: string }): Promise<void> {
    await this.page.goto(this.#url);
    for (const name of ['account', 'password', 'code'] as const)
      await this.page.locator(`input[name=${name}]`).fill(who[name]);
    await this.page.locator('button[type=submit]').click();
    await this.page.locator('nav a[href="/machines"]').waitFor();
  }

  async signInByToken(token: string): Promise<void> {
    await this.page.goto(this.#url);
    await this.page.getByRole('button', { name: /操作口令登录|operator token/i }).click();
    await this.page.locator('input[type=password]').fill(token);
    await this.page.locator('button[type=submit]').click();
    await this.page.locator('nav a[href="/machines"]').waitFor();
  }

  /** Sets language and theme as their switches would keep them; counts from the next page on. */
  async look({ language, theme }: Look): Promise<void> {
    await this.page.evaluate(
      ([one, other]) => {
        localStorage.setItem('yitiji.language', one);
        localStorage.setItem('yitiji.theme', other);
      },
      [language, theme] as const,
    );
  }

  /** Opens a page and waits until nothing of it is being read any more. */
  async go(path: string): Promise<void> {
    await this.page.goto(`${this.#url}${path}`);
    await this.settled();
  }

  async settled(): Promise<void> {
    await this.page.locator('h1').first().waitFor();
    // "Loading" stands wherever an answer is missing; the event stream never ends, so the network is no sign.
    await this.page.waitForFunction(
      () =>
        document.fonts.status === 'loaded' &&
        !/正在读取|Loading…/.test(document.querySelector('main')?.textContent ?? ''),
      undefined,
      { timeout: 20_000 },
    );
  }

  /** Rules of WCAG 2.2 A and AA and good practice that something on this page breaks, with the first place of each. */
  async axe(): Promise<readonly string[]> {
    // In the world of the page, but not as a script of it: its policy stays as it is.
    await this.page.evaluate(axeSource);
    return await this.page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: {
          run(options: object): Promise<{
            violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
          }>;
        };
      };
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const { violations } = await axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
      return violations.map(
        ({ id, nodes: [first] }) =>
          `${id}: ${first?.html.slice(0, 160)} — ${first?.failureSummary?.split('\n')[1] ?? ''}`,
      );
    });
  }

  /** What is wrong with the page that is open: complaints since the last time, rules of axe, wider than the window. */
  async faults(): Promise<readonly string[]> {
    const found = [...this.takeComplaints(), ...(await this.axe())];
    found.push(...(await this.tooWide()));
    found.push(...(await this.page.evaluate(cutWords)).map((words) => `cut without an ellipsis: ${words}`));
    return found;
  }

  /** The page scrolls inside of the shell: what is too wide for it does not make the window wider. */
  async tooWide(): Promise<readonly string[]> {
    const widths = await this.page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('main')].map((box) => box.scrollWidth - box.clientWidth),
    );
    return widths.filter((width) => width > 0).map((width) => `${width} px too wide`);
  }

  /** Lists of which a window of this size shows next to nothing, by their width and height in pixels. */
  async pressedLists(): Promise<readonly string[]> {
    return await this.page.evaluate(() =>
      [...document.querySelectorAll('main [role=grid]')]
        .map((list) => list.getBoundingClientRect())
        .filter(({ width, height }) => width < 280 || height < 140)
        .map(({ width, height }) => `a list of ${Math.round(width)} × ${Math.round(height)} px`),
    );
  }

  /** Words that stand outside of the box that should hold them, over whatever is beside it. */
  async spilt(): Promise<readonly string[]> {
    return await this.page.evaluate(spiltWords);
  }

  /** Exceptions of the page since the last time; what the hub refused, or did not answer, is left out. */
  takeExceptions(): string[] {
    return this.takeComplaints().filter((one) => !/^\d{3} |Failed to load resource/.test(one));
  }

  /** Complaints since the last time. */
  takeComplaints(): readonly string[] {
    return this.complaints.splice(0);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}

/** Words that end at an edge and not with “…”: bare in a row of boxes, where `text-overflow` does nothing, or where nobody asked for it. Runs in the page. */
function cutWords(): readonly string[] {
  return [...document.querySelectorAll<HTMLElement>('body *')].flatMap((box) => {
    const bare = [...box.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
    );
    if (!bare || box.closest('.heard-only') !== null) return [];
    const { overflowX, textOverflow, display } = getComputedStyle(box);
    const isCut = overflowX === 'hidden' && box.scrollWidth > box.clientWidth;
    return isCut && (textOverflow !== 'ellipsis' || /flex|grid/.test(display)) ? [box.textContent ?? ''] : [];
  });
}

/** Boxes of cells, panels and buttons whose words are wider than they are and neither cut nor scrolled. Runs in the page. */
function spiltWords(): readonly string[] {
  const boxes = document.querySelectorAll<HTMLElement>(
    'main [role=gridcell], main [role=rowheader], main [role=columnheader], main section, main button, main a, main td, main th, main dd, main dt, main li, main p, main h1, main h2, main h3',
  );
  return [...boxes].flatMap((box) => {
    const { overflowX, display } = getComputedStyle(box);
    if (overflowX !== 'visible' || display === 'inline' || box.clientWidth === 0) return [];
    if (box.closest('.heard-only') !== null) return [];
    const over = box.scrollWidth - box.clientWidth;
    return over > 1
      ? [`${box.tagName.toLowerCase()} spills by ${over} px: ${(box.textContent ?? '').slice(0, 60)}`]
      : [];
  });
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
