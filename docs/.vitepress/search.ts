/**
 * Cuts a text into what the search of the site looks for: words of letters and digits, and of Chinese each character and each pair, since nothing stands between words there.
 * VitePress sends the source of this function to the browser: it may use nothing from outside.
 */
export function tokenize(text: string): string[] {
  const found: string[] = [];
  for (const [run] of text.toLowerCase().matchAll(/\p{Script=Han}+|[\p{L}\p{N}_]+/gu)) {
    if (!/\p{Script=Han}/u.test(run)) {
      found.push(run);
      continue;
    }
    const characters = [...run];
    characters.forEach((character, at) => {
      found.push(character);
      if (at > 0) found.push(`${characters[at - 1]}${character}`);
    });
  }
  return found;
}

/** Words of the search in Chinese. */
export const chineseSearch = {
  translations: {
    button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
    modal: {
      displayDetails: '显示详情',
      resetButtonTitle: '清除',
      backButtonTitle: '关闭',
      noResultsText: '没有找到：',
      footer: { selectText: '打开', navigateText: '选择', closeText: '关闭' },
    },
  },
};
