export function makeTestFolder(places?: { readonly memory?: string; readonly env?: NodeJS.ProcessEnv }): {
  readonly folder: string;
  remove(): void;
};
