import { accessSync, constants, mkdirSync } from 'node:fs';
import { ConfigError } from './config-error.js';

/** Makes the folder, for this user alone, where it is not there yet. Fails with ConfigError when nothing can be written in it. */
export function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConfigError(['DATA_DIR must be a folder that this user can write to, or one that can be made'], {
      cause: error,
    });
  }
}
