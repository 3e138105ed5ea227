import { expect, test } from 'vitest';
import { browserOf } from './browser-of.ts';

test('a browser is not told to its owner as another one that it is made of', () => {
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
  for (const [said, browser, system] of [
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0.0.0 Safari/537.36`, 'chrome', 'windows'],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0.0.0 Safari/537.36 Edg/140.0`, 'edge', 'windows'],
    [`Mozilla/5.0 (Windows NT 10.0; WOW64) ${webkit} Chrome/86.0 Safari/537.36 360SE`, '360', 'windows'],
    [`Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/116.0 Safari/537.36 QQBrowser/13.5`, 'qq', 'windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'firefox', 'linux'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
      ...['safari', 'macos'],
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1',
      ...['chrome', 'ios'],
    ],
    [`Mozilla/5.0 (Linux; Android 15; HarmonyOS; X) ${webkit} Chrome/114.0 Mobile Safari/537.36`, 'chrome', 'harmony'],
    [
      `Mozilla/5.0 (Linux; Android 15) ${webkit} Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0`,
      'wechat',
      'android',
    ],
    ['yitiji-command-line (Linux)', 'commandLine', 'linux'],
    ['', 'other', 'other'],
    ['curl/8.0 (something else)', 'other', 'other'],
  ] as const)
    expect([said, browserOf(said)]).toEqual([said, { browser, system }]);
});
