/** A start of the terminal service takes seconds; whoever has waited longer than this need not wait any more. Milliseconds. */
export const longAwayMs = 20_000;

/**
 * The words of the one page that no snapshot brings: the terminal service is away for a moment. Both languages at once, since the language of the
 * citizen is not known then. It promises nothing, and after a while no longer that the machine is about to be ready.
 * @param awayMs how long it has stood
 */
export function awayText(awayMs: number) {
  const isLong = awayMs >= longAwayMs;
  return {
    zh: '请稍候……',
    zhMore: isLong ? '不必久等，也可到其他一体机或窗口办理' : '机器正在准备',
    en: 'One moment…',
    enMore: isLong
      ? 'You need not wait: another machine or a counter can help you, too'
      : 'The machine is getting ready',
  } as const;
}
