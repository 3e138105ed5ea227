/**
 * Why a name may not stand in a release; null = it may. A name is made of parts between `/`, each a plain one: never out of the slot, never two names for one file, nothing that a shell or a
 * unit file would read otherwise. Pure.
 * @param path as it stands in the manifest
 */
export function pathFault(path: string): string | null {
  if (path.length === 0 || path.length > 1024) return 'length';
  if (path !== path.normalize('NFC')) return 'not in normal form NFC';
  for (const part of path.split('/')) {
    if (part === '') return 'empty part';
    if (part === '.' || part === '..') return 'leads elsewhere';
    if (part.length > 255 || Buffer.byteLength(part, 'utf8') > 255) return 'part too long';
    if (!/^[\p{L}\p{N}_@+.,=~ ()[\]-]+$/u.test(part)) return 'character';
    if (part.endsWith(' ') || part.startsWith(' ') || part.endsWith('.')) return 'blank or dot at an end';
  }
  return null;
}
