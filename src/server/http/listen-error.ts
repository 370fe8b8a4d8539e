import { ConfigError } from '../../config/config.js';
import { errorCode } from '../../errors/gateway-error.js';

/**
 * What a listener that could not open means for whoever configured it: names the setting and what to do, never its value.
 * A port that is taken may be free a moment later, so that alone is no ConfigError.
 */
export function listenError(error: unknown, portSetting: 'PORT' | 'ADMIN_PORT'): Error {
  switch (errorCode(error)) {
    case 'ENOTFOUND':
    case 'EADDRNOTAVAIL':
      return new ConfigError(['HOST must be an address of this machine, or a name of one']);
    case 'EACCES':
      return new ConfigError([`${portSetting} must be a port that this user may listen on`]);
    case 'EADDRINUSE':
      return new Error(`${portSetting} is in use. End who uses it, or choose another port (0 picks a free one).`, {
        cause: error,
      });
    default:
      return error instanceof Error ? error : new Error('The listener could not open.', { cause: error });
  }
}
