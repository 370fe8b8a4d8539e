/** Placeholder */
export const controlPage = (paths: readonly string[]): string =>
  `<!doctype html><title>Plaid emulator</title>${paths.length}`;
