/**
 * Name of a heading in an address, as GitHub makes it: pages are read there, in editors and on the site, and a link to a heading shall work in all of them.
 * @param heading its text, without marks of Markdown
 */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}
