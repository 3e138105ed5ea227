import type { Browser, BrowserName, SystemName } from '../../contract/console/own-account.ts';

/** In this order: most browsers also say that they are the one that they were made of. */
const browsers: readonly (readonly [RegExp, BrowserName])[] = [
  [/^yitiji-command-line\b/, 'commandLine'],
  [/MicroMessenger\//, 'wechat'],
  [/QQBrowser\//, 'qq'],
  [/UCBrowser\/|UBrowser\//, 'uc'],
  [/\b360[SE]E\b|QIHU 360/, '360'],
  [/\bEdgA?\/|\bEdgiOS\//, 'edge'],
  [/\bFirefox\/|\bFxiOS\//, 'firefox'],
  [/\b(?:Headless)?Chrome\/|\bCriOS\//, 'chrome'],
  [/\bVersion\/[\d.]+ .*\bSafari\//, 'safari'],
];
const systems: readonly (readonly [RegExp, SystemName])[] = [
  [/HarmonyOS|OpenHarmony/, 'harmony'],
  [/\bAndroid\b/, 'android'],
  [/\b(?:iPhone|iPad|iPod)\b/, 'ios'],
  [/\bWindows NT\b/, 'windows'],
  [/\bMac OS X\b/, 'macos'],
  [/\bLinux\b/, 'linux'],
];

/** Program and system by what the browser says (header `User-Agent`), without versions: enough for a person to know the own one. Pure. */
export function browserOf(userAgent: string): Browser {
  const found = <T>(list: readonly (readonly [RegExp, T])[]) => list.find(([pattern]) => pattern.test(userAgent))?.[1];
  return { browser: found(browsers) ?? 'other', system: found(systems) ?? 'other' };
}
