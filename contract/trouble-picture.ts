/** The picture that says that a machine is out of service (docs/watchdogs.md): made by the terminal service while all is well, shown by the launcher when nothing else can be. */
export const troubleFile = 'trouble.picture';

/** First line of the file; then width and height as two numbers and a line end, then the pixels (blue, green, red, 0), deflated. */
export const troubleFormat = 'yitiji-picture/1';
/** Most that a file may be, bytes; most pixels: two screens of 4K. */
export const troubleLimits = { bytes: 16 * 1024 * 1024, pixels: 2 * 3840 * 2160 } as const;
