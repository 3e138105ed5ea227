/**
 * Where pictures of windows go, from the root of the project: `npm run pictures` renews those of the manual; a run of single files leaves them where git ignores them, so that the tree stays as it
 * was. Null = `npm test`, which takes none: nobody looks at them there, and each costs it some tenths of a second of the processor.
 */
export const pictureFolder: string | null =
  process.env.YITIJI_PICTURES === 'docs'
    ? 'docs/screens'
    : process.env.YITIJI_PICTURES === 'none'
      ? null
      : '.cache/screens';
