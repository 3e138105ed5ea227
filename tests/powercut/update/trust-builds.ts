import type { Patch } from '../workload/builds.ts';

const file = 'updater/metadata/kept-metadata.ts';

/** Builds of the metadata store that are recorded: the product, and some with a fault that a power cut must bring to light. */
export const trustBuilds = {
  product: [],
  fileNotSynced: [{ file, find: '    fsyncSync(file);', replace: '' }],
  generationNotSynced: [
    {
      file,
      find: 'for (const folder of [join(at, rolesFolder), at, all, this.#folder, dirname(this.#folder)]) syncFolder(folder);',
      replace: '',
    },
  ],
  parentNotSynced: [{ file, find: ', dirname(this.#folder)])', replace: '])' }],
  swapNotSynced: [{ file: 'contract/durable-file.ts', find: '  syncFolder(dirname(link));', replace: '' }],
  swapBeforeTheFiles: [
    {
      file,
      find: '      mkdirSync(join(at, rolesFolder), { recursive: true, mode: 0o755 });',
      replace:
        '      mkdirSync(join(at, rolesFolder), { recursive: true, mode: 0o755 });\n      pointDurably(join(this.#folder, link), join(generations, String(number)));',
    },
  ],
} as const satisfies Record<string, readonly Patch[]>;

export type TrustBuild = keyof typeof trustBuilds;

export const isTrustBuild = (name: string): name is TrustBuild => name in trustBuilds;
