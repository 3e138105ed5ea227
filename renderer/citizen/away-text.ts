/**
 * The words of the one page that no snapshot brings: the terminal service is away for a moment. Both languages at once, since the language of the
 * citizen is not known then. It promises nothing.
 */
export const awayText = {
  zh: '请稍候……',
  zhMore: '机器正在准备',
  en: 'One moment…',
  enMore: 'The machine is getting ready',
} as const;
