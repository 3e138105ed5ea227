/** CSS modules: class names as written in the file, made unique by Vite. */
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  // biome-ignore lint/style/noDefaultExport: that is how Vite gives them
  export default classes;
}
declare module '*.css';
declare module '@fontsource-variable/noto-sans-sc/wght.css';
