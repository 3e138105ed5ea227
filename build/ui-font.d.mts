/** Makes the font files of the window out of Noto Sans SC, unless they are there. */
export function makeUiFont(): Promise<void>;
